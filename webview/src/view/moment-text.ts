/** A moment of a run in words. */
import type { EntryFact } from '../../../runtime/src/history/entry-facts.ts';
import { t } from '../l10n.ts';

type Kind = EntryFact['kind'];

const withStep: Partial<Record<Kind, string>> = {
  'step-planned': '{0} planned',
  'step-taken-over': '{0} reused',
  'step-completed': '{0} completed',
  'step-attempt-failed': '{0}: attempt failed',
  'step-failed': '{0} failed',
  'sleep-started': '{0} sleeping',
  'sleep-ended': '{0} woke up',
  'wait-started': '{0} waiting',
  'wait-matched': '{0} received its event',
  'wait-not-matched': '{0}: event did not match',
  'wait-timed-out': '{0} timed out',
  'signal-wait-replaced': '{0}: signal claimed by another run',
  'invoke-started': '{0} invoking',
  'fetch-started': '{0} requesting',
  'retry-skipped': '{0}: retry brought forward',
  'request-started': '{0} started',
  'request-ended': '{0}: request ended',
  'request-queued': '{0} queued',
  'output-printed': '{0} printed',
  'metadata-updated': '{0}: metadata updated',
};

const alone: Partial<Record<Kind, string>> = {
  'run-queued': 'Run queued',
  'run-started': 'Run started',
  'request-started': 'Function called',
  'request-ended': 'Function responded',
  'request-queued': 'Call queued',
  'run-attempt-failed': 'Attempt failed',
  'retry-skipped': 'Retry brought forward',
  'output-printed': 'Function printed',
  'run-completed': 'Run completed',
  'run-failed': 'Run failed',
  'run-cancelled': 'Run cancelled',
  'run-skipped': 'Run skipped',
  'defer-added': 'Function deferred',
  'defer-rejected': 'Deferred function rejected',
  'defer-aborted': 'Deferred function aborted',
  'metadata-updated': 'Metadata updated',
};

/** `Charge completed`. */
export function entryText({ kind, step }: Pick<EntryFact, 'kind' | 'step'>): string {
  const about = step === undefined ? undefined : withStep[kind];
  return about === undefined || step === undefined ? t(alone[kind] ?? kind) : t(about, step);
}
