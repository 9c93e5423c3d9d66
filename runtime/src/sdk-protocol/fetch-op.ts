/** HTTP requests that a function asks the runtime to make: ops `Gateway` and `AIGateway` (protocol 2.5). */
import type { Op } from './ops.ts';

export interface FetchRequest {
  by: 'fetch' | 'ai';
  method: string;
  url: string;
  /** Names in lower case. Secrets stand in them: never to be kept or printed. */
  headers: Record<string, string>;
  body: string | null;
}

/** Tokens of RFC 9110. */
const token = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Headers that belong to the connection, not to the request. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

export function isFetchOp({ op }: Op): boolean {
  return op === 'Gateway' || op === 'AIGateway';
}

/** A string says what is wrong with the op. */
export function readFetch(op: Op): FetchRequest | string {
  const by = op.op === 'AIGateway' ? 'ai' : 'fetch';
  const { url: text, method = by === 'ai' ? 'POST' : 'GET', body } = op.opts;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
  if (!url) return `${JSON.stringify(text)} is not a valid URL.`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `The protocol ${url.protocol} is not supported: use http: or https:.`;
  if (typeof method !== 'string' || !token.test(method))
    return `${JSON.stringify(method)} is not a valid HTTP method.`;
  const headers = readHeaders(op.opts.headers);
  if (by === 'ai') authorize(url, headers, op.opts);
  return {
    by,
    method: method.toUpperCase(),
    url: url.href,
    headers,
    body: body === undefined || body === null ? null : typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** What may be kept and shown of a URL: keys often stand in its query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Each provider wants its key elsewhere; headers that the model sets win. */
function authorize(url: URL, headers: Record<string, string>, opts: Record<string, unknown>): void {
  headers['content-type'] ??= 'application/json';
  const { auth_key: key, format } = opts;
  if (typeof key !== 'string' || key === '') return;
  if (format === 'gemini') url.searchParams.set('key', key);
  else if (format === 'anthropic') headers['x-api-key'] ??= key;
  else headers.authorization ??= format === 'bedrock' ? key : `Bearer ${key}`;
}

function readHeaders(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (typeof text === 'string' && token.test(key) && !connectionHeaders.has(key)) headers[key] = text;
  }
  return headers;
}
