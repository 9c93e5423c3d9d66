/** What is sent to an app to go on with a run (protocol 2.1). */
import type { EventRecord } from '../contract/run.ts';
import { wireEvent } from './memo.ts';
import { uuidOf } from './uuid.ts';

export interface ExecutionRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Absent: POST. */
  method?: string;
}

export interface RequestInput {
  /** The function's execution URL, with `stepId=step` in its query. */
  url: string;
  functionId: string;
  runId: string;
  requestId: string;
  /** The same for each try of the same piece of work. */
  jobId: string;
  events: EventRecord[];
  /** Hashed ids of the ended steps, in the order in which they ended. */
  stack: readonly string[];
  memos: ReadonlyMap<string, unknown>;
  /** The arguments of a step that has not ended, instead of those in the code (SDK 3 and 4). */
  editedInput?: { hashedId: string; input: readonly unknown[] } | null;
  /** Those that were asked for before, by hashed id. */
  defers: Record<string, { abortable: boolean }>;
  /** Entries of the stack to replay (SDK 1 and 2). */
  current: number;
  /** Hashed id of the planned step to run; null for a discovery. */
  target: string | null;
  attempt: number;
  maxAttempts: number;
  /** Execution version of the run; -1 until the SDK chose one. */
  version: number;
  /** A lone step must be planned, too, not run at once. */
  planOnly: boolean;
  /** Lets SDK 4 report steps while it goes on (protocol 2.9); the app must be known to reach this runtime. */
  checkpoints: boolean;
  /** The SDK may fetch the state of the run from here, when it is too large for a request. */
  stateByApi: boolean;
}

/** Bytes; proxies and frameworks before the SDK take no more (protocol 4.6). */
const maxRequestBytes = 4 * 1024 * 1024;

export function buildRequest(input: RequestInput): ExecutionRequest {
  const url = new URL(input.url);
  const stepId = input.target ?? 'step';
  url.searchParams.set('stepId', stepId);
  const generation = input.attempt + 1;
  const events = input.events.map(wireEvent);
  const bodyWith = (state: { events: unknown[]; steps: Record<string, unknown> }, byApi: boolean) => ({
    event: events[0],
    ...state,
    defers: input.defers,
    ctx: {
      ...(input.checkpoints ? { fn_id: uuidOf(input.functionId), qi_id: input.requestId } : {}),
      run_id: input.runId,
      env: '',
      step_id: stepId,
      attempt: input.attempt,
      max_attempts: input.maxAttempts,
      stack: { stack: input.stack, current: input.current },
      request_id: input.requestId,
      generation_id: generation,
      job_id: input.jobId,
      disable_immediate_execution: input.planOnly,
      use_api: byApi,
    },
    version: input.version,
    use_api: byApi,
  });
  const whole = JSON.stringify(bodyWith({ events, steps: wireSteps(input) }, false));
  const isTooLarge = input.stateByApi && Buffer.byteLength(whole) > maxRequestBytes;
  return {
    url: url.href,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Inngest',
      'x-inngest-server-kind': 'dev',
      'x-inngest-req-version': String(input.version),
      'x-run-id': input.runId,
      'x-inngest-step-id': stepId,
      'x-request-id': input.requestId,
      'x-inngest-job-id': input.jobId,
      'x-inngest-generation-id': String(generation),
      // One trace for the run: what the app's own tracing records while it runs belongs to it.
      traceparent: `00-${hexOf(input.runId, 32)}-${hexOf(input.requestId, 16)}-01`,
    },
    body: isTooLarge ? JSON.stringify(bodyWith({ events: [], steps: {} }, true)) : whole,
  };
}

/** The results that the function replays, by hashed id. */
export function wireSteps({
  stack,
  memos,
  editedInput: edited,
}: Pick<RequestInput, 'stack' | 'memos' | 'editedInput'>): Record<string, unknown> {
  const steps: Record<string, unknown> = {};
  for (const id of stack) steps[id] = memos.get(id) ?? null;
  if (edited && !memos.has(edited.hashedId)) steps[edited.hashedId] = { input: edited.input };
  return steps;
}

/** Digits that follow from the text. */
function hexOf(text: string, length: number): string {
  let digits = '';
  for (let seed = 0; digits.length < length; seed++)
    digits += fnv1a(`${seed}:${text}`).toString(16).padStart(8, '0');
  return digits.slice(0, length);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
