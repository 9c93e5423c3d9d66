/** Facts about a run that are in the journal, but not in its progress. */
import type { RunProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import { finishedEventName, isEndFact } from '../../engine/decisions/end-events.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { readEvents } from '../../search/search-runs.ts';
import type { Services } from '../services.ts';

export function eventsOf({ journal }: Services, run: RunProgress): EventRecord[] {
  return readEvents(journal, run);
}

/** The schedule that started the run; null when an event did. */
export function cronOf(services: Services, run: RunProgress): string | null {
  const [first] = services.journal.entriesOf(run.runId);
  return first?.kind === 'run-queued' ? (first.cron ?? null) : null;
}

/** Why a run was skipped, in the official server's words. */
export function skipOf(
  services: Services,
  run: RunProgress,
): { reason: string; existingRunId: string | null } | null {
  const skipped = services.journal.entriesOf(run.runId).find((entry) => entry.kind === 'run-skipped');
  if (skipped?.kind !== 'run-skipped') return null;
  const existing = /^singleton: run (\S+) is active$/.exec(skipped.reason);
  return existing
    ? { reason: 'Singleton', existingRunId: existing[1] ?? null }
    : { reason: skipped.reason, existingRunId: null };
}

/** The event as it was sent, without fields that the sender omitted. */
export function senderView(event: EventRecord): Record<string, unknown> {
  const { user, ...rest } = wireEvent(event) as { user?: Record<string, unknown> };
  return user && Object.keys(user).length > 0 ? { ...rest, user } : rest;
}

/** Entries are recorded together, so that what follows from one is near. */
const nearby = 50;

/** Id of the batch that started the run; null when none did. */
export function batchIdOf({ journal }: Services, run: RunProgress): string | null {
  const [queued] = journal.entriesOf(run.runId);
  if (queued?.kind !== 'run-queued') return null;
  for (const entry of journal.read(queued.seq, nearby)) {
    if (entry.kind === 'run-queued') return null;
    if (entry.kind !== 'hold-released' || entry.functionId !== run.functionId) continue;
    const [held] = journal.entriesOf(entry.holdId);
    return held?.kind === 'event-held' && held.by === 'batch' ? entry.holdId : null;
  }
  return null;
}

/** Id of the event that announced the end of a run; null while there is none. */
export function finishedEventOf({ journal }: Services, runId: string): string | null {
  const end = journal.entriesOf(runId).findLast(isEndFact);
  if (!end) return null;
  for (const entry of journal.read(end.seq, nearby)) {
    if (entry.kind !== 'event-received' || entry.event.name !== finishedEventName) continue;
    if (entry.event.data?.run_id === runId) return entry.event.internalId;
  }
  return null;
}
