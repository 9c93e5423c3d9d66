/** Response envelopes of `/v2` (protocol 6.2). */
import type { Context } from 'hono';

export const defaultLimit = 20;

function metadata() {
  return { fetchedAt: new Date().toISOString() };
}

export function answer(context: Context, data: unknown, status: 200 | 409 = 200) {
  return context.json({ data, metadata: metadata() }, status);
}

/** Omits an empty list, as protobuf's JSON does. */
export function answerPage(context: Context, data: unknown[], page: Record<string, unknown>) {
  return context.json({ ...(data.length > 0 ? { data } : {}), metadata: metadata(), page });
}

export function refuse(context: Context, status: 400 | 404 | 409 | 422 | 501, code: string, message: string) {
  return context.json({ errors: [{ code, message }] }, status);
}
