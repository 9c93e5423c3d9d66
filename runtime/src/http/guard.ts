/** Who may talk to the runtime: programs of this machine, and no page of another origin. */

import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiErrorCode, ApiFailure } from '../contract/api.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Refuses a Host that is not this machine (a rebound DNS name) and an Origin that is not (a page of the web).
 * A page that is itself served from this machine may send events, as its server may.
 */
export const loopbackOnly: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host');
  const origin = context.req.header('origin');
  if (host !== undefined && !loopback.test(host)) {
    return context.json(failure('forbidden-origin', `Host ${host} is not this machine.`), 403);
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    return context.json(failure('forbidden-origin', `Pages of ${origin} may not use this runtime.`), 403);
  }
  if (origin !== undefined) {
    context.header('access-control-allow-origin', origin);
    context.header('access-control-allow-headers', '*');
    context.header('access-control-allow-methods', 'GET, POST, PUT, DELETE, OPTIONS');
    context.header('vary', 'origin');
  }
  context.header('x-inngest-server-kind', 'dev');
  if (context.req.method === 'OPTIONS') return context.body(null, 204);
  return next();
};

export function withToken(token: string): MiddlewareHandler {
  const wanted = Buffer.from(`Bearer ${token}`);
  return async (context, next) => {
    const given = Buffer.from(context.req.header('authorization') ?? '');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
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
