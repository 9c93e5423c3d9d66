/** What an app answered (protocol 2.3), reduced to one of three outcomes. */
import { recordOf } from '../contract/records.ts';
import type { SerializedError } from '../contract/run.ts';
import { shorten } from '../text/shorten.ts';
import { readError } from './errors.ts';
import { parseJson } from './json.ts';
import { type Op, readOps } from './ops.ts';

export type Answer =
  | { kind: 'ops'; ops: Op[]; meta: AnswerMeta }
  | { kind: 'result'; output: unknown; meta: AnswerMeta }
  | {
      kind: 'failure';
      error: SerializedError;
      retriable: boolean;
      from: 'app' | 'transport';
      meta: AnswerMeta;
    };

export interface AnswerMeta {
  /** HTTP status; null when nothing was answered. */
  status: number | null;
  /** Execution version in the answer's headers; null when absent (SDK 1 and 2, failures). */
  version: number | null;
  /** `x-inngest-no-retry`; null when absent. */
  noRetry: boolean | null;
  /** `retry-after` as sent: seconds or a date; null when absent. */
  retryAfter: string | null;
}

export type Headers = Record<string, string | string[] | undefined>;

/** @param headers names in lower case. */
export function readAnswer(status: number, headers: Headers, body: string): Answer {
  if (status === 201) {
    const inner = readEnvelope(headers, body);
    if (inner) return inner;
  }
  const meta = readMeta(status, headers);
  const isSdk = headers['x-inngest-sdk'] !== undefined;
  if (status === 206) {
    const parsed = jsonOf(body);
    const ops = parsed.ok ? readOps(parsed.value) : null;
    if (ops) return { kind: 'ops', ops, meta };
    return transportFailure(
      `The app responded with status 206, but not with a list of ops: ${preview(body)}`,
      meta,
    );
  }
  if (status >= 200 && status < 300) {
    if (!isSdk) return failureBeforeSdk(notFromSdk(body), meta);
    if (body.trim() === '') return { kind: 'result', output: null, meta };
    const parsed = jsonOf(body);
    // The Go SDK streams a text without quotes.
    return { kind: 'result', output: parsed.ok ? parsed.value : body, meta };
  }
  if (!isSdk) return failureBeforeSdk(serverFailed(status, headers, body), meta);
  const parsed = jsonOf(body);
  const error = readError(parsed.ok ? parsed.value : body);
  return { kind: 'failure', error, retriable: isRetriable(status, headers, meta), from: 'app', meta };
}

/** The connection failed, or nothing came in time. */
export function transportFailure(message: string, meta: AnswerMeta = noMeta): Answer {
  return failureBeforeSdk({ name: 'TransportError', message }, meta);
}

function failureBeforeSdk(error: SerializedError, meta: AnswerMeta): Answer {
  return {
    kind: 'failure',
    error,
    retriable: meta.noRetry !== true,
    from: 'transport',
    meta,
  };
}

export const noMeta: AnswerMeta = { status: null, version: null, noRetry: null, retryAfter: null };

/** `streaming`: whitespace to keep the connection, then `{ status, headers, body }` (protocol 1.7). */
function readEnvelope(outer: Headers, text: string): Answer | null {
  const parsed = jsonOf(text);
  if (!parsed.ok) return null;
  const { status, headers, body, error } = recordOf(parsed.value);
  if (typeof error === 'string' && status === undefined) return transportFailure(error);
  if (typeof status !== 'number') return null;
  const merged: Headers = { ...outer };
  for (const [name, value] of Object.entries((headers as Headers | undefined) ?? {})) {
    merged[name.toLowerCase()] = value;
  }
  return readAnswer(status, merged, typeof body === 'string' ? body : JSON.stringify(body ?? null));
}

function readMeta(status: number, headers: Headers): AnswerMeta {
  const version = Number(one(headers['x-inngest-req-version']) ?? Number.NaN);
  const noRetry = one(headers['x-inngest-no-retry']);
  return {
    status,
    version: Number.isInteger(version) ? version : null,
    noRetry: noRetry === null ? null : noRetry === 'true',
    retryAfter: one(headers['retry-after']),
  };
}

/** `x-inngest-no-retry` wins; without it SDK 1 before 1.10.1 and SDK 2 before 2.4.1 mean any 4xx as final. */
function isRetriable(status: number, headers: Headers, meta: AnswerMeta): boolean {
  if (meta.noRetry !== null) return !meta.noRetry;
  if (status >= 500) return true;
  const version = /v(\d+)\.(\d+)\.(\d+)/.exec(one(headers['x-inngest-sdk']) ?? '');
  if (!version) return true;
  const [major, minor, patch] = version.slice(1).map(Number) as [number, number, number];
  const flags = major > 2 || (major === 2 && (minor > 4 || (minor === 4 && patch >= 1)));
  return flags || (major === 1 && (minor > 10 || (minor === 10 && patch >= 1)));
}

/** Names and messages of both are the official server's; the stack shows who answered. */
function notFromSdk(body: string): SerializedError {
  const message = 'The response did not come from an Inngest SDK';
  return { name: 'not_sdk', message, stack: `Response: ${preview(body)}` };
}

const maxShownBody = 8_192;

function serverFailed(status: number, headers: Headers, body: string): SerializedError {
  const type = one(headers['content-type']) ?? 'unknown content type';
  const stack = `The app, or a proxy in front of it, failed before the function could respond.\n\nResponse (${type}):\n${shorten(body.trim(), maxShownBody)}`;
  return {
    name: 'Server returned a fatal error',
    message: `Your server returned HTTP ${status} before the SDK responded.`,
    ...(body.trim() === '' ? {} : { stack }),
  };
}

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function preview(body: string): string {
  return shorten(body.trim().replaceAll(/\s+/g, ' '), 200) || '(nothing)';
}

function jsonOf(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return { ok: false };
  }
}
