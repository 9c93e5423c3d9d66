/** Sends requests to apps over kept connections. */
import { Agent } from 'undici';
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { type Answer, readAnswer, transportFailure } from '../sdk-protocol/response.ts';

/** `unreachable`: nothing listens there, so nothing was executed. */
export type SendResult = { kind: 'answered'; answer: Answer } | { kind: 'unreachable'; message: string };

export interface Sender {
  /** Never rejects. */
  send(request: ExecutionRequest): Promise<SendResult>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Milliseconds a step may take; a request that takes longer counts as a failed attempt. 0: any time. */
  timeout: number;
}

/** Answers of more bytes than this fail (protocol 4.6). */
const largestAnswer = 32 * 1024 * 1024;

const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function createSender({ timeout }: SenderOptions): Sender {
  const agent = new Agent({
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout: 5_000 },
    keepAliveTimeout: 4_000,
    pipelining: 1,
  });
  return {
    async send({ url, headers, body }) {
      try {
        const { origin, pathname, search } = new URL(url);
        const path = `${pathname}${search}`;
        const response = await agent.request({ origin, path, method: 'POST', headers, body });
        const text = await response.body.text();
        if (text.length > largestAnswer) {
          return { kind: 'answered', answer: transportFailure('The answer is larger than 32 MiB.') };
        }
        return { kind: 'answered', answer: readAnswer(response.statusCode, response.headers, text) };
      } catch (error) {
        return failed(error, url, timeout);
      }
    },
    close: () => agent.destroy(),
  };
}

function failed(error: unknown, url: string, timeout: number): SendResult {
  const { origin } = new URL(url);
  const codes = errorCodes(error);
  if (codes.some((code) => neverConnected.has(code))) {
    return { kind: 'unreachable', message: `Nothing answers at ${origin}. Start the app again.` };
  }
  if (codes.includes('UND_ERR_HEADERS_TIMEOUT') || codes.includes('UND_ERR_BODY_TIMEOUT')) {
    const seconds = Math.round(timeout / 1000);
    return {
      kind: 'answered',
      answer: transportFailure(`The app at ${origin} did not answer within ${seconds} s.`),
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'answered', answer: transportFailure(`The connection to ${origin} was lost: ${reason}.`) };
}

/** Of the error, of its cause, and of the errors of an aggregate (several addresses of one name). */
function errorCodes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])].flatMap(errorCodes);
  return typeof code === 'string' ? [code, ...inner] : inner;
}
