/** Stores the runtime's entries. Nothing here decides anything. */
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord, RunStatus } from '../contract/run.ts';

/** How a run ended. */
export type EndedStatus = Extract<RunStatus, 'completed' | 'failed' | 'cancelled' | 'skipped'>;

/** The entry that a run begins with. */
export type QueuedEntry = Extract<JournalEntry, { kind: 'run-queued' }>;

export interface ListFilter {
  functionId?: string;
  /** Only runs that ended in one of these ways; `unended`: those that did not end. */
  ended?: readonly (EndedStatus | 'unended')[];
  /** Only runs queued before this one. */
  before?: string;
  limit: number;
}

export interface Journal {
  /** `seq` of the last entry; 0 when empty. */
  readonly lastSeq: number;
  /** Stores all of them or none; they are durable when it returns. Their `seq` must grow. */
  append(entries: readonly JournalEntry[]): void;
  /** Entries with a greater `seq`, in order. */
  read(after: number, limit: number): JournalEntry[];
  /** All entries of a run, of an event (its receipt, refusals), or of an event buffer, in order. */
  entriesOf(subject: string): JournalEntry[];
  /** The latest setting of the clock; null: none. */
  clockSetting(): { offset: number; pausedAt: number | null } | null;
  event(internalId: string): EventRecord | null;
  /** Newest first. */
  listEvents(filter: { name?: string; limit: number; before?: string }): EventRecord[];
  /** Ids of the runs that have not ended, oldest first. */
  unendedRuns(): string[];
  /** Ids, newest first. */
  listRuns(filter: ListFilter): string[];
  /** A run's first entry, without reading the others; null when there is no such run. */
  queuedEntry(runId: string): QueuedEntry | null;
  /** Ids of the runs that the event started, oldest first. */
  runsOfEvent(internalId: string): string[];
  /** Events that were received and whose runs were not queued yet, oldest first. */
  unscheduledEvents(): EventRecord[];
  /** Keys used at or after `since` (Unix milliseconds), as `function id` + newline + `event id`. */
  idempotencyKeys(since: number): { key: string; timestamp: number }[];
  /** The theoretical arrival times of rate limits and throttles that are later than `after` (Unix milliseconds). */
  arrivals(after: number): { key: string; arrival: number }[];
  /** Entries about event buffers that are not released, in order. */
  openBuffers(): JournalEntry[];
  close(): void;
}

/** The journal cannot be used; the message says what to do. */
export class JournalError extends Error {
  override readonly name: string = 'JournalError';
}

/** Nothing can be stored until there is room on the disk; what was stored is safe. */
export class DiskFullError extends JournalError {
  override readonly name = 'DiskFullError';
}

/** The key by which an entry is found. */
export function subjectOf(entry: JournalEntry): string {
  if (entry.kind === 'event-received') return entry.event.internalId;
  if (entry.kind === 'event-scheduled' || entry.kind === 'start-refused') return entry.eventId;
  if (entry.kind === 'clock-set') return clockSubject;
  return 'runId' in entry ? entry.runId : entry.holdId;
}

export const clockSubject = 'clock';

export const endedStatusOf: Readonly<Partial<Record<JournalEntry['kind'], EndedStatus>>> = {
  'run-completed': 'completed',
  'run-failed': 'failed',
  'run-cancelled': 'cancelled',
  'run-skipped': 'skipped',
};

export function idempotencyKey(functionId: string, eventId: string): string {
  return `${functionId}\n${eventId}`;
}
