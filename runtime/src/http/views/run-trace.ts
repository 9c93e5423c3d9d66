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

/** Every run that completed or failed has this span. Clients look for it to see how the function itself ended. */
const finalizationName = 'Finalization';

function stepSpan(run: RunProgress, step: StepProgress, parentSpanId: string): TraceSpan {
  const { hashedId, name, op } = step.step;
  const spanId = spanIdOf(run.runId, hashedId);
  const base = { step, op: opOf[op] ?? 'RUN', metadata: [] };
  const attempts = step.failures.map((failure, index): TraceSpan => {
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
    children: attempts,
  };
}

/** The function's own end, with the failed attempts of its body. Null while there is neither. */
function finalizationOf(run: RunProgress, parentSpanId: string): TraceSpan | null {
  const failures = run.failures.filter(({ from }) => from === 'app');
  const hasEnded = run.status === 'completed' || run.status === 'failed';
  if (!hasEnded && failures.length === 0) return null;
  const spanId = spanIdOf(run.runId, 'finalization');
  const queuedAt = run.steps.reduce(
    (at, step) => Math.max(at, step.endedAt ?? 0),
    run.startedAt ?? run.queuedAt,
  );
  const base = { step: null, op: null, metadata: [] };
  return {
    ...base,
    spanId,
    parentSpanId,
    kind: 'finalization',
    name: finalizationName,
    status: hasEnded ? runSpanStatus[run.status] : 'RUNNING',
    attempt: failures.at(-1)?.attempt ?? 0,
    queuedAt,
    startedAt: queuedAt,
    endedAt: run.endedAt,
    output: outputOfRun(run),
    children: failures.map((failure) => ({
      ...base,
      spanId: spanIdOf(run.runId, 'finalization', failure.attempt),
      parentSpanId: spanId,
      kind: 'attempt',
      name: `Attempt ${failure.attempt}`,
      status: 'FAILED',
      attempt: failure.attempt,
      queuedAt,
      startedAt: null,
      endedAt: failure.at,
      output: { error: failure.error },
      children: [],
    })),
  };
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
