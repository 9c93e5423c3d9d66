/**
 * Asks an app at a URL what functions it serves (protocol 1.2 and 1.3).
 *
 * SDK 3 and 4 answer the request itself (in band); SDK 1 and 2 answer by calling their server. An
 * app in cloud mode is never asked to register: it would do so with Inngest Cloud.
 */

import { messageOf } from '../contract/error-text.ts';
import { recordOf } from '../contract/records.ts';
import { parseJson } from '../sdk-protocol/json.ts';
import { majorOf, parseRegistration, type RegisteredApp } from './registered-app.ts';

export type SyncResult =
  /** The functions are known. `checksumBody` is what to compare with the next time. */
  | { kind: 'in-band'; app: RegisteredApp; checksumBody: unknown }
  /** The app registered with its server; that is this runtime only if the registration arrived here. */
  | { kind: 'out-of-band'; sdk: string | null; framework: string | null }
  | { kind: 'not-an-app'; problem: string }
  | { kind: 'unreachable'; problem: string; timedOut: boolean }
  | { kind: 'error'; sdk: string | null; framework: string | null; problem: string };

/** What a GET of an SDK endpoint returns. */
export interface Inspection {
  sdk: string | null;
  framework: string | null;
  major: number | null;
  /** Null in SDK 1 and 2, which do not say. */
  mode: 'dev' | 'cloud' | null;
  /** False when the SDK (3) guesses from its surroundings: it then looks for a server before it registers. */
  modeIsExplicit: boolean;
  functionCount: number | null;
}

export type InspectResult =
  | { kind: 'sdk'; inspection: Inspection }
  | { kind: 'not-an-app'; problem: string }
  | { kind: 'unreachable'; problem: string; timedOut: boolean };

const requestTimeoutMs = 5_000;
/** No app has this many functions. */
const maxBodyBytes = 16 * 1024 * 1024;

/** @param timeout milliseconds. */
export async function inspectApp(url: string, timeout = requestTimeoutMs): Promise<InspectResult> {
  let response: Response;
  let body: string;
  try {
    response = await ask(url, { headers: serverHeaders }, timeout);
    body = await readBody(response);
  } catch (error) {
    return { kind: 'unreachable', problem: whyUnreachable(url, error), timedOut: isTimeout(error) };
  }
  const sdk = response.headers.get('x-inngest-sdk');
  if (hidesInCloudMode(response)) return { kind: 'sdk', inspection: inCloudMode };
  if (sdk === null) return { kind: 'not-an-app', problem: whyNotAnApp(url, response.status) };
  const json = objectOf(body);
  const extra = (json.extra ?? {}) as Record<string, unknown>;
  const major = majorOf(sdk);
  return {
    kind: 'sdk',
    inspection: {
      sdk: sdk.replace(/^inngest-/, ''),
      framework: response.headers.get('x-inngest-framework'),
      major,
      mode: json.mode === 'dev' || json.mode === 'cloud' ? json.mode : null,
      modeIsExplicit: major === 3 ? extra.is_mode_explicit !== false : major !== null && major >= 4,
      functionCount: typeof json.function_count === 'number' ? json.function_count : null,
    },
  };
}

const inCloudMode: Inspection = {
  sdk: null,
  framework: null,
  major: null,
  mode: 'cloud',
  modeIsExplicit: true,
  functionCount: null,
};

/** In cloud mode, SDK 3 and 4 reject unsigned requests without even naming their version. */
function hidesInCloudMode({ headers }: Response): boolean {
  return headers.get('x-inngest-sdk-handled') === 'true' && !headers.has('x-inngest-sdk');
}

/** Why an app in cloud mode cannot be run here. */
export function cloudModeProblem(url: string): string {
  return `The app at ${url} runs in cloud mode: start it with INNGEST_DEV=1`;
}

/**
 * Asks the app to sync.
 *
 * @param inBand false asks the app to call its own server, which shows what server that is.
 * @param timeout milliseconds.
 */
export async function syncApp(url: string, inBand: boolean, timeout = requestTimeoutMs): Promise<SyncResult> {
  let response: Response;
  let body: Record<string, unknown>;
  try {
    const headers = {
      ...serverHeaders,
      'content-type': 'application/json',
      ...(inBand ? { 'x-inngest-sync-kind': 'in_band' } : {}),
    };
    response = await ask(url, { method: 'PUT', headers, body: JSON.stringify({ url }) }, timeout);
    body = objectOf(await readBody(response));
  } catch (error) {
    return { kind: 'unreachable', problem: whyUnreachable(url, error), timedOut: isTimeout(error) };
  }
  const sdkHeader = response.headers.get('x-inngest-sdk');
  if (hidesInCloudMode(response)) {
    return { kind: 'error', sdk: null, framework: null, problem: cloudModeProblem(url) };
  }
  if (sdkHeader === null) return { kind: 'not-an-app', problem: whyNotAnApp(url, response.status) };
  const sdk = sdkHeader.replace(/^inngest-/, '');
  const framework = response.headers.get('x-inngest-framework');
  // Some versions (e.g. 3.45) do not parse the request.
  if (inBand && body.code === 'invalid_request') return syncApp(url, false);
  if (response.status !== 200) {
    return { kind: 'error', sdk, framework, problem: whyRefused(url, response.status, body.message) };
  }
  if (!Array.isArray(body.functions)) return { kind: 'out-of-band', sdk, framework };
  const parsed = parseRegistration(body);
  if (!parsed.ok) return { kind: 'error', sdk, framework, problem: parsed.error };
  return { kind: 'in-band', app: parsed.app, checksumBody: body };
}

const serverHeaders = { 'x-inngest-server-kind': 'dev' };

/** Asks again when a kept-alive connection turns out to be closed, as after a restart of the app. */
async function ask(url: string, init: RequestInit, timeout: number): Promise<Response> {
  const signal = AbortSignal.timeout(timeout);
  try {
    return await fetch(url, { ...init, signal });
  } catch (error) {
    if (!isStaleConnection(error)) throw error;
    return fetch(url, { ...init, signal });
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('the response is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isStaleConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const { code } = (cause ?? {}) as { code?: unknown };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET';
}

function whyUnreachable(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  if (code === 'ECONNREFUSED') return `Nothing is listening at ${url}: is the app running?`;
  if (error instanceof Error && error.name === 'TimeoutError')
    return `The app at ${url} did not respond in time`;
  return `The app at ${url} cannot be reached: ${messageOf(cause)}`;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function whyNotAnApp(url: string, status: number): string {
  if (status === 404)
    return `No Inngest endpoint found at ${url} (404): use the URL of the app's serve handler`;
  if (status === 401 || status === 403) {
    return `The app rejects requests to ${url} (${status}): exclude this path from authentication in its middleware`;
  }
  return `${url} (${status}) is not served by the Inngest SDK: use the URL of the app's serve handler`;
}

function whyRefused(url: string, status: number, message: unknown): string {
  const said = typeof message === 'string' && message !== '' ? `: ${message}` : '';
  if (status === 401 || status === 403) {
    return `The app at ${url} requires a signature (${status}): start it with INNGEST_DEV=1${said}`;
  }
  return `The app at ${url} could not register (${status})${said}`;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return recordOf(parseJson(text));
  } catch {
    return {};
  }
}
