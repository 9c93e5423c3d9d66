/** What an SDK registers about an app, in one form for all majors (protocol 1.4). */
import { isRecord } from '../contract/records.ts';
import { parseDuration } from '../sdk-protocol/duration.ts';
import { functionProblems } from './function-problems.ts';
import { withKnownKeys } from './known-keys.ts';

export interface RegisteredFunction {
  /** Composite id, the `fnId` of the execution URL. */
  id: string;
  name: string;
  /** `jitter` in milliseconds. */
  triggers: { event?: string; cron?: string; if?: string; jitter?: number }[];
  /** Execution URL with `fnId` and `stepId=step`. */
  url: string;
  /** Retries plus one. */
  maxAttempts: number;
  /** As the SDK sent it. */
  config: Record<string, unknown>;
}

export interface RegisteredApp {
  /** The client's id; in SDK 1 and 2 its name. */
  appId: string;
  url: string;
  /** E.g. `js:v4.24.0`. */
  sdk: string | null;
  sdkMajor: number | null;
  framework: string | null;
  functions: RegisteredFunction[];
  /** Why the official server would reject it; the functions are served anyway. */
  warnings: string[];
}

export type ParsedRegistration = { ok: true; app: RegisteredApp } | { ok: false; error: string };

/** As on the official server. */
const defaultRetries = 4;
const maxRetries = 20;

/** Reads the body of `POST /fn/register`, or the answer to an in-band sync: they differ only in the app's id. */
export function parseRegistration(sent: unknown): ParsedRegistration {
  const body = withKnownKeys(sent);
  if (!isRecord(body)) return refuse('The registration is not a JSON object');
  const appId = text(body.app_id) ?? text(body.appName);
  if (!appId) return refuse('The registration has no app ID: give the Inngest client an ID');
  const url = text(body.url);
  if (!url || !isCallable(url)) return refuse(`The registration of ${appId} has no usable url`);
  if (!Array.isArray(body.functions)) return refuse(`The registration of ${appId} has no list of functions`);

  const functions: RegisteredFunction[] = [];
  for (const each of body.functions) {
    const parsed = parseFunction(each);
    if (typeof parsed === 'string') return refuse(`The registration of ${appId} has ${parsed}`);
    functions.push(parsed);
  }
  const sdk = text(body.sdk);
  const framework = text(body.framework);
  const warnings = [...sdkWarnings(sdk), ...functions.flatMap(functionWarnings)];
  return { ok: true, app: { appId, url, sdk, sdkMajor: majorOf(sdk), framework, functions, warnings } };
}

function functionWarnings({ id, config }: RegisteredFunction): string[] {
  return functionProblems(config).map((problem) => `${id}: ${problem}`);
}

/** The official server rejects versions with a known vulnerability. */
function sdkWarnings(sdk: string | null): string[] {
  const [, minor, patch] = sdk?.match(/^js:v3\.(\d+)\.(\d+)/)?.map(Number) ?? [];
  if (minor === undefined || patch === undefined) return [];
  const isRefused = minor >= 22 && (minor < 53 || (minor === 53 && patch <= 1));
  return isRefused
    ? ['SDK versions 3.22.0 to 3.53.1 have a vulnerability (CVE-2026-42047): upgrade to 3.54.0 or later']
    : [];
}

/** Over HTTP, or by the WebSocket of a worker. */
function isCallable(url: string): boolean {
  return URL.canParse(url) && /^(https?|wss?):$/.test(new URL(url).protocol);
}

/** @returns a phrase that says what is wrong when it cannot be used. */
function parseFunction(value: unknown): RegisteredFunction | string {
  if (!isRecord(value)) return 'a function that is not an object';
  const id = text(value.id) ?? slugOf(text(value.name) ?? '');
  if (!id) return 'a function without an ID or a name';
  const step = isRecord(value.steps) ? Object.values(value.steps).find(isRecord) : undefined;
  const url = step && isRecord(step.runtime) ? text(step.runtime.url) : null;
  if (!url || !isCallable(url)) return `no usable execution URL for function ${id}`;
  const retries = step && isRecord(step.retries) ? Number(step.retries.attempts) : Number.NaN;
  return {
    id,
    name: text(value.name) ?? id,
    triggers: Array.isArray(value.triggers) ? value.triggers.filter(isRecord).map(parseTrigger) : [],
    url,
    maxAttempts: 1 + (Number.isFinite(retries) ? Math.min(Math.max(0, retries), maxRetries) : defaultRetries),
    config: value,
  };
}

/** The id of a function that has only a name, as the official server makes it. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
}

/** SDK 1 sends the condition as `if`, the others as `expression`. */
function parseTrigger(trigger: Record<string, unknown>): RegisteredFunction['triggers'][number] {
  const event = text(trigger.event);
  const cron = text(trigger.cron);
  const condition = text(trigger.expression) ?? text(trigger.if);
  const jitter = cron ? parseDuration(text(trigger.jitter) ?? '') : null;
  return {
    ...(event ? { event } : {}),
    ...(cron ? { cron } : {}),
    ...(condition ? { if: condition } : {}),
    ...(jitter ? { jitter } : {}),
  };
}

/** Differs when a registration differs, but for observations that change all the time. */
export function checksumOf(body: unknown): string {
  if (!isRecord(body)) return JSON.stringify(body);
  const { featureObservations: _, inspection: __, hash: ___, ...rest } = body;
  return JSON.stringify(rest);
}

/** `js:v4.24.0` and `inngest-js:v4.24.0` are of major 4. */
export function majorOf(sdk: string | null): number | null {
  const major = sdk?.match(/\bjs:v(\d+)\./)?.[1];
  return major === undefined ? null : Number(major);
}

function refuse(error: string): ParsedRegistration {
  return { ok: false, error };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
