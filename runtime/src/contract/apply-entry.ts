/** CONTRACT: the fold from a run's journal entries to what is shown. Pure; no Node imports. */
import type { JournalEntry } from './journal.ts';
import { type Metadata, updateMetadata } from './metadata.ts';
import type { ApplyEntry, DeferProgress, RunProgress, StepProgress, StepStatus } from './progress.ts';
import type { RunStatus, StepIdentity } from './run.ts';
import { changeByEnd, changeByReport, type StepEnd, type StepReport } from './step-changes.ts';

/** The latest output. */
const maxLogs = 100;

export const applyEntry: ApplyEntry = (progress, entry) => {
  if (!('runId' in entry)) return progress;
  if (entry.kind === 'run-queued') {
    return progress === null ? firstProgress(entry) : progress;
  }
  if (progress === null || entry.runId !== progress.runId) return progress;
  const next: RunProgress = { ...advance(progress, entry), lastSeq: entry.seq };
  return { ...next, status: statusOf(next) };
};

type EntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;
type LaterEntry = Exclude<Extract<JournalEntry, { runId: string }>, { kind: 'run-queued' }>;
type StepEntry = StepReport | StepEnd;

function firstProgress(entry: EntryOf<'run-queued'>): RunProgress {
  return {
    runId: entry.runId,
    functionId: entry.functionId,
    functionName: entry.functionName,
    appId: entry.appId,
    sdk: entry.sdk,
    status: 'queued',
    eventName: entry.eventName,
    eventIds: entry.eventIds,
    originalRunId: entry.originalRunId ?? null,
    ...(entry.rerun ? { rerun: entry.rerun } : {}),
    queuedAt: entry.at,
    startedAt: null,
    endedAt: null,
    maxAttempts: entry.maxAttempts,
    steps: [],
    requests: [],
    failures: [],
    retryAt: null,
    error: null,
    lastSeq: entry.seq,
  };
}

function advance(run: RunProgress, entry: LaterEntry): RunProgress {
  switch (entry.kind) {
    case 'run-started':
      return { ...run, startedAt: run.startedAt ?? entry.at };
    case 'request-started':
      return requestStarted(run, entry);
    case 'request-ended':
      return requestEnded(run, entry);
    case 'request-queued':
      return run;
    case 'run-attempt-failed': {
      const { attempt, error, retryAt, from } = entry;
      return {
        ...run,
        retryAt,
        failures: [...run.failures, { attempt, at: entry.at, error, retryAt, from }],
      };
    }
    case 'output-printed': {
      const { at, level, text, by: step, cut = false } = entry;
      return { ...run, logs: [...(run.logs ?? []), { at, level, text, step, cut }].slice(-maxLogs) };
    }
    case 'retry-skipped':
      return entry.hashedId === null
        ? { ...run, retryAt: entry.at }
        : changeStep(run, entry.hashedId, (step) => ({ ...step, retryAt: entry.at }));
    case 'run-completed':
      return ended(run, 'completed', entry.at, { output: entry.output });
    case 'run-failed':
      return ended(run, 'failed', entry.at, { error: entry.error });
    case 'run-cancelled':
      return ended(run, 'cancelled', entry.at, {});
    case 'run-skipped':
      return ended(run, 'skipped', entry.at, {});
    case 'defer-added':
    case 'defer-rejected':
    case 'defer-aborted':
      return { ...run, defers: defersAfter(run.defers ?? [], entry) };
    case 'metadata-updated':
      return metadataUpdated(run, entry);
    default:
      return stepAdvanced(run, entry);
  }
}

function metadataUpdated(run: RunProgress, entry: EntryOf<'metadata-updated'>): RunProgress {
  const { hashedId, updates, at } = entry;
  const after = (known: readonly Metadata[] = []) => updateMetadata(known, updates, at);
  if (hashedId === null) return { ...run, metadata: after(run.metadata) };
  if (run.steps.some(({ step }) => step.hashedId === hashedId))
    return changeStep(run, hashedId, (step) => ({ ...step, metadata: after(step.metadata) }));
  const early = run.earlyMetadata ?? {};
  return { ...run, earlyMetadata: { ...early, [hashedId]: after(early[hashedId]) } };
}

function defersAfter(
  defers: readonly DeferProgress[],
  entry: EntryOf<'defer-added' | 'defer-rejected' | 'defer-aborted'>,
): DeferProgress[] {
  if (entry.kind === 'defer-aborted') {
    return defers.map((each) => (each.hashedId === entry.hashedId ? { ...each, status: 'aborted' } : each));
  }
  const { hashedId, name, functionId } = entry;
  return [
    ...defers,
    { hashedId, name, functionId, status: entry.kind === 'defer-added' ? 'after-run' : 'rejected' },
  ];
}

