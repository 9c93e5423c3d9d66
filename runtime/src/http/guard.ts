/** Who may talk to the runtime, and how much they may say: programs of this machine, and no page of another origin. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiErrorCode, ApiFailure } from '../contract/api.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Bytes of a request's body; the same as of an app's answer. */
export const maxBodyBytes = 32 * 1024 * 1024;

/** Seconds for which a browser need not ask again whether it may. */
const preflightMaxAgeSeconds = 600;

type Visit = Pick<IncomingHttpHeaders, 'host' | 'origin'> & {
  'sec-fetch-site'?: string | undefined;
  'sec-fetch-dest'?: string | undefined;
};

/**
 * Why a request is refused; null when it may pass. For requests of every kind: also for those that become WebSockets,
 * which browsers open across origins without asking.
 *
 * A name of the web that was bound to this machine shows in Host, a page of the web in Origin. Browsers send no Origin
 * with what a page merely embeds (an image, a script), but say that it comes from another site. A page that is itself
 * served from this machine may do what its server may.
 *
 * @param allowedOrigins origins besides those of this machine, e.g. `https://app.example`.
 */
export function whyRefused(visit: Visit, allowedOrigins: ReadonlySet<string>): string | null {
  const { host, origin } = visit;
  if (host !== undefined && !loopback.test(host)) return `Host ${shown(host)} is not this machine.`;
  if (origin !== undefined) {
    return isLoopbackOrigin(origin) || allowedOrigins.has(origin.toLowerCase())
      ? null
      : `Pages of ${shown(origin)} may not use this runtime, unless it is started with --allow-origin (setting steplight.allowedOrigins).`;
  }
  const isEmbedded = visit['sec-fetch-site'] === 'cross-site' && visit['sec-fetch-dest'] !== 'document';
  return isEmbedded ? 'Pages of other sites may not use this runtime.' : null;
}

/** Refuses what {@link whyRefused} refuses, and answers browsers that ask beforehand. */
export function onlyFromHere(allowedOrigins: ReadonlySet<string>): MiddlewareHandler {
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
    );
    if (reason !== null) return context.json(failure('forbidden-origin', reason), 403);
    if (origin !== undefined) letRead(context, origin);
    context.header('x-inngest-server-kind', 'dev');
    if (context.req.method === 'OPTIONS') return context.body(null, 204);
    return next();
  };
}

/** CORS: the page may read the answer, and send what it asked to send. */
function letRead(context: Context, origin: string): void {
  context.header('access-control-allow-origin', origin);
  context.header('vary', 'origin');
  if (context.req.method !== 'OPTIONS') return;
  const wanted = context.req.header('access-control-request-headers');
  context.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS');
  // A star would leave out `authorization`.
  context.header('access-control-allow-headers', wanted ?? '*');
  context.header('access-control-max-age', String(preflightMaxAgeSeconds));
  // Browsers ask this before they let a page of the web reach this machine.
  if (context.req.header('access-control-request-private-network') === 'true')
    context.header('access-control-allow-private-network', 'true');
}

/** Refuses bodies of more bytes before they are kept in memory. What is passed on while it comes is bounded by who does so. */
export function limitBody(largest: number): MiddlewareHandler {
  const tooLarge = (context: Context) =>
    context.json({ error: `The request is larger than ${largest / 1024 / 1024} MiB.`, status: 413 }, 413);
  const counted = bodyLimit({ maxSize: largest, onError: tooLarge });
  return async (context, next) => {
    if (countsItself(context)) return next();
    if (isPassedOn(context)) return next();
    // Counting reads the body through a stream, which costs more than all else of a short request: node itself sees to
    // it that a body is not longer than its declared length.
    if (context.req.header('transfer-encoding') !== undefined) return counted(context, next);
    const declared = Number(context.req.header('content-length') ?? 0);
    return declared > largest ? tooLarge(context) : next();
  };
}

/** Streams are passed on while they come, and limited piece by piece: `Realtime.publishStream`, `publishRaw`. */
function countsItself({ req }: Context): boolean {
  if (req.path === '/v1/realtime/publish/tee') return true;
  return req.path === '/v1/realtime/publish' && (req.header('content-type') ?? '').startsWith('text/stream');
}

function isPassedOn({ req }: Context): boolean {
  return req.header('content-type')?.startsWith('text/stream') || req.path === '/v1/realtime/publish/tee';
}

export function withToken(token: string): MiddlewareHandler {
  const wanted = digest(`Bearer ${token}`);
  return async (context, next) => {
    const given = digest(context.req.header('authorization') ?? '');
    if (!timingSafeEqual(given, wanted)) {
      const message = 'The token is missing or wrong. It stands in session.json in the data folder.';
      return context.json(failure('unauthorized', message), 401);
    }
    return next();
  };
}

export function failure(code: ApiErrorCode, message: string): ApiFailure {
  return { error: { code, message } };
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return loopback.test(new URL(origin).host);
  } catch {
    return false;
  }
}

/** Of one length whatever the text's, so that comparing tells nothing about that either. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
