/**
 * A run as the tree of spans that Inngest's interfaces show: the run, its steps, their attempts, and the end of the
 * function. Pure; derived from what the run looks like now.
 */
import { createHash } from 'node:crypto';
import type { Metadata } from '../../contract/metadata.ts';
import type { RunProgress, StepProgress, StepStatus } from '../../contract/progress.ts';
import type { RunStatus, SerializedError } from '../../contract/run.ts';

export type SpanStatus = 'QUEUED' | 'RUNNING' | 'WAITING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'SKIPPED';

export type StepOp = 'RUN' | 'SLEEP' | 'WAIT_FOR_EVENT' | 'WAIT_FOR_SIGNAL' | 'INVOKE' | 'AI_GATEWAY';

/** How a span's work ended. */
export type SpanOutput = { data: unknown } | { error: SerializedError };

/** Times in Unix milliseconds; null: not yet, or not known. */
export interface TraceSpan {
  spanId: string;
  parentSpanId: string | null;
  kind: 'run' | 'step' | 'attempt' | 'finalization';
  name: string;
  status: SpanStatus;
  /** 0-based number of the current or last attempt. */
  attempt: number;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** The step that the span or attempt belongs to. */
  step: StepProgress | null;
  op: StepOp | null;
  /** As the newer interfaces show it: the op, or that the span is the function's own end. */
  stepType: string;
  output: SpanOutput | null;
  metadata: readonly Metadata[];
  children: TraceSpan[];
}

export function traceOf(run: RunProgress): TraceSpan {
  const spanId = spanIdOf(run.runId);
  const finalization = finalizationOf(run, spanId);
  return {
    spanId,
    parentSpanId: null,
    kind: 'run',
    name: 'Run',
    status: runSpanStatus[run.status],
    attempt: run.failures.filter(({ from }) => from === 'app').at(-1)?.attempt ?? 0,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    step: null,
    op: null,
    stepType: '',
    output: outputOfRun(run),
    metadata: run.metadata ?? [],
    children: [
      ...run.steps.map((step) => stepSpan(run, step, spanId)),
      ...(finalization ? [finalization] : []),
    ],
  };
}

/** The span of the trace with this id; null when there is none. */
export function findSpan(root: TraceSpan, spanId: string): TraceSpan | null {
  if (root.spanId === spanId) return root;
  for (const child of root.children) {
    const found = findSpan(child, spanId);
    if (found) return found;
  }
  return null;
}

export const runSpanStatus: Readonly<Record<RunStatus, SpanStatus>> = {
  queued: 'QUEUED',
  running: 'RUNNING',
  waiting: 'RUNNING',
  sleeping: 'RUNNING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  skipped: 'SKIPPED',
};

