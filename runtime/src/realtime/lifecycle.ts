/** Messages that the runtime itself publishes about a run, derived from its journal. Pure. */
import type { JournalEntry } from '../contract/journal.ts';
import type { RunLifecycle } from '../contract/realtime.ts';

export interface LifecycleMessage {
  runId: string;
  kind: 'run' | 'step';
  topic: string;
  /** Further topics of the run's channel: steps are also published under their names. */
  alsoTo: readonly string[];
  data: unknown;
}

/** Null when the entry is not published. */
export function lifecycleOf(entry: JournalEntry): LifecycleMessage | null {
  const run = (data: RunLifecycle): LifecycleMessage | null =>
    'runId' in entry && typeof entry.runId === 'string'
      ? { runId: entry.runId, kind: 'run', topic: '$run', alsoTo: [], data }
      : null;
  switch (entry.kind) {
    case 'run-started':
      return run({ status: 'running' });
    case 'run-completed':
      return run({ status: 'completed', result: entry.output });
    case 'run-failed': {
      const { name, message } = entry.error;
      return run({ status: 'failed', error: { name, message } });
    }
    case 'run-cancelled':
      return run({ status: 'cancelled' });
    case 'step-completed': {
      const { runId, step, output } = entry;
      return { runId, kind: 'step', topic: '$step', alsoTo: [step.userland?.id ?? step.name], data: output };
    }
    default:
      return null;
  }
}
