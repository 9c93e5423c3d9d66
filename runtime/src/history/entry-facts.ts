/** A run's journal as a list of moments to choose from. Pure; no Node imports. */
import type { JournalEntry } from '../contract/journal.ts';
import type { RunHistory } from './run-history.ts';

/** What a list says of an entry: little, as there may be thousands. */
export interface EntryFact {
  seq: number;
  /** Unix milliseconds. */
  at: number;
  kind: JournalEntry['kind'];
  /** Name of the step that it is about; absent: it is about none. */
  step?: string;
}

/** @param from how many of the first entries to leave out. */
export function entryFactsOf(history: RunHistory, from = 0): EntryFact[] {
  return history.entries.slice(from).map((entry) => {
    const step = stepNameOf(entry, history);
    const { seq, at, kind } = entry;
    return step === null ? { seq, at, kind } : { seq, at, kind, step };
  });
}

function stepNameOf(entry: JournalEntry, history: RunHistory): string | null {
  if ('step' in entry) return entry.step.name;
  if (entry.kind === 'output-printed') return entry.by?.name ?? null;
  // A deferred function is not a step.
  if (entry.kind === 'defer-added' || entry.kind === 'defer-rejected') return null;
  const hashedId = 'hashedId' in entry ? entry.hashedId : 'target' in entry ? entry.target : null;
  return hashedId === null ? null : (history.stepName(hashedId) ?? null);
}

/** Kinds of entries at which a step begins, waits or ends. */
const stepKinds: ReadonlySet<JournalEntry['kind']> = new Set<JournalEntry['kind']>([
  'step-planned',
  'step-taken-over',
  'step-completed',
  'step-attempt-failed',
  'step-failed',
  'sleep-started',
  'sleep-ended',
  'wait-started',
  'wait-matched',
  'wait-timed-out',
  'invoke-started',
  'fetch-started',
]);

/**
 * Index of the next or previous moment.
 *
 * @param index of the shown one.
 * @param unit `step`: at which a step begins, waits or ends; none is left: the first or last entry.
 */
export function neighborMoment(
  facts: readonly Pick<EntryFact, 'kind'>[],
  index: number,
  direction: 1 | -1,
  unit: 'entry' | 'step',
): number {
  const last = facts.length - 1;
  let at = index + direction;
  if (unit === 'step') while (at > 0 && at < last && !stepKinds.has(facts[at]!.kind)) at += direction;
  return Math.min(Math.max(at, 0), last);
}