/** Entries about one step. Those of a newer runtime are left out: a run may show less than there is, but nothing wrong. */
function stepAdvanced(run: RunProgress, entry: StepEntry): RunProgress {
  if ('step' in entry) {
    const change = changeByReport(entry);
    return change ? reportStep(run, entry.step, (step) => ({ ...step, ...change(step) })) : run;
  }
  const change = changeByEnd(entry);
  return change ? changeStep(run, entry.hashedId, (step) => ({ ...step, ...change(step) })) : run;
}

function requestStarted(run: RunProgress, entry: EntryOf<'request-started'>): RunProgress {
  const { requestId, target, attempt } = entry;
  const requests = [...run.requests, { requestId, target, since: entry.at, attempt }];
  if (target !== null) {
    return changeStep({ ...run, requests }, target, (step) => ({
      ...step,
      status: 'running',
      attempt,
      startedAt: entry.at,
      retryAt: null,
    }));
  }
  // A step that failed inside a discovery request is tried again by the discovery request that follows its delay.
  const steps = run.steps.map((step) =>
    step.status === 'retrying' && step.retryAt !== null && step.retryAt <= entry.at
      ? { ...step, status: 'running' as const, attempt, startedAt: entry.at, retryAt: null }
      : step,
  );
  return { ...run, requests, steps, retryAt: null };
}

/** A step whose request ended without saying how the step went is to be run again. */
function requestEnded(run: RunProgress, entry: EntryOf<'request-ended'>): RunProgress {
  const request = run.requests.find((open) => open.requestId === entry.requestId);
  if (!request) return run;
  const requests = run.requests.filter((open) => open !== request);
  const steps = run.steps.map((step) =>
    step.status === 'running' && (request.target === null || request.target === step.step.hashedId)
      ? isTargetOf(requests, step)
        ? step
        : { ...step, status: 'planned' as const }
      : step,
  );
  return { ...run, requests, steps };
}

function isTargetOf(requests: RunProgress['requests'], step: StepProgress): boolean {
  return requests.some((request) => request.target === step.step.hashedId);
}

function ended(
  run: RunProgress,
  status: RunStatus,
  at: number,
  result: Pick<Partial<RunProgress>, 'output' | 'error'>,
): RunProgress {
  const steps = run.steps.map((step) =>
    unfinished.has(step.status)
      ? { ...step, status: 'cancelled' as const, endedAt: at, retryAt: null }
      : step,
  );
  return { ...run, ...result, status, steps, endedAt: at, requests: [], retryAt: null };
}

const unfinished: ReadonlySet<StepStatus> = new Set([
  'planned',
  'running',
  'retrying',
  'waiting',
  'sleeping',
]);

/**
 * A pending retry counts as running. A run that both waits and sleeps is waiting, because an event may come before the timer.
 */
function statusOf(run: RunProgress): RunStatus {
  if (run.endedAt !== null) return run.status;
  if (run.startedAt === null) return 'queued';
  if (run.requests.length > 0 || run.retryAt !== null) return 'running';
  const has = (status: StepStatus) => run.steps.some((step) => step.status === status);
  if (has('planned') || has('running') || has('retrying')) return 'running';
  if (has('waiting')) return 'waiting';
  return has('sleeping') ? 'sleeping' : 'running';
}

/** Changes a step that may be new to this run. */
function reportStep(
  run: RunProgress,
  identity: StepIdentity,
  change: (step: StepProgress) => StepProgress,
): RunProgress {
  const known = run.steps.some((step) => step.step.hashedId === identity.hashedId);
  const steps = known
    ? run.steps
    : [...run.steps, { ...newStep(identity), ...earlyMetadataOf(run, identity) }];
  return changeStep({ ...run, steps }, identity.hashedId, (step) => change({ ...step, step: identity }));
}

function earlyMetadataOf(run: RunProgress, { hashedId }: StepIdentity): Pick<StepProgress, 'metadata'> {
  const metadata = run.earlyMetadata?.[hashedId];
  return metadata ? { metadata } : {};
}

function changeStep(
  run: RunProgress,
  hashedId: string,
  change: (step: StepProgress) => StepProgress,
): RunProgress {
  return { ...run, steps: run.steps.map((step) => (step.step.hashedId === hashedId ? change(step) : step)) };
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
