/** What random workflow functions do on the real SDK is a path in their graphs, and every edge is taken. */
import { expect, test } from 'vitest';
import { runs } from '../support/property.ts';
import { runShares } from './run-shares.ts';
import type { Share } from './share.ts';

const { PROPERTY_SEED: seed = '20261122' } = process.env;

/** The fewest that must be among the programs. */
const constructs = [
  ...['run', 'sleep', 'waitForEvent', 'sendEvent', 'invoke'].map((tool) => `tool:${tool}`),
  ...['argument', 'property', 'closure', 'class', 'other-file'].map((form) => `helper:${form}`),
  ...['for-of', 'while', 'do', 'for', 'forever'].map((form) => `loop:${form}`),
  ...['?:', '&&', '||', '??', '?.'].map((form) => `choice:${form}`),
  ...['then', 'then-both', 'catch', 'finally'].map((method) => `chain:${method}`),
  ...['all', 'allSettled', 'race', 'any'].map((combinator) => `parallel:${combinator}`),
  ...['literal', 'spread', 'variables', 'pushed', 'group'].map((form) => `parallel:${form}`),
  ...['map', 'flatMap', 'push'].map((form) => `fan:${form}`),
  ...['if', 'if-not', 'equals', 'early-exit'].map((question) => `wait:${question}`),
  ...['plain', 'renamed', 'context', 'tools'].map((parameter) => `handler:${parameter}`),
  ...['early:awaited', 'early:never awaited', 'reduce', 'switch:fall-through', 'switch:default early'],
  ...['try catch', 'try finally', 'try catch finally', 'return', 'throw', 'id:again', 'id:template'],
];

function shareOf(major: 3 | 4, more: Partial<Share> = {}): Share {
  return {
    major,
    seed: seed === 'random' ? Date.now() % 1_000_000_000 : Number(seed) + major,
    programs: runs(110),
    mostRuns: 120,
    wantsEveryEdge: true,
    triesMutants: false,
    without: [],
    ...more,
  };
}

test('every run is a path in the graph, and every edge is taken by some run', {
  timeout: 300_000,
}, async () => {
  const total = await runShares([shareOf(3), shareOf(4)]);
  expect(total.counterexamples.map(({ text }) => text).join('\n\n')).toBe('');
  expect(total.programs).toBe(runs(110) * 2);
  expect([...total.features.keys()]).toEqual(expect.arrayContaining(constructs));
});

test('a graph that is wrong in one place is noticed', { timeout: 300_000 }, async () => {
  const total = await runShares([
    shareOf(4, { programs: 30, mostRuns: 12, wantsEveryEdge: false, triesMutants: true }),
  ]);
  expect(total.mutants).toBeGreaterThan(150);
  const score = 1 - total.survivors.length / total.mutants;
  expect(score, total.survivors.slice(0, 5).join('\n\n')).toBeGreaterThan(0.95);
});
