/** Which way a decision goes, from the results that a run has, and why. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import {
  type Evaluated,
  evaluateCondition,
  unknown,
  type Wanted,
} from '../../../webview/src/overlay/evaluate-condition.ts';
import { makeOverlay } from '../../../webview/src/overlay/make-overlay.ts';
import { fold } from '../../support/picture/check-overlay.ts';
import fc, { runs } from '../../support/property.ts';

/** The names in the condition hold the results given; every other name is not known. */
function evaluated(source: string, results: Record<string, unknown>, wants: Wanted = 'truth'): Evaluated {
  const names = Object.keys(results).map((name) => [name, { node: name, path: [] }]);
  return evaluateCondition({ source, results: Object.fromEntries(names) }, (node) => results[node], wants);
}

function checkCondition(
  source: string,
  results: Record<string, unknown>,
  expected: boolean | 'unknown',
): void {
  const { value } = evaluated(source, results);
  expect([source, value === unknown ? 'unknown' : Boolean(value)]).toEqual([source, expected]);
}

/** @param expected each part that settled the condition, as `source → value`. */
function checkParts(source: string, results: Record<string, unknown>, expected: string[]): void {
  const { parts } = evaluated(source, results);
  const printed = parts.map((part) => `${part.source} → ${JSON.stringify(part.value)}`);
  expect([source, printed]).toEqual([source, expected]);
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
  const { value, parts } = evaluateCondition(condition, () => ({ isValid: true }), 'truth');
  expect(value).toBe(true);
  expect(parts).toEqual([{ source: 'isValid', value: true, node: 'check' }]);
});

test('the parts that settled a condition, and only those', () => {
  const results = { check: { isValid: true, errors: ['a'], plan: 'pro' }, review: null };
  checkParts('!check.isValid', results, ['check.isValid → true']);
  checkParts('check.errors.length > 0', results, ['check.errors.length → 1']);
  checkParts('check.isValid && flag', results, []);
  checkParts('check.isValid || flag', results, ['check.isValid → true']);
  checkParts('flag && !check.isValid', results, ['check.isValid → true']);
  checkParts('check.isValid && check.plan === "free"', results, ['check.plan → "pro"']);
  checkParts('check.isValid && check.plan === "pro"', results, [
    'check.isValid → true',
    'check.plan → "pro"',
  ]);
  checkParts('review?.data === undefined', results, ['review?.data → undefined']);
  checkParts("check['plan'] === check.plan", results, ['check[\'plan\'] → "pro"', 'check.plan → "pro"']);
  checkParts('check.isValid === check.isValid', results, ['check.isValid → true']);
});

test('a truth that stands for an unknown value is not compared', () => {
  checkCondition('(flag && !check.isValid) === false', { check: { isValid: true } }, 'unknown');
  checkCondition('!(flag && !check.isValid)', { check: { isValid: true } }, true);
});

/** Conditions over `a` and `b`, whose values are known, and `x`, which is not. */
const operand = fc.constantFrom(
  ...[
    'a',
    'b',
    'x',
    'a.k',
    'a?.k',
    'a.l.length',
    'b?.k?.m',
    'b["k"]',
    'null',
    'undefined',
    'true',
    '0',
    '2',
    '"t"',
    '""',
  ],
);
const operator = fc.constantFrom('&&', '||', '===', '!==', '==', '!=', '<', '<=', '>', '>=');
const { condition: anyCondition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    operand,
    tie('condition').map((inner) => `!(${inner})`),
    fc.tuple(tie('condition'), operator, tie('condition')).map(([l, o, r]) => `(${l}) ${o} (${r})`),
    fc.tuple(tie('condition'), tie('condition')).map(([l, r]) => `(${l}) ?? (${r})`),
  ),
}));
const anyResult = fc.oneof(
  fc.constantFrom(null, true, false, 0, 2, '', 't'),
  fc.record(
    { k: fc.constantFrom(null, false, 1, 't', { m: 2 }), l: fc.constantFrom([], [1]) },
    { requiredKeys: [] },
  ),
);

