/** Spans of a run's trace as GraphQL objects, without the objects they lead to (`links.ts`). */
import type { Metadata } from '../../contract/metadata.ts';
import type { RunProgress, StepProgress } from '../../contract/progress.ts';
import { isInvokeTimeout } from '../../sdk-protocol/limits.ts';
import type { Services } from '../services.ts';
import { decodeCursor, encodeCursor } from '../views/cursor.ts';
import { eventsOf, finishedEventOf, senderView, skipOf } from '../views/run-facts.ts';
import { progressOf } from '../views/run-progress.ts';
import { findSpan, type SpanOutput, type TraceSpan, traceOf } from '../views/run-trace.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';

export function spanFields(services: Services, run: RunProgress, span: TraceSpan) {
  const { step } = span;
  const isStep = span.kind === 'step' || (span.kind === 'attempt' && step !== null);
  const skip = span.kind === 'run' && run.status === 'skipped' ? skipOf(services, run) : null;
  return {
    appID: uuidOf(run.appId),
    functionID: uuidOf(run.functionId),
    runID: run.runId,
    spanID: span.spanId,
    traceID: traceIdOf(run.runId),
    groupID: step && step.failures.length > 0 ? step.step.hashedId : null,
    name: span.name,
    status: span.status,
    attempts: span.attempt,
    duration:
      span.startedAt !== null && span.endedAt !== null ? Math.max(0, span.endedAt - span.startedAt) : null,
    outputID: span.output === null ? null : encodeCursor({ rid: run.runId, sid: span.spanId }),
    queuedAt: isoTime(span.queuedAt),
    scheduledAt: isoTime(span.queuedAt),
    startedAt: isoTime(span.startedAt),
    endedAt: isoTime(span.endedAt),
    stepOp: isStep ? span.op : null,
    stepID: isStep ? step!.step.hashedId : null,
    stepInfo: () => (isStep ? stepInfo(services, run, step!) : null),
    stepType: span.stepType,
    isRoot: span.kind === 'run',
    parentSpanID: span.parentSpanId ?? noSpan,
    isUserland: false,
    userlandSpan: null,
    debugRunID: null,
    debugSessionID: null,
    debugPaused: false,
    skipReason: skip?.reason ?? null,
    skipExistingRunID: skip?.existingRunId ?? null,
    metadata: span.metadata.map(metadataView),
    response: null,
  };
}

const noSpan = '0000000000000000';

/** 32 hexadecimal digits; every run has one trace. */
export function traceIdOf(runId: string): string {
  return Buffer.from(runId.padStart(26, '0')).toString('hex').slice(-32);
}

function metadataView({ scope, kind, values, updatedAt }: Metadata) {
  return { scope, kind, values, updatedAt: isoTime(updatedAt) };
}

/** The union type is resolved by `__typename`. */
function stepInfo(services: Services, run: RunProgress, step: StepProgress) {
  const hasEnded = step.endedAt !== null;
  if (step.sleep) return { __typename: 'SleepStepInfo', sleepUntil: isoTime(step.sleep.until) };
  if (step.wait) {
    const { event, if: expression, expiresAt, matched } = step.wait;
    const timedOut = hasEnded ? step.status === 'timed-out' : null;
    if (step.step.op === 'WaitForSignal')
      return { __typename: 'WaitForSignalStepInfo', signal: event, timeout: isoTime(expiresAt), timedOut };
    return {
      __typename: 'WaitForEventStepInfo',
      eventName: event,
      expression,
      timeout: isoTime(expiresAt),
      foundEventID: matched?.internalId ?? null,
      timedOut,
    };
  }
  if (step.invoke) {
    const { functionId, eventId } = step.invoke;
    return {
      __typename: 'InvokeStepInfo',
      triggeringEventID: eventId,
      functionID: functionId,
      timeout: () => isoTime(invokeExpiry(services, run, step) ?? run.queuedAt),
      returnEventID: () => {
        const invoked = services.journal.runsOfEvent(eventId)[0];
        return invoked === undefined ? null : finishedEventOf(services, invoked);
      },
      runID: () => services.journal.runsOfEvent(eventId)[0] ?? null,
      timedOut: hasEnded ? isInvokeTimeout(step.error) : null,
    };
  }
  return { __typename: 'RunStepInfo', type: step.step.type ?? null };
}

function invokeExpiry(services: Services, run: RunProgress, step: StepProgress): number | null {
  for (const entry of services.journal.entriesOf(run.runId)) {
    if (entry.kind === 'invoke-started' && entry.step.hashedId === step.step.hashedId) return entry.expiresAt;
  }
  return null;
}

/** The input and output that `outputID` refers to; null when the id is unknown. */
export function spanOutput(services: Services, outputId: string) {
  const runId = decodeCursor(outputId, 'rid');
  const spanId = decodeCursor(outputId, 'sid');
  const run = runId === null ? null : progressOf(services, runId);
  const span = run && spanId !== null ? findSpan(traceOf(run), spanId) : null;
  if (!run || !span) return null;
  return { input: inputOf(services, run, span), ...outputView(span.output) };
}

function outputView(output: SpanOutput | null) {
  if (output === null) return { data: null, error: null };
  if ('data' in output) return { data: JSON.stringify(output.data), error: null };
  const { name, message, stack, cause } = output.error;
  return { data: null, error: { message, name, stack: stack ?? null, cause: cause ?? null } };
}

/** The run's events, or the step's arguments, as JSON. */
function inputOf(services: Services, run: RunProgress, { kind, step }: TraceSpan): string | null {
  if (kind === 'run') return JSON.stringify(eventsOf(services, run).map(senderView));
  return step?.input === undefined ? null : JSON.stringify(step.input);
}
