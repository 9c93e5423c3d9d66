/** What random workflow functions do on the real SDK is a way through their graphs, and every edge is taken. */
import { expect, test } from 'vitest';
import { runs } from '../support/property.ts';
import { runShares } from './run-shares.ts';
import type { Share } from './share.ts';

const { PROPERTY_SEED: seed = '20261122' } = process.env;

/** Constructs that the graph does not get right yet. */
const pending = ['early', 'fan', 'parallel', 'reduce'];

function shareOf(major: 3 | 4, more: Partial<Share> = {}): Share {
  return {
    major,
    seed: seed === 'random' ? Date.now() % 1_000_000_000 : Number(seed) + major,
    programs: runs(100),
    mostRuns: 120,
    wantsEveryEdge: true,
    triesMutants: false,
    without: pending,
    ...more,
  };
}

test('every run is a way through the graph, and every edge is taken by some run', {
  timeout: 300_000,
}, async () => {
  const total = await runShares([shareOf(3), shareOf(4)]);
  expect(total.counterexamples.map(({ text }) => text).join('\n\n')).toBe('');
  expect(total.programs).toBe(runs(100) * 2);
});

test('a graph that is wrong in one place is noticed', { timeout: 300_000 }, async () => {
  const total = await runShares([
    shareOf(4, { programs: 40, mostRuns: 12, wantsEveryEdge: false, triesMutants: true }),
  ]);
  expect(total.mutants).toBeGreaterThan(200);
  const score = 1 - total.survivors.length / total.mutants;
  expect(score, total.survivors.slice(0, 5).join('\n\n')).toBeGreaterThan(0.95);
});