test('what is said about a condition is what JavaScript says, whatever the unknown values are', () => {
  let known = 0;
  fc.assert(
    fc.property(anyCondition, anyResult, anyResult, anyResult, (source, a, b, x) => {
      for (const wants of ['truth', 'value'] as const) {
        const { value } = evaluated(source, { a, b }, wants);
        if (value === unknown) continue;
        known += 1;
        const real: unknown = runInNewContext(source, { a, b, x });
        expect(wants === 'truth' ? Boolean(value) : value).toEqual(wants === 'truth' ? Boolean(real) : real);
      }
    }),
    { numRuns: runs(2000) },
  );
  expect(known).toBeGreaterThan(runs(2000) / 4);
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

/**
 * What the overlay says about decisions, as `node: outcome because source → value`.
 *
 * @param conditions by decision: its condition, and the step node whose result the name `result` in it holds.
 */
function checkDecisions(
  text: string,
  conditions: Record<string, [source: string, node: string]>,
  happen: (run: JournalBuilder) => void,
  expected: { says: string[]; takes: string[] },
): void {
  const graph = graphFromText(text);
  for (const node of graph.nodes) {
    const [source, from] = conditions[node.id] ?? [];
    if (source && from) node.condition = { source, results: { result: { node: from, path: [] } } };
  }
  const run = new JournalBuilder(graph.id, 'app/started', 1_000_000);
  run.start();
  run.request();
  happen(run);
  const progress = fold(run.entries);
  if (!progress) throw new Error('no run');
  const { decisions, takenEdges } = makeOverlay(graph, progress);
  const says = Object.entries(decisions).map(([id, { outcome, facts }]) => {
    const reasons = facts.map(({ source, value, node }) => `${source} → ${value} (${node})`);
    return `${id}: ${outcome} because ${reasons.join(', ')}`;
  });
  const froms = Object.keys(conditions);
  const takes = takenEdges.filter((edge) => froms.some((id) => edge.startsWith(`${id}-`)));
  expect({ says, takes }).toEqual(expected);
}

test('a passed decision says why it went that way', () => {
  checkDecisions(branching, { ok: ['!result.ok', 'a'] }, (run) => run.done('A', { ok: true }), {
    says: ['ok: false because result.ok → true (a)'],
    takes: ['ok-false->c'],
  });
});

test('nothing is said before the step has ended, or when the condition asks for more', () => {
  const silent = { says: [], takes: [] };
  checkDecisions(branching, { ok: ['result.ok', 'a'] }, () => {}, silent);
  checkDecisions(branching, { ok: ['result.ok && flag', 'a'] }, (run) => run.done('A', { ok: true }), silent);
});

test('nothing is said about decisions behind others that are not known', () => {
  checkDecisions(
    `
      function F on app/started sdk 4
      a: run "A"
      first: decision "flag"
      second: decision "a.ok"
      b: run "B"
      c: run "C"
      start -> a -> first -true-> second -true-> b -> end
      first -false-> end
      second -false-> c -> end
    `,
    { second: ['result.ok', 'a'] },
    (run) => run.done('A', { ok: true }),
    { says: [], takes: [] },
  );
});

test('nothing is said when the run went the other way: it ran other code', () => {
  checkDecisions(
    branching,
    { ok: ['result.ok', 'a'] },
    (run) => {
      run.done('A', { ok: true });
      run.done('C', null);
    },
    { says: [], takes: ['ok-false->c'] },
  );
});

const looping = `
  function F on app/started sdk 4
  a: run "A"
  each: loop "for (const item of items)"
  check: run "Check" in=each
  ok: decision "ok" in=each
  b: run "B" in=each
  start -> a -> each -true-> check -> ok -true-> b -back-> each
  ok -false-> each
  each -false-> end
`;

test('in a loop, a result from before it is the same in each round; one of a round is not', () => {
  const happen = (run: JournalBuilder): void => {
    run.done('A', { ok: true });
    run.done('Check', { ok: true });
    run.done('B', null);
  };
  const takes = ['ok-true->b'];
  checkDecisions(looping, { ok: ['result.ok', 'a'] }, happen, {
    says: ['ok: true because result.ok → true (a)'],
    takes,
  });
  checkDecisions(looping, { ok: ['result.ok', 'check'] }, happen, { says: [], takes });
});

const switching = `
  function F on app/started sdk 4
  a: run "A"
  kind: decision "switch (plan)"
  b: run "B"
  c: run "C"
  d: run "D"
  start -> a -> kind -case['pro', 'team']-> b -> end
  kind -case['free']-> c -> end
  kind -case[default]-> d -> end
`;

test.each([
  ['team', "kind-case['pro', 'team']->b"],
  ['free', "kind-case['free']->c"],
  ['trial', 'kind-case[default]->d'],
])('a switch over "%s" says the value and takes its case', (plan, edge) => {
  checkDecisions(switching, { kind: ['result.plan', 'a'] }, (run) => run.done('A', { plan }), {
    says: [`kind: "${plan}" because result.plan → "${plan}" (a)`],
    takes: [edge],
  });
});

test('a switch with a case that is no literal says nothing', () => {
  checkDecisions(
    switching.replace("'free'", 'FREE'),
    { kind: ['result.plan', 'a'] },
    (run) => run.done('A', { plan: 'pro' }),
    { says: [], takes: [] },
  );
});

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
