/**
 * fast-check with a seed of its own, so that `npm test` says the same thing each time. `PROPERTY_SEED=random` (or a
 * number) and `PROPERTY_RUNS=10000` look further; a failure prints the seed that shows it again.
 */
import fc from 'fast-check';

const { PROPERTY_SEED: seed = '20261122', PROPERTY_RUNS: wanted } = process.env;

fc.configureGlobal({
  ...(seed === 'random' ? {} : { seed: Number(seed) }),
  ...(wanted === undefined ? {} : { numRuns: Number(wanted) }),
});

/** How many values a property with slow checks is tried on, unless more are asked for. */
export function runs(usually: number): number {
  return wanted === undefined ? usually : Number(wanted);
}

export default fc;
