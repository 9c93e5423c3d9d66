/** Which way a decision goes, from the results that a run has. */
import { expect, test } from 'vitest';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import { evaluateCondition, unknown } from '../../../webview/src/overlay/known-decisions.ts';
import { makeOverlay } from '../../../webview/src/overlay/make-overlay.ts';
import { fold } from '../../support/picture/check-overlay.ts';

/** The names in the condition hold the results given; every other name is not known. */
function checkCondition(
  source: string,
  results: Record<string, unknown>,
  expected: boolean | 'unknown',
): void {
  const condition = {
    source,
    results: Object.fromEntries(Object.keys(results).map((name) => [name, { node: name, path: [] }])),
  };
  const value = evaluateCondition(condition, (node) => results[node]);
  expect([source, value === unknown ? 'unknown' : value]).toEqual([source, expected]);
}

test('members, negation and comparisons of a result', () => {
  const results = { check: { isValid: true, errors: ['a'], score: 7, plan: 'pro' } };
  checkCondition('!check.isValid', results, false);
  checkCondition('check.errors.length > 0', results, true);
  checkCondition("check.plan === 'pro'", results, true);
  checkCondition('check.score >= 8', results, false);
  checkCondition('check.missing', results, false);
  checkCondition('check?.missing?.deep === undefined', results, true);
  checkCondition("check['plan'] !== 'free'", results, true);
});

test('null results, such as that of a wait that timed out', () => {
  checkCondition('!review', { review: null }, true);
  checkCondition('review == null', { review: null }, true);
  checkCondition('review?.data.is_approved', { review: { data: { is_approved: false } } }, false);
});

test('a value without a result stays unknown, unless the rest decides', () => {
  const results = { check: { isValid: true } };
  checkCondition('flag', results, 'unknown');
  checkCondition('check.isValid && flag', results, 'unknown');
  checkCondition('check.isValid || flag', results, true);
  checkCondition('flag && !check.isValid', results, false);
  checkCondition('isReady(check)', results, 'unknown');
  checkCondition('check.isValid as boolean', results, 'unknown');
  checkCondition('check.toString', results, 'unknown');
});

test('a destructured result', () => {
  const condition = { source: 'isValid', results: { isValid: { node: 'check', path: ['isValid'] } } };
  expect(evaluateCondition(condition, () => ({ isValid: true }))).toBe(true);
});

const branching = `
  function F on app/started sdk 4
  a: run "A"
  ok: decision "a.ok"
  b: run "B"
  c: run "C"
  start -> a -> ok -true-> b -> end
  ok -false-> c -> end
`;

test('the branch that the result chose is the one that runs, and its edge is taken', () => {
  const graph = graphFromText(branching);
  const decision = graph.nodes.find(({ id }) => id === 'ok');
  if (!decision) throw new Error('no decision');
  decision.condition = { source: 'result.ok', results: { result: { node: 'a', path: [] } } };
  const run = new JournalBuilder(graph.id, 'app/started', 1_000_000);
  run.start();
  run.request();
  run.done('A', { ok: false });
  const progress = fold(run.entries);
  if (!progress) throw new Error('no run');
  const overlay = makeOverlay(graph, progress);
  expect(overlay.nodes.c?.status).toBe('running');
  expect(overlay.nodes.b).toBe(undefined);
  expect(overlay.takenEdges).toContain('ok-false->c');
});
