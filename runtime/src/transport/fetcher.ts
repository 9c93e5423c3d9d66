/** Makes the HTTP requests that functions ask for: the runtime's only traffic that does not go to apps. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { longestTimerMs } from '../clock.ts';
import { durationText } from '../contract/duration-text.ts';
import type { FetchRequest } from '../sdk-protocol/fetch-op.ts';
import { sizeText } from '../text/size.ts';
import { BodyTooLargeError, readBody } from './http-body.ts';

export type FetchOutcome =
  | {
      kind: 'answered';
      status: number;
      /** Names in lower case; several of one name are joined. */
      headers: Record<string, string>;
      body: string;
    }
  /** `retriable`: another attempt may succeed. */
  | { kind: 'failed'; message: string; code?: string; retriable: boolean };

export interface Fetcher {
  /** Never rejects. */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchOutcome>;
}

export interface FetcherOptions {
  /** Milliseconds a request may take. 0: any time. */
  timeout: number;
}

/** Of an answer's body (protocol 4.6: what a step may return). */
const maxBodyBytes = 4 * 1024 * 1024;
/** As many as the official server follows; slow services redirect to themselves until they answer. */
const maxRedirects = 60;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Removed when a redirect leads to another origin. */
const credentials = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];

export function createFetcher({ timeout }: FetcherOptions): Fetcher {
  return {
    async fetch(request, cancelled) {
      const limit = timeout > 0 ? [AbortSignal.timeout(Math.min(timeout, longestTimerMs))] : [];
      const signal = AbortSignal.any([cancelled, ...limit]);
      try {
        return await follow(request, signal);
      } catch (error) {
        return failed(error, signal, timeout);
      }
    },
  };
}

async function follow(request: FetchRequest, signal: AbortSignal): Promise<FetchOutcome> {
  let next = request;
  for (let hops = 0; ; hops++) {
    const response = await exchange(next, signal);
    const { statusCode: status = 0, headers } = response;
    if (!redirects.has(status) || headers.location === undefined) {
      const body = await readBody(response, maxBodyBytes);
      return { kind: 'answered', status, headers: joined(response), body };
    }
    response.destroy();
    if (hops >= maxRedirects)
      return { kind: 'failed', message: `more than ${maxRedirects} redirects`, retriable: false };
    const target = redirected(next, status, headers.location);
    if (!target)
      return { kind: 'failed', message: `it redirects to "${headers.location}"`, retriable: false };
    next = target;
  }
}

/** Null when it does not lead to an HTTP address. */
function redirected(request: FetchRequest, status: number, location: string): FetchRequest | null {
  if (!URL.canParse(location, request.url)) return null;
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const headers = { ...request.headers };
  if (url.origin !== new URL(request.url).origin) for (const name of credentials) delete headers[name];
  const becomesGet = status === 303 || (status < 303 && request.method === 'POST');
  if (!becomesGet || request.method === 'HEAD') return { ...request, url: url.href, headers };
  delete headers['content-type'];
  return { ...request, method: 'GET', url: url.href, headers, body: null };
}

function exchange(
  { method, url, headers, body }: FetchRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
    const request = send(url, { method, headers: { ...headers, ...length }, signal }, resolve);
    request.on('error', reject);
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new Error('the server switched to another protocol'));
    });
    request.end(body ?? undefined);
  });
}

/** The body is decoded already. */
function joined({ headers }: IncomingMessage): Record<string, string> {
  const { 'content-encoding': _, ...rest } = headers;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

function failed(error: unknown, signal: AbortSignal, timeout: number): FetchOutcome {
  if (error instanceof BodyTooLargeError) {
    return {
      kind: 'failed',
      message: `the response is larger than ${sizeText(maxBodyBytes)}`,
      retriable: false,
    };
  }
  if (signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError') {
    return {
      kind: 'failed',
      message: `no response within ${durationText(timeout)}`,
      code: 'ETIMEDOUT',
      retriable: true,
    };
  }
  const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: Error[] };
  // A name with several addresses fails with an error for each.
  const text = message || errors?.map((each) => each.message).join('; ') || String(error);
  return { kind: 'failed', message: text, ...(code === undefined ? {} : { code }), retriable: true };
}
