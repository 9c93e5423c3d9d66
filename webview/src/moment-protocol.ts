/**
 * CONTRACT: messages between the extension and the slider of a page that shows a run. A long list of entries is sent
 * once and then appended to.
 */
import type { EntryFact } from '../../runtime/src/history/entry-facts.ts';

export type ToMomentSlider = {
  kind: 'show-moment';
  /** Whose history is open; null: none is. */
  runId: string | null;
  /** Null: the run is shown live. */
  moment: { seq: number; at: number } | null;
  /** The first `from` entries are as they were. */
  from: number;
  facts: EntryFact[];
  /** Why there are no entries; null: there are, or they are on their way. */
  problem: string | null;
};

export type FromMomentSlider =
  | { kind: 'open-history' }
  /** Also goes back to live. */
  | { kind: 'close-history' }
  /** Null: live. */
  | { kind: 'set-moment'; seq: number | null };

/** What the slider shows. */
export interface ShownHistory {
  runId: string;
  moment: ToMomentSlider['moment'];
  facts: readonly EntryFact[];
  problem: string | null;
}

/** @returns null while no history is open. */
export function takeMoment(known: ShownHistory | null, message: ToMomentSlider): ShownHistory | null {
  const { runId, moment, from, facts, problem } = message;
  if (runId === null) return null;
  const kept = known?.runId === runId ? known.facts : [];
  // Nothing new: the same list, so that the slider knows.
  if (facts.length === 0 && from === kept.length) return { runId, moment, facts: kept, problem };
  return { runId, moment, facts: [...kept.slice(0, from), ...facts], problem };
}
