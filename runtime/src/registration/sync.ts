/**
 * Asks an app at a URL what functions it serves (protocol 1.2 and 1.3).
 *
 * SDK 3 and 4 answer the request itself (in band); SDK 1 and 2 answer by calling their server. An
 * app in cloud mode is never asked to register: it would do so with Inngest Cloud.
 */
import { recordOf } from '../contract/records.ts';
import { parseJson } from '../sdk-protocol/json.ts';
import { type AppResponse, askApp, isTimeout, whyNotAnApp, whyUnreachable } from './ask-app.ts';
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

/** @param timeout milliseconds. */
export async function inspectApp(url: string, timeout = requestTimeoutMs): Promise<InspectResult> {
  let response: AppResponse;
  try {
    response = await askApp(url, { headers: serverHeaders }, timeout);
  } catch (error) {
    return { kind: 'unreachable', problem: await whyUnreachable(url, error), timedOut: isTimeout(error) };
  }
  const sdk = response.headers.get('x-inngest-sdk');
  if (hidesInCloudMode(response)) return { kind: 'sdk', inspection: inCloudMode };
  if (sdk === null) return { kind: 'not-an-app', problem: whyNotAnApp(url, response) };
  const json = objectOf(response.body);
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
function hidesInCloudMode({ headers }: AppResponse): boolean {
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
  let response: AppResponse;
  try {
    const headers = {
      ...serverHeaders,
      'content-type': 'application/json',
      ...(inBand ? { 'x-inngest-sync-kind': 'in_band' } : {}),
    };
    response = await askApp(url, { method: 'PUT', headers, body: JSON.stringify({ url }) }, timeout);
  } catch (error) {
    return { kind: 'unreachable', problem: await whyUnreachable(url, error), timedOut: isTimeout(error) };
  }
  const body = objectOf(response.body);
  const sdkHeader = response.headers.get('x-inngest-sdk');
  if (hidesInCloudMode(response)) {
    return { kind: 'error', sdk: null, framework: null, problem: cloudModeProblem(url) };
  }
  if (sdkHeader === null) return { kind: 'not-an-app', problem: whyNotAnApp(url, response) };
  const sdk = sdkHeader.replace(/^inngest-/, '');
  const framework = response.headers.get('x-inngest-framework');
  // Some versions (e.g. 3.45) do not parse the request.
  if (inBand && body.code === 'invalid_request') return syncApp(url, false, timeout);
  if (response.status !== 200) {
    return { kind: 'error', sdk, framework, problem: whyRefused(url, response.status, body.message) };
  }
  if (!Array.isArray(body.functions)) return { kind: 'out-of-band', sdk, framework };
  const parsed = parseRegistration(body);
  if (!parsed.ok) return { kind: 'error', sdk, framework, problem: parsed.error };
  return { kind: 'in-band', app: parsed.app, checksumBody: body };
}

const serverHeaders = { 'x-inngest-server-kind': 'dev' };

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
