/**
 * The first requests of a rerun with SDK 1 and 2. They report only the steps after the last result that they replay, and run a lone
 * one at once. So they need a request after each step that leads to one which was not taken over, and nowhere else, or a step would
 * run twice.
 */
import type { JournalEntry } from '../../contract/journal.ts';

/**
 * @param entries of the run that is repeated.
 * @param kept hashed ids of the steps that are taken over, in the order in which they ended.
 * @returns the steps after which a discovery is needed; null: at the start.
 */
export function firstRequestsAfter(
  entries: readonly JournalEntry[],
  kept: readonly string[],
): (string | null)[] {
  const isKept = (step: string | null) => step === null || kept.includes(step);
  const missing = [...reporters(entries)]
    .filter(([step, outgoing]) => !kept.includes(step) && isKept(outgoing))
    .map(([, outgoing]) => outgoing);
  const found = new Set([...missing, ...unanswered(entries).filter(isKept)]);
  if (found.size === 0) return [kept.at(-1) ?? null];
  return [null, ...kept].filter((step) => found.has(step));
}

/** By step, the end that queued the request whose answer first reported it. */
export function reporters(entries: readonly JournalEntry[]): Map<string, string | null> {
  const outgoingOf = new Map<string, string | null>();
  const itemOf = new Map<string, string>();
  const found = new Map<string, string | null>();
  let reported: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'request-queued') outgoingOf.set(entry.itemId, entry.outgoing);
    else if (entry.kind === 'request-started') itemOf.set(entry.requestId, entry.itemId);
    else if (entry.kind === 'step-taken-over') found.set(entry.step.hashedId, entry.after ?? null);
    else if ('step' in entry && !found.has(entry.step.hashedId)) reported.push(entry.step.hashedId);
    else if (entry.kind === 'request-ended') {
      const outgoing = outgoingOf.get(itemOf.get(entry.requestId) ?? '') ?? null;
      for (const step of reported) if (!found.has(step)) found.set(step, outgoing);
      reported = [];
    }
  }
  return found;
}

/** The ends after which the function failed, or was not called. */
function unanswered(entries: readonly JournalEntry[]): (string | null)[] {
  const open = new Map<string, string | null>();
  const outgoingOf = new Map<string, string | null>();
  const itemOf = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'request-queued' && entry.target === null) {
      outgoingOf.set(entry.itemId, entry.outgoing);
      open.set(entry.itemId, entry.outgoing);
    } else if (entry.kind === 'request-started') itemOf.set(entry.requestId, entry.itemId);
    else if (entry.kind === 'request-ended') {
      const itemId = itemOf.get(entry.requestId) ?? '';
      const outgoing = outgoingOf.get(itemId);
      if (outgoing === undefined) continue;
      const isAnswered = entry.status === 200 || entry.status === 206;
      if (isAnswered) open.delete(itemId);
      else open.set(itemId, outgoing);
    }
  }
  return [...open.values()];
}
