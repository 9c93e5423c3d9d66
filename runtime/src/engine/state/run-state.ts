/** A run as the engine needs it: a fold of the run's journal entries, so that a restart is a replay. */
import type { JournalEntry, RunFlow } from '../../contract/journal.ts';
import type { EventRecord, StepIdentity } from '../../contract/run.ts';
import { sizeOf } from '../../sdk-protocol/limits.ts';
import { memoOfError, memoOfResult, memoOfStep, wireEvent } from '../../sdk-protocol/memo.ts';

/** A request that is queued or in flight. */
export interface QueueItem {
  itemId: string;
  /** Hashed id of the planned step to run; null: a discovery. */
  target: string | null;
  /** Hashed id of the step whose end asked for it; null for the first. */
  outgoing: string | null;
  attempt: number;
  /** Unix milliseconds. */
  dueAt: number;
  /** Of the request in flight; null when none is. */
  requestId: string | null;
  /** When that was sent, Unix milliseconds; 0 when none is. */
  sentAt: number;
}

/** A step that was reported and has not ended. */
export interface PendingStep {
  kind: 'planned' | 'fetch' | 'sleep' | 'wait' | 'signal' | 'invoke';
  step: StepIdentity;
  /** The function goes on with the first of its siblings (protocol 2.7). */
  race: boolean;
  /** When a timer ends it, Unix milliseconds; null for planned steps and fetches. */
  endsAt: number | null;
  /** Waits: name of the event or signal. */
  event: string;
  if: string | null;
}

/** A function that is to start when the run has ended. */
export interface DeferState {
  status: 'after-run' | 'rejected' | 'aborted';
  name: string;
  functionId: string;
  input: Record<string, unknown>;
  meta?: Record<string, unknown> | undefined;
}

export interface RunState {
  readonly runId: string;
  readonly functionId: string;
  readonly functionName: string;
  readonly appId: string;
  readonly sdk: string | null;
  readonly eventName: string;
  readonly events: readonly EventRecord[];
  readonly maxAttempts: number;
  readonly queuedAt: number;
  /** The steps that invoked it and get its result. */
  readonly invokers: readonly { runId: string; hashedId: string }[];
  readonly flow: RunFlow;
  /** Set for runs that an app has begun; `calledBack`: the app has handed it over, it goes on by calls. */
  readonly endpoint: { url: string; method: string; calledBack: boolean } | null;
  readonly cancelOn: readonly { event: string; if: string | null; until: number }[];
  /** Unix milliseconds; null before it has started. */
  startedAt: number | null;
  ended: boolean;
  /** Execution version (protocol 2.1); -1 until the SDK chose one. */
  version: number;
  /** Hashed ids of ended steps in the order of their end. */
  readonly stack: string[];
  readonly memos: Map<string, unknown>;
  /** Bytes of the steps' results. */
  stateBytes: number;
  /** What a rerun passes to a step instead of what the code passes. */
  readonly editedInput: { hashedId: string; input: unknown[] } | null;
  readonly pending: Map<string, PendingStep>;
  /** By hashed id. */
  readonly defers: Map<string, DeferState>;
  readonly items: Map<string, QueueItem>;
  /** A lone step must be planned, too (protocol 2.6); `next`: in the next discovery only. */
  planOnly: boolean | 'next';
  /** Consecutive requests that the app did not answer. */
  unanswered: number;
  /** Answers in a row that said nothing new. */
  repeats: number;
}

type QueuedEntry = Extract<JournalEntry, { kind: 'run-queued' }>;
export type RunEntry = Exclude<Extract<JournalEntry, { runId: string }>, { kind: 'run-queued' }>;

