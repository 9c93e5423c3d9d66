/** Sends requests to apps over kept-alive connections. */

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { longestTimerMs } from '../clock.ts';
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
 * `unreachable`: nothing listens there, so nothing was executed. `interrupted`: the host was replaced, or the runtime stopped, before
 * the request was finished; it is repeated as the same attempt.
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

export interface StoppableSender extends Sender {
  /** The runtime begins to stop: a connection that is lost from now on says nothing about the step. */
  stop(): void;
}

/** `replaced`: on purpose, so the step is not to blame. */
export type WhyLost = { kind: 'ended'; message: string } | { kind: 'replaced' };

export interface SenderOptions {
  /** Milliseconds a step may take; a request that takes longer counts as a failed attempt. 0: any time. */
  timeout: number;
  /** Why the connection to the app at this URL was lost, when more is known than the connection tells. */
  whyLost?: (url: string) => WhyLost | null;
}

/** Less than the 5 s after which many servers close an idle connection. */
const keptForMs = 2_000;
/** Within this time it is known whether the runtime was asked to stop, too. */
const lossKnownAfterMs = 250;

const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The connection ended while the request was under way. */
const lost: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE']);

/**
 * Node's own client: an HTTP library would add a third to the runtime's start time, and what it saves is negligible beside the work of
 * an SDK.
 */
export function createSender({ timeout, whyLost = () => null }: SenderOptions): StoppableSender {
  const kept = { keepAlive: true, maxFreeSockets: 256, timeout: keptForMs };
  const http = new HttpAgent(kept);
  const https = new HttpsAgent(kept);
  let isStopping = false;

  const post = (
    { url, headers, body, method = 'POST' }: ExecutionRequest,
    signal: AbortSignal,
    redirects = maxRedirects,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const options = {
        method,
        agent: secure ? https : http,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
      };
      let isSent = false;
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        if (response.headers[givenBackHeader] !== undefined) {
          response.resume();
          reject(new InterruptedError());
          return;
        }
        const next = redirectedTo(url, response.statusCode ?? 0, response.headers.location);
        if (next !== null && redirects > 0) {
          response.resume();
          post({ url: next, headers, body, method }, signal, redirects - 1).then(resolve, reject);
          return;
        }
        readBody(response, maxAnswerBytes).then((text) => {
          resolve(readAnswer(response.statusCode ?? 0, response.headers, text));
        }, reject);
      });
      request.on('upgrade', (_, socket) => reject(switchedProtocol(socket)));
      request.on('error', (error) => {
        // Only what has surely not been received may be sent once more. A reset after that may come from a step that was at work.
        if (request.reusedSocket && !isSent && !isStopping)
          post({ url, headers, body, method }, signal, redirects).then(resolve, reject);
        else reject(error);
      });
      const write = () => {
        if (request.destroyed) return;
        isSent = true;
        request.end(body);
      };
      // If the app has closed a kept-alive connection, the event loop has to read that before anything is written. New
      // connections wait as long, so that parallel steps reach the app in their order.
      request.on('socket', () => setImmediate(() => setImmediate(write)));
    });

  return {
    async send(request) {
      const limit = timeLimit(timeout);
      try {
        return { kind: 'answered', answer: await post(request, limit.signal) };
      } catch (cause) {
        const error = limit.orTimeout(cause);
        const result = failed(error, request.url, timeout);
        if (!errorCodes(error).some((code) => lost.has(code))) return result;
        // An app that is stopped together with the runtime may be gone first, and so may a host that is to be replaced.
        if (!isStopping) await pause(lossKnownAfterMs);
        const why = whyLost(request.url);
        if (isStopping || why?.kind === 'replaced') return { kind: 'interrupted' };
        return why === null ? result : { kind: 'answered', answer: transportFailure(why.message) };
      } finally {
        limit.end();
      }
    },
    stop() {
      isStopping = true;
    },
    async close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** For the whole exchange: a response that arrives in drops, or redirects again and again, does not extend it. */
function timeLimit(timeout: number) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = timeout > 0 ? setTimeout(abort, Math.min(timeout, longestTimerMs)) : undefined;
  return {
    signal: controller.signal,
    /** What went wrong when `error` came. */
    orTimeout: (error: unknown) => (controller.signal.aborted ? new TimeoutError() : error),
    end: () => clearTimeout(timer),
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

function switchedProtocol(socket: Duplex): Error {
  socket.destroy();
  return new Error('the app switched to another protocol');
}

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
