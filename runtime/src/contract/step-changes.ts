/** CONTRACT: what an entry changes of the step it is about. Pure; no Node imports. */
import type { JournalEntry } from './journal.ts';
import type { StepProgress } from './progress.ts';
import type { StepIdentity } from './run.ts';

/** The latest near misses of a wait. */
const maxNearMisses = 20;

type StepChange = (step: StepProgress) => Partial<StepProgress>;

/** An entry that may be the first about its step. */
export type StepReport = Extract<JournalEntry, { step: unknown }>;

/** An entry about a step that was reported before. */
export type StepEnd = Extract<
  JournalEntry,
  {
    kind: 'sleep-ended' | 'wait-matched' | 'wait-not-matched' | 'wait-timed-out' | 'signal-wait-replaced';
  }
>;

/** Null for kinds that only a newer runtime knows. */
export function changeByReport(entry: StepReport): StepChange | null {
  switch (entry.kind) {
    case 'step-planned':
      return () => inputOf(entry);
    case 'step-taken-over':
      return () => ({
        ...entry.result,
        endedAt: entry.at,
        takenOver: { edited: entry.edited === true },
      });
    case 'step-completed':
      return (step) => ({
        ...inputOf(entry),
        status: 'completed',
        attempt: entry.attempt,
        startedAt: entry.startedAt ?? step.startedAt,
        endedAt: entry.at,
        retryAt: null,
        output: entry.output,
      });
    case 'step-attempt-failed':
      return (step) => ({ ...failed(step, entry), status: 'retrying', retryAt: entry.retryAt });
    case 'step-failed':
      return (step) => ({
        ...failed(step, entry),
        status: 'failed',
        endedAt: entry.at,
        retryAt: null,
        error: entry.error,
      });
    case 'sleep-started':
      return (step) => ({
        status: 'sleeping',
        startedAt: step.startedAt ?? entry.at,
        sleep: { until: entry.until, skipped: false },
      });
    case 'wait-started': {
      const { event, if: condition, expiresAt } = entry;
      return (step) => ({
        status: 'waiting',
        startedAt: step.startedAt ?? entry.at,
        wait: { event, if: condition, expiresAt, matched: null, skipped: false, nearMisses: [] },
      });
    }
    case 'invoke-started':
      return (step) => ({
        status: 'waiting',
        startedAt: step.startedAt ?? entry.at,
        invoke: { functionId: entry.functionId, eventId: entry.eventId },
      });
    case 'fetch-started': {
      const { by, method, url } = entry;
      return () => ({ fetch: { by, method, url } });
    }
    default:
      return null;
  }
}

/** Null for kinds that only a newer runtime knows. */
export function changeByEnd(entry: StepEnd): StepChange | null {
  switch (entry.kind) {
    case 'sleep-ended':
      return ({ sleep }) => ({
        status: 'completed',
        endedAt: entry.at,
        output: null,
        sleep: sleep && { ...sleep, skipped: entry.skipped },
      });
    case 'wait-matched': {
      const { internalId: _, receivedAt: __, ...output } = entry.event;
      return ({ wait }) => ({
        status: 'completed',
        endedAt: entry.at,
        output,
        wait: wait && { ...wait, matched: entry.event },
      });
    }
    case 'wait-not-matched': {
      const { eventId, at, clauses } = entry;
      return ({ wait }) => ({
        wait: wait && {
          ...wait,
          nearMisses: [...wait.nearMisses, { eventId, at, clauses }].slice(-maxNearMisses),
        },
      });
    }
    case 'wait-timed-out':
      return ({ wait }) => ({
        status: 'timed-out',
        endedAt: entry.at,
        output: null,
        wait: wait && { ...wait, skipped: entry.skipped },
      });
    case 'signal-wait-replaced':
      return ({ wait }) => ({ wait: wait && { ...wait, replacedBy: entry.by } });
    default:
      return null;
  }
}

type Failure = Extract<JournalEntry, { kind: 'step-failed' | 'step-attempt-failed' }>;

function failed(step: StepProgress, entry: Failure): Partial<StepProgress> {
  const { attempt, error, at } = entry;
  return {
    ...inputOf(entry),
    attempt,
    startedAt: entry.startedAt ?? step.startedAt,
    failures: [...step.failures, { attempt, at, error }],
  };
}

function inputOf({ input }: { input?: unknown[] }): { input?: unknown[] } {
  return input === undefined ? {} : { input };
}

/** Planned, and nothing known about it yet. */
export function newStep(step: StepIdentity): StepProgress {
  return {
    step,
    status: 'planned',
    attempt: 0,
    failures: [],
    startedAt: null,
    endedAt: null,
    retryAt: null,
    error: null,
    wait: null,
    sleep: null,
    invoke: null,
  };
}