export function newRunState(entry: QueuedEntry, events: readonly EventRecord[]): RunState {
  return {
    runId: entry.runId,
    functionId: entry.functionId,
    functionName: entry.functionName,
    appId: entry.appId,
    sdk: entry.sdk,
    eventName: entry.eventName,
    events,
    maxAttempts: entry.maxAttempts,
    queuedAt: entry.at,
    invokers: invokersOf(entry, events),
    flow: entry.flow ?? {},
    endpoint: entry.endpoint
      ? { url: entry.endpoint.url, method: entry.endpoint.method, calledBack: false }
      : null,
    cancelOn: entry.cancelOn ?? [],
    startedAt: null,
    ended: false,
    version: entry.rerun?.version ?? -1,
    stack: [],
    memos: new Map(),
    stateBytes: 0,
    editedInput: editedInputOf(entry),
    pending: new Map(),
    defers: new Map(),
    items: new Map(),
    planOnly: false,
    unanswered: 0,
    repeats: 0,
  };
}

function editedInputOf({ rerun }: QueuedEntry): RunState['editedInput'] {
  return rerun?.from.at === 'step' && rerun.input
    ? { hashedId: rerun.from.hashedId, input: rerun.input }
    : null;
}

/** Events that were buffered before they started the run name their invokers themselves (protocol 3.2). */
function invokersOf(entry: QueuedEntry, events: readonly EventRecord[]): RunState['invokers'] {
  if (entry.originalRunId) return [];
  if (entry.invokedBy) return [entry.invokedBy];
  return events.flatMap((event) => {
    const internal = event.data?._inngest as { correlation_id?: unknown } | undefined;
    const id = internal?.correlation_id;
    const dot = typeof id === 'string' ? id.indexOf('.') : -1;
    if (event.name !== 'inngest/function.invoked' || typeof id !== 'string' || dot < 0) return [];
    return [{ runId: id.slice(0, dot), hashedId: id.slice(dot + 1) }];
  });
}

/** Applies one entry to the run it is about. */
export function foldRun(run: RunState, entry: RunEntry): void {
  switch (entry.kind) {
    case 'run-started':
      run.startedAt = entry.at;
      return;
    case 'request-queued': {
      const { itemId, target, outgoing, attempt, dueAt } = entry;
      run.items.set(itemId, { itemId, target, outgoing, attempt, dueAt, requestId: null, sentAt: 0 });
      return;
    }
    case 'request-started': {
      const item = run.items.get(entry.itemId);
      if (!item) return;
      item.requestId = entry.requestId;
      item.sentAt = entry.at;
      return;
    }
    case 'request-ended':
      foldRequestEnded(run, entry);
      return;
    case 'run-completed':
    case 'run-failed':
    case 'run-cancelled':
    case 'run-skipped':
      run.ended = true;
      return;
    case 'defer-added':
    case 'defer-rejected':
    case 'defer-aborted':
      foldDefer(run, entry);
      return;
    case 'run-attempt-failed':
    case 'step-attempt-failed':
    case 'retry-skipped':
    case 'wait-not-matched':
    case 'output-printed':
    case 'metadata-updated':
      return;
    default:
      foldStep(run, entry);
  }
}

type StepEntry = Extract<RunEntry, { step: StepIdentity }> | Extract<RunEntry, { kind: StepEndKind }>;
type StepEndKind = 'sleep-ended' | 'wait-timed-out' | 'wait-matched' | 'signal-wait-replaced';

function foldStep(run: RunState, entry: StepEntry): void {
  switch (entry.kind) {
    case 'step-completed':
      foldStepCompleted(run, entry);
      return;
    case 'step-failed':
      dropQueued(run, entry.step.hashedId);
      memoize(run, entry.step.hashedId, memoOfError(entry.step.op, entry.error));
      return;
    case 'step-taken-over':
      memoize(run, entry.step.hashedId, memoOfStep(entry.step.op, entry.result));
      return;
    case 'step-planned':
      addPending(run, entry, { kind: 'planned', endsAt: null });
      return;
    case 'fetch-started':
      addPending(run, entry, { kind: 'fetch', endsAt: null });
      return;
    case 'sleep-started':
      addPending(run, entry, { kind: 'sleep', endsAt: entry.until });
      return;
    case 'wait-started': {
      const { event, if: condition, expiresAt: endsAt } = entry;
      addPending(run, entry, { kind: entry.signal ? 'signal' : 'wait', endsAt, event, if: condition });
      return;
    }
    case 'invoke-started':
      addPending(run, entry, { kind: 'invoke', endsAt: entry.expiresAt });
      return;
    case 'sleep-ended':
      foldSleepEnded(run, entry.hashedId);
      return;
    case 'wait-timed-out':
      memoize(run, entry.hashedId, null);
      return;
    case 'wait-matched':
      memoize(run, entry.hashedId, wireEvent(entry.event));
      return;
  }
}

