/** Builds journal entries of one run, numbered, each one second after the other. */
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import type { EventRecord, StepIdentity } from '../../../runtime/src/contract/run.ts';

export const runId = 'RUN1';
export const failure = { name: 'Error', message: 'no answer' };

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A fact without `runId`. */
export type Told = Without<Exclude<JournalFact, { kind: 'event-received' }>, 'runId'>;

export function entriesOf(...facts: Told[]): JournalEntry[] {
  const all = [queued, ...facts];
  return all.map((fact, index) => ({ seq: index + 1, at: index * 1000, runId, ...fact }) as JournalEntry);
}

export const queued: Told = {
  kind: 'run-queued',
  functionId: 'app-import',
  functionName: 'Import',
  appId: 'app',
  sdk: 'js:v4.24.0',
  eventIds: ['E1'],
  eventName: 'list.uploaded',
  maxAttempts: 5,
};

export function step(name: string, op = 'StepRun'): StepIdentity {
  return { hashedId: `#${name}`, op, name, parent: null };
}

export function event(name: string, data: Record<string, unknown> = {}): EventRecord {
  return { internalId: `I-${name}`, id: `I-${name}`, name, data, user: {}, ts: 5, receivedAt: 5 };
}
