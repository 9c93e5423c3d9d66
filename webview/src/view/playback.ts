/** At which pace a run's past is played. */
import type { EntryFact } from '../../../runtime/src/history/entry-facts.ts';

/** Times real time. */
export const speeds = [0.1, 1, 10, 100] as const;
export type Speed = (typeof speeds)[number];

/** Milliseconds. A wait of days is over after a moment. */
const longestPause = 1_000;
const frame = 33;

/**
 * What is shown next, and after how many milliseconds: the next entry, together with those that follow within a frame.
 * Null at the end.
 */
export function nextFrame(
  facts: readonly Pick<EntryFact, 'at'>[],
  index: number,
  speed: number,
): { index: number; delay: number } | null {
  const last = facts.length - 1;
  if (index >= last) return null;
  const pauseAfter = (at: number): number =>
    Math.min(Math.max((facts[at + 1]!.at - facts[at]!.at) / speed, 0), longestPause);
  let next = index + 1;
  for (let passed = 0; next < last; next += 1) {
    passed += pauseAfter(next);
    if (passed >= frame) break;
  }
  return { index: next, delay: Math.max(pauseAfter(index), frame) };
}
