/** Converts execution requests and answers between HTTP and the messages of a worker. Pure. */
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { type Answer, type Headers, readAnswer } from '../sdk-protocol/response.ts';
import { uuidOf } from '../sdk-protocol/uuid.ts';
import { executorRequest, responseStatus, type sdkResponse } from './messages.ts';

/** There are no environments and accounts here; workers only send them back. */
const nobody = '00000000-0000-4000-b000-000000000000';

export interface Addressed {
  requestId: string;
  /** The function's id on the wire. */
  functionId: string;
}

export function addressOf({ url, headers }: ExecutionRequest): Addressed {
  return {
    requestId: headers['x-request-id'] ?? '',
    functionId: new URL(url).searchParams.get('fnId') ?? '',
  };
}

/** @param appName id of the app whose worker gets the request. */
export function encodeRequest(request: ExecutionRequest, appName: string, leaseId: string): Uint8Array {
  const { requestId, functionId } = addressOf(request);
  return executorRequest.encode({
    requestId,
    accountId: nobody,
    envId: nobody,
    appId: uuidOf(appName),
    appName,
    functionId: uuidOf(functionId),
    functionSlug: functionId,
    stepId: request.headers['x-inngest-step-id'] ?? null,
    payload: Buffer.from(request.body),
    runId: request.headers['x-run-id'] ?? '',
    leaseId,
    jobId: request.headers['x-inngest-job-id'] ?? requestId,
  });
}

/**
 * What the worker's SDK would have answered over HTTP. A 400 has no status of its own in these messages and comes as
 * done: only an error carries `noRetry` then.
 */
export function readReply(reply: ReturnType<typeof sdkResponse.decode>): Answer {
  const { status, noRetry, retryAfter, sdkVersion, requestVersion, body } = reply;
  const headers: Headers = {
    'x-inngest-sdk': sdkVersion || 'inngest',
    'x-inngest-no-retry': String(noRetry),
    'x-inngest-req-version': String(requestVersion),
    ...(retryAfter ? { 'retry-after': retryAfter } : {}),
  };
  return readAnswer(httpStatus(status, noRetry), headers, Buffer.from(body).toString());
}

function httpStatus(status: number, noRetry: boolean): number {
  if (status === responseStatus.notCompleted) return 206;
  if (status === responseStatus.error) return 500;
  return noRetry ? 400 : 200;
}
