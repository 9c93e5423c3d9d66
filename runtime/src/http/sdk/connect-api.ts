/** WebSocket workers request connections here, and deliver replies that they could not send over one (protocol 2.10). */

import type { Context, Hono } from 'hono';
import { messageOf } from '../../contract/error-text.ts';
import type { Services } from '../services.ts';

export function addConnectApi(app: Hono, { connect }: Services): void {
  app.post('/v0/connect/start', (context) => answer(context, (body) => connect.start(body)));
  app.post('/v0/connect/flush', (context) => answer(context, (body) => connect.flush(body)));
}

async function answer(
  context: Context,
  take: (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  const body = new Uint8Array(await context.req.arrayBuffer());
  try {
    return context.body(await take(body), 200, { 'content-type': 'application/protobuf' });
  } catch (error) {
    const reason = messageOf(error);
    return context.json({ error: `The request could not be decoded: ${reason}`, status: 400 }, 400);
  }
}
