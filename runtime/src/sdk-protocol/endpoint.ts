/** Durable endpoints: functions that start when somebody calls their address, in the app itself (protocol 2.9). */

import { recordOf } from '../contract/records.ts';
import { type Op, readOps } from './ops.ts';
import type { ExecutionRequest } from './request.ts';

export const endpointEventName = 'inngest/http.request';

/** A run that the app has begun by itself. */
export interface EndpointStart {
  /** A ULID that the app made. */
  runId: string;
  /** Origin that serves the endpoint, e.g. `http://localhost:3000`. */
  origin: string;
  method: string;
  path: string;
  /** The endpoint's id, or `GET /path`. */
  functionId: string;
  /** The event's data: `domain method path query_params content_type body ip fn`. */
  data: Record<string, unknown>;
  ops: Op[];
  /** Execution version (protocol 2.1). */
  version: number;
  maxAttempts: number;
}

const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const defaultRetries = 4;
const maxRetries = 20;

/** A string says what is wrong. */
export function readEndpointStart(body: unknown): EndpointStart | string {
  const { run_id: runId, event, steps, request_version: version, retries } = recordOf(body);
  const data = recordOf(recordOf(event).data);
  const { domain, method, path, fn } = data;
  if (typeof runId !== 'string' || !ulid.test(runId)) return 'run_id must be a ULID';
  if (typeof domain !== 'string' || !URL.canParse(domain)) return 'event.data.domain must be an origin';
  if (typeof method !== 'string' || method === '') return 'event.data.method is missing';
  if (typeof path !== 'string' || !path.startsWith('/')) return 'event.data.path must start with a slash';
  const ops = readOps(steps ?? []);
  if (!ops) return 'steps must be a list of ops';
  const count = typeof retries === 'number' && retries >= 0 ? Math.min(retries, maxRetries) : defaultRetries;
  return {
    runId,
    origin: new URL(domain).origin,
    method: method.toUpperCase(),
    path,
    functionId: typeof fn === 'string' && fn !== '' ? fn : `${method} ${path}`,
    data,
    ops,
    version: typeof version === 'number' ? version : 2,
    maxAttempts: count + 1,
  };
}

export interface EndpointCall {
  url: string;
  method: string;
  /** Of the event that began the run. */
  data: Record<string, unknown>;
  runId: string;
  requestId: string;
  /** Hashed id of the planned step to run; null for a discovery. */
  target: string | null;
  version: number;
  /** A lone step must be planned, too, not run at once. */
  planOnly: boolean;
}

/** The same request as the one that began the run; the SDK in the app fetches the state of the run by its id. */
export function buildEndpointRequest(call: EndpointCall): ExecutionRequest {
  const { query_params: query, content_type: contentType, body } = call.data;
  const url = new URL(call.url);
  if (typeof query === 'string') url.search = query;
  const hasBody = call.method !== 'GET' && call.method !== 'HEAD';
  return {
    url: url.href,
    method: call.method,
    headers: {
      'content-type':
        typeof contentType === 'string' && contentType !== '' ? contentType : 'application/json',
      'x-inngest-server-kind': 'dev',
      'x-inngest-req-version': String(call.version),
      // Its presence tells the SDK that the request is a run's, not a stranger's; in development it is not verified.
      'x-inngest-signature': '',
      'x-run-id': call.runId,
      'x-request-id': call.requestId,
      ...(call.planOnly ? { 'x-inngest-force-step-plan': 'true' } : {}),
      ...(call.target === null ? {} : { 'x-inngest-step-id': call.target }),
    },
    body: hasBody && typeof body === 'string' ? body : '',
  };
}

/** What an endpoint answered: the body of `RunComplete`. */
export interface EndpointAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Null when it is none. */
export function readEndpointAnswer(output: unknown): EndpointAnswer | null {
  const { status, headers, body } = recordOf(recordOf(output).data ?? output);
  if (typeof status !== 'number' || status < 200 || status > 599) return null;
  const texts = Object.entries(recordOf(headers)).filter(([, value]) => typeof value === 'string');
  return {
    status,
    headers: Object.fromEntries(texts) as Record<string, string>,
    body: typeof body === 'string' ? body : '',
  };
}