const stepSpanStatus: Readonly<Record<StepStatus, SpanStatus>> = {
  planned: 'QUEUED',
  running: 'RUNNING',
  retrying: 'RUNNING',
  waiting: 'WAITING',
  sleeping: 'WAITING',
  completed: 'COMPLETED',
  // Timing out is one of the two ways in which a wait is expected to end.
  'timed-out': 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

const opOf: Readonly<Record<string, StepOp>> = {
  Step: 'RUN',
  StepRun: 'RUN',
  StepPlanned: 'RUN',
  StepError: 'RUN',
  StepFailed: 'RUN',
  Sleep: 'SLEEP',
  WaitForEvent: 'WAIT_FOR_EVENT',
  WaitForSignal: 'WAIT_FOR_SIGNAL',
  InvokeFunction: 'INVOKE',
  AIGateway: 'AI_GATEWAY',
  Gateway: 'AI_GATEWAY',
};

/**
 * The same spans as the official server tells them without `preview`: the run has the function's name, and the span of the
 * function itself says what it is doing or how it ended.
 */
export function plainTraceOf(run: RunProgress): TraceSpan {
  return plain(traceOf(run), run);
}

function plain(span: TraceSpan, run: RunProgress): TraceSpan {
  return {
    ...span,
    name: plainName(span, run),
    status: span.op === 'SLEEP' && span.status === 'WAITING' ? 'RUNNING' : span.status,
    stepType: '',
    children: span.children.map((child) => plain(child, run)),
  };
}

function plainName({ kind, name, status }: TraceSpan, run: RunProgress): string {
  if (kind === 'run') return run.functionId;
  if (kind !== 'finalization') return name;
  if (status === 'COMPLETED') return 'function success';
  return status === 'FAILED' ? 'function error' : 'execute';
}

/** Every run that completed or failed has this span. Clients look for it to see how the function itself ended. */
const finalizationName = 'Finalization';
/** Its name while the function is at work between its steps. */
const executionName = 'Execution';

function stepSpan(run: RunProgress, step: StepProgress, parentSpanId: string): TraceSpan {
  const { hashedId, name, op } = step.step;
  const spanId = spanIdOf(run.runId, hashedId);
  const shownOp = opOf[op] ?? 'RUN';
  const base = { step, op: shownOp, stepType: shownOp, metadata: [] };
  const failed = step.failures.map((failure, index): TraceSpan => {
    const isLast = index === step.failures.length - 1;
    const before = step.failures[index - 1];
    return {
      ...base,
      spanId: spanIdOf(run.runId, hashedId, failure.attempt),
      parentSpanId: spanId,
      kind: 'attempt',
      name: `Attempt ${failure.attempt}`,
      status: 'FAILED',
      attempt: failure.attempt,
      queuedAt: before?.at ?? run.queuedAt,
      startedAt: isLast && step.status !== 'running' ? step.startedAt : null,
      endedAt: failure.at,
      output: { error: failure.error },
      children: [],
    };
  });
  return {
    ...base,
    spanId,
    parentSpanId,
    kind: 'step',
    name,
    status: stepSpanStatus[step.status],
    attempt: step.attempt,
    queuedAt: step.startedAt ?? step.endedAt ?? run.startedAt ?? run.queuedAt,
    startedAt: step.startedAt,
    endedAt: step.endedAt,
    output: outputOfStep(step),
    metadata: step.metadata ?? [],
    children: shownOp === 'INVOKE' ? [] : [...failed, ...currentAttempt(run, step, spanId, base)],
  };
}

type AttemptBase = Pick<TraceSpan, 'step' | 'op' | 'stepType' | 'metadata'>;

/** The attempt that is under way or has succeeded, when others have failed before. */
function currentAttempt(
  run: RunProgress,
  step: StepProgress,
  parentSpanId: string,
  base: AttemptBase,
): TraceSpan[] {
  const last = step.failures.at(-1);
  if (!last || (step.status !== 'running' && step.status !== 'completed')) return [];
  return [
    {
      ...base,
      spanId: spanIdOf(run.runId, step.step.hashedId, step.attempt),
      parentSpanId,
      kind: 'attempt',
      name: `Attempt ${step.attempt}`,
      status: stepSpanStatus[step.status],
      attempt: step.attempt,
      queuedAt: last.at,
      startedAt: step.startedAt,
      endedAt: step.endedAt,
      output: outputOfStep(step),
      children: [],
    },
  ];
}

/** The function's own work and end, with the attempts of its body. Null while there is nothing to tell. */
function finalizationOf(run: RunProgress, parentSpanId: string): TraceSpan | null {
  const failures = run.failures.filter(({ from }) => from === 'app');
  const hasEnded = run.status === 'completed' || run.status === 'failed';
  const request = hasEnded ? undefined : bodyRequest(run);
  const isTold = hasEnded || failures.length > 0;
  if (!isTold && !request) return null;
  const spanId = spanIdOf(run.runId, 'finalization');
  const queuedAt = run.steps.reduce(
    (at, step) => Math.max(at, step.endedAt ?? 0),
    run.startedAt ?? run.queuedAt,
  );
  const base = { step: null, op: null, stepType: '', metadata: [] };
  const attempt = (
    number: number,
    rest: Pick<TraceSpan, 'status' | 'startedAt' | 'endedAt' | 'output'>,
  ): TraceSpan => ({
    ...base,
    spanId: spanIdOf(run.runId, 'finalization', number),
    parentSpanId: spanId,
    kind: 'attempt',
    name: `Attempt ${number}`,
    attempt: number,
    queuedAt,
    ...rest,
    children: [],
  });
  const failed = failures.map((failure) =>
    attempt(failure.attempt, {
      status: 'FAILED',
      startedAt: null,
      endedAt: failure.at,
      output: { error: failure.error },
    }),
  );
  const last = failures.at(-1)?.attempt;
  const current = request
    ? [attempt(request.attempt, { status: 'RUNNING', startedAt: request.since, endedAt: null, output: null })]
    : run.status === 'completed' && last !== undefined
      ? [
          attempt(last + 1, {
            status: 'COMPLETED',
            startedAt: null,
            endedAt: run.endedAt,
            output: outputOfRun(run),
          }),
        ]
      : [];
  const children = [...failed, ...current];
  return {
    ...base,
    spanId,
    parentSpanId,
    kind: 'finalization',
    name: isTold ? finalizationName : executionName,
    stepType: isTold ? finalizationName.toUpperCase() : '',
    status: hasEnded ? runSpanStatus[run.status] : 'RUNNING',
    attempt: children.at(-1)?.attempt ?? 0,
    queuedAt,
    startedAt: queuedAt,
    endedAt: run.endedAt,
    output: outputOfRun(run),
    children,
  };
}

/** A request in which the body is at work, and none of the steps that are known. */
function bodyRequest(run: RunProgress): RunProgress['requests'][number] | undefined {
  if (run.steps.some(({ status }) => status === 'running')) return undefined;
  return run.requests.find(({ target }) => target === null);
}

function outputOfRun(run: RunProgress): SpanOutput | null {
  if (run.error) return { error: run.error };
  return run.status === 'completed' ? { data: run.output ?? null } : null;
}

function outputOfStep(step: StepProgress): SpanOutput | null {
  if (step.error) return { error: step.error };
  if (step.status === 'completed') return { data: step.output ?? null };
  if (step.status === 'timed-out') return { data: null };
  const failure = step.failures.at(-1);
  return step.status === 'retrying' && failure ? { error: failure.error } : null;
}

/** 16 hexadecimal digits, as OpenTelemetry's; the same for the same part of a run. */
function spanIdOf(...parts: (string | number)[]): string {
  return createHash('sha1').update(parts.join('\n')).digest('hex').slice(0, 16);
}