function foldStepCompleted(run: RunState, entry: Extract<RunEntry, { kind: 'step-completed' }>): void {
  for (const item of run.items.values()) {
    // A step's success gives the steps that follow it in the same request their own attempts.
    if (item.target === null && item.requestId !== null && item.requestId === entry.requestId)
      item.attempt = 0;
  }
  run.stateBytes += sizeOf(entry.output);
  memoize(run, entry.step.hashedId, memoOfResult(entry.step.op, entry.output));
}

/** The official server has loaded the setting for the request that follows a sleep before it resets it. */
function foldSleepEnded(run: RunState, hashedId: string): void {
  const { planOnly } = run;
  memoize(run, hashedId, null);
  if (planOnly === true && run.planOnly === false) run.planOnly = 'next';
}

function foldDefer(
  run: RunState,
  entry: Extract<RunEntry, { kind: 'defer-added' | 'defer-rejected' | 'defer-aborted' }>,
): void {
  const { hashedId } = entry;
  if (entry.kind === 'defer-aborted') {
    const defer = run.defers.get(hashedId);
    // Its input is not needed any more.
    if (defer) run.defers.set(hashedId, { ...defer, status: 'aborted', input: {}, meta: undefined });
    return;
  }
  const { name, functionId } = entry;
  if (entry.kind === 'defer-rejected') {
    run.defers.set(hashedId, { status: 'rejected', name, functionId, input: {} });
    return;
  }
  const { input, meta } = entry;
  run.defers.set(hashedId, { status: 'after-run', name, functionId, input, meta });
}

function foldRequestEnded(run: RunState, entry: Extract<RunEntry, { kind: 'request-ended' }>): void {
  for (const item of run.items.values()) {
    // A request that was queued again in the meantime is no longer this one.
    if (item.requestId !== entry.requestId) continue;
    run.items.delete(item.itemId);
    // The answer to a fetch says nothing about the app.
    if (item.target !== null && run.pending.get(item.target)?.kind === 'fetch') return;
  }
  if (run.endpoint) run.endpoint.calledBack = true;
  if (run.planOnly === 'next' && !entry.interrupted && entry.status !== null) run.planOnly = false;
  if (entry.version !== undefined) run.version = entry.version;
  if (entry.parallel && !(run.version >= 2 && run.pending.size === 0)) run.planOnly = true;
  if (entry.status !== null) run.repeats = entry.repeated ? run.repeats + 1 : 0;
  if (!entry.interrupted) run.unanswered = entry.status === null ? run.unanswered + 1 : 0;
}

function addPending(
  run: RunState,
  { step, race = false }: { step: StepIdentity; race?: boolean },
  wait: Pick<PendingStep, 'kind' | 'endsAt'> & Partial<Pick<PendingStep, 'event' | 'if'>>,
): void {
  run.pending.set(step.hashedId, { event: '', if: null, ...wait, step, race });
}

/** The request for the step is not needed any more. */
function dropQueued(run: RunState, hashedId: string): void {
  for (const { itemId, target, requestId } of run.items.values()) {
    if (target === hashedId && requestId === null) run.items.delete(itemId);
  }
}

function memoize(run: RunState, hashedId: string, memo: unknown): void {
  if (!run.memos.has(hashedId)) run.stack.push(hashedId);
  run.memos.set(hashedId, memo);
  run.pending.delete(hashedId);
  if (run.version >= 2 && run.pending.size === 0) run.planOnly = false;
}
