/** One request to an app that may not run yet, and what is in the way when it does not answer as an SDK. */
import { connect } from 'node:tls';
import { messageOf } from '../contract/error-text.ts';
import { maxRedirects, redirectedTo } from '../transport/redirect.ts';

export interface AppResponse {
  headers: Headers;
  status: number;
  body: string;
  /** The redirect that was followed, or could not be; null: none. */
  redirect: { status: number; location: string } | null;
}

/** No app has this many functions. */
const maxBodyBytes = 16 * 1024 * 1024;
const handshakeTimeoutMs = 1_000;

/** @param timeout milliseconds. @throws when there is no whole answer. */
export async function askApp(url: string, init: RequestInit, timeout: number): Promise<AppResponse> {
  const signal = AbortSignal.timeout(timeout);
  let redirect: AppResponse['redirect'] = null;
  let at = url;
  for (let followed = 0; ; followed++) {
    const response = await request(at, { ...init, signal, redirect: 'manual' });
    const { status, headers } = response;
    const location = headers.get('location');
    if (status >= 300 && status < 400 && location !== null) redirect = { status, location };
    const next = followed < maxRedirects ? redirectedTo(at, status, location) : null;
    const body = await readBody(response);
    if (next === null) return { headers, status, body, redirect };
    at = next;
  }
}

/** Asks again when a kept-alive connection turns out to be closed, as after a restart of the app. */
async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (!isClosedConnection(error)) throw error;
    return fetch(url, init);
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

function isClosedConnection(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET';
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String((cause as { code?: unknown } | null)?.code ?? '');
}

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** A sentence that says what is in the way, and what to do. */
export async function whyUnreachable(url: string, error: unknown): Promise<string> {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return `Nothing is listening at ${url}: is the app running?`;
  if (isTimeout(error)) return `The app at ${url} did not respond in time`;
  const { origin, protocol, host } = new URL(url);
  if (protocol === 'https:' && (code === 'EPROTO' || code.startsWith('ERR_SSL')))
    return `The server at ${origin} does not speak HTTPS: use the URL http://${host}…`;
  if (/CERT|SIGNATURE/.test(code)) {
    return `The certificate of ${origin} is not trusted (${code}): start Steplight with NODE_EXTRA_CA_CERTS=FILE, where FILE contains the certificate or that of its authority, or serve the app over HTTP`;
  }
  if (
    protocol === 'http:' &&
    (isClosedConnection(error) || code.startsWith('HPE_')) &&
    (await speaksTls(url))
  )
    return `The server at ${origin} speaks HTTPS: use the URL https://${host}…`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `The app at ${url} cannot be reached: ${messageOf(cause)}`;
}

function speaksTls(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    // Nothing is sent, so it does not matter who answers.
    const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(handshakeTimeoutMs, () => finish(false));
    socket.on('secureConnect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}

/** A sentence that says what answers in the place of an SDK, and what to do. */
export function whyNotAnApp(url: string, { status, redirect }: AppResponse): string {
  if (redirect) {
    const { location } = redirect;
    return /log-?in|sign-?in|auth|sso/i.test(location)
      ? `The app redirects ${url} to ${location} (${redirect.status}): exclude this path from authentication in its middleware`
      : `The app redirects ${url} to ${location} (${redirect.status}), which is not served by the Inngest SDK: use the URL of the app's serve handler`;
  }
  if (status === 404)
    return `No Inngest endpoint found at ${url} (404): use the URL of the app's serve handler`;
  if (status === 401 || status === 403) {
    return `The app rejects requests to ${url} (${status}): exclude this path from authentication in its middleware`;
  }
  return `${url} (${status}) is not served by the Inngest SDK: use the URL of the app's serve handler`;
}
