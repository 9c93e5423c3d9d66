/** A typed, stateless client of a runtime's control interface (`contract/api.ts`): one request per call. */
import type {
  AddAppRequest,
  ApiErrorCode,
  AppsResponse,
  CancelRunsRequest,
  CancelRunsResponse,
  ClockRequest,
  ClockResponse,
  GetRunResponse,
  HostRequest,
  HostResponse,
  InvokeRequest,
  ListRunsResponse,
  PruneRequest,
  PruneResponse,
  RealtimeStreamMessage,
  RerunBody,
  RerunRunsRequest,
  RerunRunsResponse,
  RunJournalResponse,
  RunResponse,
  RuntimeStatus,
  SendEventRequest,
  SendEventResponse,
  SkipStepResponse,
  StopResponse,
  StreamMessage,
} from '../contract/api.ts';
import type { RealtimeMessage } from '../contract/realtime.ts';
import { type RunFilter, wantedOf } from '../contract/run-filter.ts';
import type { EventWhy, RunWhy } from '../contract/why.ts';
import { type FollowOptions, followStream } from './follow-stream.ts';

/** `unreachable`: nothing responds on the port. */
export type RuntimeErrorCode = ApiErrorCode | 'unreachable';

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  /** HTTP status; null when there was no response. */
  readonly status: number | null;

  constructor(code: RuntimeErrorCode, message: string, status: number | null) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** False when the same request would be rejected again. */
  get retriable(): boolean {
    return this.status === null || this.status >= 500;
  }
}

export interface RuntimeAddress {
  port: number;
  token: string;
}

export interface ListRunsFilter extends RunFilter {
  limit?: number;
  /** Only runs older than this one. */
  before?: string;
}

export class RuntimeClient {
  readonly #origin: string;
  readonly #token: string;

  constructor(address: RuntimeAddress) {
    this.#origin = `http://127.0.0.1:${address.port}`;
    this.#token = address.token;
  }

  status(signal?: AbortSignal): Promise<RuntimeStatus> {
    return this.#call('GET', '/status', undefined, signal);
  }

  /** Resolves once the event is durable. Rejects with code `event-rejected` when it is invalid. */
  sendEvent(event: SendEventRequest, signal?: AbortSignal): Promise<SendEventResponse> {
    return this.#call('POST', '/events', event, signal);
  }

  /** Lets debuggers attach to hosts on this port, 0 for any; null: no longer. Resolves once the hosts serve. */
  inspectHost(port: number | null): Promise<HostResponse> {
    return this.#call('POST', '/host/inspect', { port });
  }

  /** Newest first. Rejects with `bad-request` when the expression cannot be read. */
  listRuns(filter: ListRunsFilter = {}, signal?: AbortSignal): Promise<ListRunsResponse> {
    const { functionId, status, event, runIds, text, where, limit, before } = filter;
    const query = new URLSearchParams();
    const lists = { function: functionId, status, event, run: runIds };
    for (const [name, list] of Object.entries(lists))
      for (const value of wantedOf<string>(list) ?? []) query.append(name, value);
    for (const [name, value] of Object.entries({ text, where, limit, before }))
      if (value !== undefined) query.set(name, String(value));
    const suffix = query.size > 0 ? `?${query}` : '';
    return this.#call('GET', `/runs${suffix}`, undefined, signal);
  }

  getRun(runId: string, signal?: AbortSignal): Promise<GetRunResponse> {
    return this.#call('GET', `/runs/${encodeURIComponent(runId)}`, undefined, signal);
  }

  runJournal(runId: string, signal?: AbortSignal): Promise<RunJournalResponse> {
    return this.#call('GET', `/runs/${encodeURIComponent(runId)}/journal`, undefined, signal);
  }

  cancelRun(runId: string): Promise<RunResponse> {
    return this.#call('POST', `/runs/${encodeURIComponent(runId)}/cancel`, {});
  }

  /** Cancels all active runs that match. */
  cancelRuns(request: CancelRunsRequest): Promise<CancelRunsResponse> {
    return this.#call('POST', '/cancellations', request);
  }

  /** Reruns all runs that match, at most 1,000. */
  rerunRuns(request: RerunRunsRequest): Promise<RerunRunsResponse> {
    return this.#call('POST', '/reruns', request);
  }

