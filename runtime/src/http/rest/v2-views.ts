/** Apps, functions, runs and traces in the format of `/v2` (protocol 6.2). Empty fields are omitted, as in protobuf's JSON. */

import type { AppState } from '../../contract/api.ts';
import type { Metadata } from '../../contract/metadata.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { isRecord } from '../../contract/records.ts';
import { endedStatuses } from '../../contract/run.ts';
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import type { Services } from '../services.ts';
import { functionConfiguration } from '../views/function-configuration.ts';
import { cronOf } from '../views/run-facts.ts';
import { runSpanStatus, type SpanOutput, type TraceSpan } from '../views/run-trace.ts';
import { sdkParts } from '../views/wire-function.ts';
import { isoTime } from '../views/wire-id.ts';

export function appV2(app: AppState) {
  const { language, version } = sdkParts(app.sdk);
  return filled({
    id: app.appId,
    name: app.appId,
    method: app.source === 'connected' ? 'CONNECT' : 'SERVE',
    createdAt: isoTime(app.syncedAt),
    functionCount: app.functions.length,
    latestSync: filled({
      sdkLanguage: language,
      sdkVersion: version,
      framework: app.framework,
      url: app.url,
      error: app.problem,
    }),
  });
}

export function functionV2(fn: ServedFunction) {
  const id = localId(fn);
  return filled({
    id,
    name: fn.name,
    slug: id,
    app: { id: fn.appId },
    triggers: fn.triggers.map(({ event, cron, if: condition }) =>
      cron === undefined
        ? filled({ type: 'EVENT', value: event, condition })
        : filled({ type: 'CRON', value: cron }),
    ),
    configuration: withoutEmpty(functionConfiguration(fn)),
  });
}

/** @param includeOutput whether to include the function's output. */
export function runV2(services: Services, run: RunProgress, includeOutput: boolean) {
  const { startedAt, endedAt } = run;
  const isBatch = run.eventIds.length > 1;
  return filled({
    id: run.runId,
    function: { id: localId({ id: run.functionId, appId: run.appId }), name: run.functionName },
    app: { id: run.appId },
    status: runSpanStatus[run.status],
    queuedAt: isoTime(run.queuedAt),
    startedAt: isoTime(startedAt),
    endedAt: isoTime(endedAt),
    durationMs: startedAt !== null && endedAt !== null ? String(endedAt - startedAt) : null,
    trigger: filled({
      eventIds: run.eventIds,
      isBatch: isBatch || null,
      cronSchedule: cronOf(services, run),
    }),
    output: includeOutput && endedStatuses.has(run.status) ? runOutput(run) : null,
  });
}

/** @param input of the root span: the run's events. Included along with the outputs. */
export function spanV2(
  span: TraceSpan,
  { includeOutput, input }: { includeOutput: boolean; input?: unknown },
): Record<string, unknown> {
  const { startedAt, endedAt, step } = span;
  return filled({
    id: span.spanId,
    name: span.name,
    status: span.status,
    stepOp: span.op,
    stepId: step?.step.hashedId ?? null,
    durationMs: startedAt !== null && endedAt !== null ? String(Math.max(0, endedAt - startedAt)) : null,
    queuedAt: isoTime(span.queuedAt),
    startedAt: isoTime(startedAt),
    endedAt: isoTime(endedAt),
    input: includeOutput && input !== undefined ? asObject(input) : null,
    output: includeOutput ? outputOf(span.output) : null,
    metadata: span.metadata.length > 0 ? span.metadata.map(metadataV2) : null,
    children:
      span.children.length > 0
        ? span.children.map((child) => spanV2(child, { includeOutput, input: child.step?.input }))
        : null,
  });
}

function runOutput(run: RunProgress) {
  if (run.error) return asObject(run.error);
  return run.output === undefined ? null : asObject(run.output);
}

function outputOf(output: SpanOutput | null) {
  if (output === null) return null;
  return asObject('error' in output ? output.error : output.data);
}

/** The format allows only objects here: other values are wrapped in one. */
function asObject(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : { data: value };
}

/** The format allows only strings as values. */
function metadataV2({ scope, kind, values, updatedAt }: Metadata) {
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { scope, kind, values: Object.fromEntries(texts), updatedAt: isoTime(updatedAt) };
}

/** A function's id without its app's. */
export function localId({ id, appId }: { id: string; appId: string }): string {
  return id.startsWith(`${appId}-`) ? id.slice(appId.length + 1) : id;
}

function filled(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

/** Omits nulls and empty lists at every level. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([, each]) => each !== null && each !== undefined && !(Array.isArray(each) && each.length === 0),
      )
      .map(([key, each]) => [key, withoutEmpty(each)]),
  );
}
