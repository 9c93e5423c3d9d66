/** Sends requests to apps over kept-alive connections. */

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { durationText } from '../contract/duration-text.ts';
import { messageOf } from '../contract/error-text.ts';
import { isRecord } from '../contract/records.ts';
import { answerTooLarge, maxAnswerBytes } from '../sdk-protocol/limits.ts';
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { type Answer, noMeta, readAnswer, transportFailure } from '../sdk-protocol/response.ts';
import { givenBackHeader } from './given-back.ts';
import { BodyTooLargeError, readBody } from './http-body.ts';
import { maxRedirects, redirectedTo } from './redirect.ts';

/**
 * `unreachable`: nothing listens there, so nothing was executed. `interrupted`: the host was replaced before it finished the request,
 * which is repeated as the same attempt.
 */
export type SendResult =
  | { kind: 'answered'; answer: Answer }
  | { kind: 'unreachable'; message: string }
  | { kind: 'interrupted' };

export interface Sender {
  /** Never rejects. */
  send(request: ExecutionRequest): Promise<SendResult>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Milliseconds a step may take; a request that takes longer counts as a failed attempt. 0: any time. */
  timeout: number;
}

const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Node's own client: an HTTP library would add a third to the runtime's start time, and what it saves is negligible beside the work of
 * an SDK.
 */
export function createSender({ timeout }: SenderOptions): Sender {
  const http = new HttpAgent({ keepAlive: true, maxFreeSockets: 256 });
  const https = new HttpsAgent({ keepAlive: true, maxFreeSockets: 256 });

  const post = (
    { url, headers, body, method = 'POST' }: ExecutionRequest,
    redirects = maxRedirects,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const options = {
        method,
        agent: secure ? https : http,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        timeout,
      };
      let answered = false;
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        answered = true;
        if (response.headers[givenBackHeader] !== undefined) {
          response.resume();
          reject(new InterruptedError());
          return;
        }
        const next = redirectedTo(url, response.statusCode ?? 0, response.headers.location);
        if (next !== null && redirects > 0) {
          response.resume();
          post({ url: next, headers, body, method }, redirects - 1).then(resolve, reject);
          return;
        }
        readBody(response, maxAnswerBytes).then(
          (text) => resolve(readAnswer(response.statusCode ?? 0, response.headers, text)),
          reject,
        );
      });
      request.on('timeout', () => request.destroy(new TimeoutError()));
      request.on('error', (error) => {
        // The app closed a kept-alive connection just then: it has not seen the request.
        const stale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (stale && !answered) post({ url, headers, body, method }, redirects).then(resolve, reject);
        else reject(error);
      });
      request.end(body);
    });

  return {
    async send(request) {
      try {
        return { kind: 'answered', answer: await post(request) };
      } catch (error) {
        return failed(error, request.url, timeout);
      }
    },
    async close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** Retriable. */
const tooLargeAnswer: Answer = {
  kind: 'failure',
  error: answerTooLarge,
  retriable: true,
  from: 'app',
  meta: noMeta,
};

class TimeoutError extends Error {}
class InterruptedError extends Error {}

function failed(error: unknown, url: string, timeout: number): SendResult {
  if (error instanceof InterruptedError) return { kind: 'interrupted' };
  const { origin } = new URL(url);
  if (errorCodes(error).some((code) => neverConnected.has(code))) {
    return { kind: 'unreachable', message: `Nothing is listening at ${origin}. Restart the app.` };
  }
  if (error instanceof TimeoutError) {
    return {
      kind: 'answered',
      answer: transportFailure(
        `The app at ${origin} did not respond within ${durationText(timeout)}. A step inside another step (step.run in step.run) never ends: move it out. For longer steps, increase --request-timeout.`,
      ),
    };
  }
  if (error instanceof BodyTooLargeError) return { kind: 'answered', answer: tooLargeAnswer };
  const reason = messageOf(error);
  return { kind: 'answered', answer: transportFailure(`The connection to ${origin} was lost: ${reason}.`) };
}

/** Of the error, its cause, and the errors of an aggregate (several addresses of one name). */
function errorCodes(error: unknown): string[] {
  if (!isRecord(error)) return [];
  const { code, cause, errors } = error;
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])].flatMap(errorCodes);
  return typeof code === 'string' ? [code, ...inner] : inner;
}