  /** Starts a function, whatever its triggers are. Rejects with `app-not-found` when no app serves it. */
  invoke(functionId: string, request: InvokeRequest = {}, signal?: AbortSignal): Promise<SendEventResponse> {
    return this.#call('POST', `/functions/${encodeURIComponent(functionId)}/invoke`, request, signal);
  }

  /** Resolves to the new run. Rejects with `cannot-rerun` or `step-not-found` when there can be none. */
  rerun(runId: string, request: RerunBody = {}): Promise<RunResponse> {
    return this.#call('POST', `/runs/${encodeURIComponent(runId)}/rerun`, request);
  }

  /** Ends a wait as timed out, a sleep as over, or the delay of a step's retry. */
  skipStep(runId: string, hashedId: string): Promise<SkipStepResponse> {
    return this.#call(
      'POST',
      `/runs/${encodeURIComponent(runId)}/steps/${encodeURIComponent(hashedId)}/skip`,
      {},
    );
  }

  /** Ends the delay before the function's own next attempt. */
  retryNow(runId: string): Promise<RunResponse> {
    return this.#call('POST', `/runs/${encodeURIComponent(runId)}/retry`, {});
  }

  /** Explains what a run is waiting for. */
  whyRun(runId: string): Promise<RunWhy> {
    return this.#call('GET', `/runs/${encodeURIComponent(runId)}/why`);
  }

  /** Explains what an event did. */
  whyEvent(eventId: string): Promise<EventWhy> {
    return this.#call('GET', `/events/${encodeURIComponent(eventId)}/why`);
  }

  /** Pauses, resumes or advances the clock. Resolves once the effects of due timers have settled. */
  setClock(request: ClockRequest, signal?: AbortSignal): Promise<ClockResponse> {
    return this.#call('POST', '/clock', request, signal);
  }

  configureHost(request: HostRequest): Promise<HostResponse> {
    return this.#call('PUT', '/host', request);
  }

  addApp(request: AddAppRequest): Promise<AppsResponse> {
    return this.#call('POST', '/apps', request);
  }

  apps(): Promise<AppsResponse> {
    return this.#call('GET', '/apps');
  }

  prune(request: PruneRequest): Promise<PruneResponse> {
    return this.#call('POST', '/prune', request);
  }

  stop(): Promise<StopResponse> {
    return this.#call('POST', '/stop', {});
  }

  /** Journal entries, status and log as they arrive; see {@link followStream}. */
  follow(options: FollowOptions = {}): AsyncGenerator<StreamMessage> {
    return followStream((lastSeq, signal) => this.#openStream(`/stream?after=${lastSeq}`, signal), options);
  }

  /** Messages published from now on, on one channel or on all. Reconnects like {@link follow}. */
  async *followRealtime(
    channel: string | null,
    options: Omit<FollowOptions, 'after'> = {},
  ): AsyncGenerator<RealtimeMessage> {
    const query = channel === null ? '' : `?channel=${encodeURIComponent(channel)}`;
    const open = (_: number, signal: AbortSignal) => this.#openStream(`/realtime${query}`, signal);
    for await (const { data } of followStream<RealtimeStreamMessage>(open, options)) yield data;
  }

  async #openStream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch('GET', path, undefined, signal);
    if (!response.ok || !response.body) throw await failureOf(response);
    return response.body as ReadableStream<Uint8Array>;
  }

  async #call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const response = await this.#fetch(method, path, body, signal);
    if (!response.ok) throw await failureOf(response);
    return (await response.json()) as T;
  }

  async #fetch(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await fetch(`${this.#origin}/steplight${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      const message = `The Steplight runtime at ${this.#origin} is not responding. Restart it.`;
      throw new RuntimeError('unreachable', message, null);
    }
  }
}

async function failureOf(response: Response): Promise<RuntimeError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: { code?: ApiErrorCode; message?: string } };
    if (error?.code && error.message) return new RuntimeError(error.code, error.message, response.status);
  } catch {
    // Not the runtime's own format: reported below.
  }
  return new RuntimeError(
    'internal',
    `The runtime responded with status ${response.status}: ${text.slice(0, 200)}`,
    response.status,
  );
}
