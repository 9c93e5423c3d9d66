/** Admits programs of this machine, but no web page of a foreign origin, and limits the size of their requests. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { ApiErrorCode, ApiFailure } from '../contract/api.ts';
import { sizeText } from '../text/size.ts';
import { BodyTooLargeError } from '../transport/http-body.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** The same limit as for an app's response. */
export const maxBodyBytes = 32 * 1024 * 1024;

/** How long a browser may cache a preflight response. */
const preflightMaxAgeSeconds = 600;

type Visit = Pick<IncomingHttpHeaders, 'host' | 'origin'> & {
  'sec-fetch-site'?: string | undefined;
  'sec-fetch-dest'?: string | undefined;
};

/**
 * Why a request is refused; null when it is admitted. Also for WebSocket upgrades, which browsers send across origins
 * without a preflight.
 *
 * DNS rebinding shows in Host, a foreign page in Origin. For resources that a page merely embeds (images, scripts),
 * browsers send no Origin, but do send that the request is cross-site. A page served from this machine may do whatever
 * its server may.
 *
 * @param allowedOrigins origins besides those of this machine, such as `https://app.example`.
 * @param allowedHosts names of this machine besides those of the loopback interface, such as `host.docker.internal`.
 */
export function whyRefused(
  visit: Visit,
  allowedOrigins: ReadonlySet<string>,
  allowedHosts: ReadonlySet<string>,
): string | null {
  const { host, origin } = visit;
  if (host !== undefined && !loopback.test(host) && !allowedHosts.has(hostName(host)))
    return `Host ${shown(host)} is not a loopback address. To allow it, use --allow-host or the setting steplight.allowedHosts.`;
  if (origin !== undefined) {
    return isLoopbackOrigin(origin) || allowedOrigins.has(origin.toLowerCase())
      ? null
      : `Origin ${shown(origin)} is not allowed. To allow it, use --allow-origin or the setting steplight.allowedOrigins.`;
  }
  const isEmbedded = visit['sec-fetch-site'] === 'cross-site' && visit['sec-fetch-dest'] !== 'document';
  return isEmbedded ? 'Cross-site requests are not allowed.' : null;
}

/** Refuses what {@link whyRefused} refuses, and answers the preflight requests of admitted pages. */
export function onlyFromHere(
  allowedOrigins: ReadonlySet<string>,
  allowedHosts: ReadonlySet<string>,
): MiddlewareHandler {
  const admitPage = cors({
    // Foreign origins are refused before.
    origin: (origin) => origin,
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    maxAge: preflightMaxAgeSeconds,
  });
  return async (context, next) => {
    const origin = context.req.header('origin');
    const reason = whyRefused(
      {
        host: context.req.header('host'),
        origin,
        'sec-fetch-site': context.req.header('sec-fetch-site'),
        'sec-fetch-dest': context.req.header('sec-fetch-dest'),
      },
      allowedOrigins,
      allowedHosts,
    );
    if (reason !== null) return context.json(failure('forbidden-origin', reason), 403);
    context.header('x-inngest-server-kind', 'dev');
    // Only pages pay for the headers that only they need.
    if (origin !== undefined) {
      if (context.req.method === 'OPTIONS') allowPrivateNetwork(context);
      return admitPage(context, next);
    }
    return context.req.method === 'OPTIONS' ? context.body(null, 204) : next();
  };
}

/** Browsers ask for this before a page of the web may reach this machine; Hono's `cors` does not answer it. */
function allowPrivateNetwork(context: Context): void {
  if (context.req.header('access-control-request-private-network') === 'true')
    context.header('access-control-allow-private-network', 'true');
}

/** Refuses larger bodies before they are kept in memory. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  const tooLarge = (context: Context) =>
    context.json({ error: `The request body exceeds ${sizeText(maxBytes)}.`, status: 413 }, 413);
  const counted = bodyLimit({ maxSize: maxBytes, onError: tooLarge });
  return async (context, next) => {
    // Node itself ensures that a body is no longer than its declared length.
    const declared = Number(context.req.header('content-length') ?? 0);
    if (declared > maxBytes) return tooLarge(context);
    // Counting reads the body through a stream, which costs more than the rest of a short request.
    if (context.req.header('transfer-encoding') === undefined) return next();
    if (!isForwarded(context)) return counted(context, next);
    const { body } = context.req.raw;
    // Node's own type does not know `duplex`, which streams require.
    const init = { body: body && endingAt(maxBytes, body), duplex: 'half' } as RequestInit;
    if (body) context.req.raw = new Request(context.req.raw, init);
    await next();
    if (context.error instanceof BodyTooLargeError) context.res = tooLarge(context);
  };
}

/** Counted on the way, so that what arrives can be read at once. @throws BodyTooLargeError to who reads further. */
function endingAt(maxBytes: number, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let left = maxBytes;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) throw new BodyTooLargeError();
      controller.enqueue(chunk);
    },
  });
  return body.pipeThrough(count);
}

/** Streams to publish are forwarded as they arrive. */
function isForwarded({ req }: Context): boolean {
  if (req.path === '/v1/realtime/publish/tee') return true;
  return req.path === '/v1/realtime/publish' && (req.header('content-type') ?? '').startsWith('text/stream');
}

export function requireToken(token: string): MiddlewareHandler {
  const wanted = digest(`Bearer ${token}`);
  return async (context, next) => {
    const given = digest(context.req.header('authorization') ?? '');
    if (!timingSafeEqual(given, wanted)) {
      const message = 'Missing or invalid token. The current token is in session.json in the data folder.';
      return context.json(failure('unauthorized', message), 401);
    }
    return next();
  };
}

export function failure(code: ApiErrorCode, message: string): ApiFailure {
  return { error: { code, message } };
}

/** Without the port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return loopback.test(new URL(origin).host);
  } catch {
    return false;
  }
}

/** Has a fixed length, so that the comparison does not reveal the text's length either. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
