/** Publishing and subscribing (protocol 2.11). Subscribers with WebSockets come by way of `upgrades.ts`. */
import type { Context, Hono } from 'hono';
import { type Destination, maxMessageBytes, type Realtime, StreamTooLong } from '../../realtime/realtime.ts';
import { readTopics } from '../../realtime/tokens.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import type { Services } from '../services.ts';
import { eventStream } from '../sse-stream.ts';
import { readJson } from './sdk-api.ts';

const wrongToken = 'The token is missing, wrong or older than a minute.';
const onlySubscribes = 'This token lets subscribe, not publish.';

export function addRealtimeApi(app: Hono, { realtime }: Services): void {
  app.post('/v1/realtime/token', async (context) => {
    const topics = readTopics(await readJson(context));
    if (!topics) return refuse(context, 400, 'The body must be a list of topics with channel and name.');
    return context.json({ jwt: realtime.tokens.issue(topics) }, 201);
  });

  app.post('/v1/realtime/publish', async (context) => {
    if (isSubscriber(context, realtime)) return refuse(context, 401, onlySubscribes);
    const to = destinationOf(context);
    if (typeof to === 'string') return refuse(context, 400, to);
    if (context.req.header('content-type')?.startsWith('text/stream'))
      return passOn(context, (body) => realtime.publishStream(to, body));
    const text = await context.req.text();
    if (Buffer.byteLength(text) > maxMessageBytes)
      return refuse(context, 413, `A message has at most ${maxMessageBytes / 1024} KiB.`);
    realtime.publish(to, dataOf(text));
    return context.body(null, 200);
  });

  app.post('/v1/realtime/publish/tee', (context) => {
    if (isSubscriber(context, realtime)) return refuse(context, 401, onlySubscribes);
    const { channel } = context.req.query();
    if (!channel) return refuse(context, 400, 'The query must name a channel.');
    return passOn(context, (body) => realtime.publishRaw(channel, body));
  });

  app.get('/v1/realtime/sse', (context) => {
    const claims = realtime.tokens.read(tokenOf(context));
    if (!claims) return refuse(context, 401, wrongToken);
    const stream = eventStream(context.req.raw.signal, ({ write, close }) => {
      const subscriber = { message: (json: string) => write(`data: ${json}\n\n`), raw: write, close };
      if (!realtime.broadcaster.subscribe(subscriber, claims.topics)) return null;
      return () => realtime.broadcaster.leave(subscriber);
    });
    if (!stream) return refuse(context, 503, 'There are too many subscribers.');
    return context.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  });
}

/** Whose token lets only subscribe; programs of this machine publish without one. */
function isSubscriber(context: Context, { tokens }: Realtime): boolean {
  return tokens.read(tokenOf(context)) !== null;
}

function tokenOf(context: Context): string {
  const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '');
  return bearer?.[1] ?? context.req.query('token') ?? '';
}

/** Answers what is missing when it is none. */
function destinationOf(context: Context): Destination | string {
  const { channel, run_id: runId, metadata } = context.req.query();
  const topics = (context.req.queries('topic') ?? []).filter((topic) => topic !== '');
  if (!channel || topics.length === 0) return 'The query must name a channel and a topic.';
  return {
    channel,
    topics,
    runId: runId || null,
    ...(metadata === undefined ? {} : { metadata: dataOf(metadata) }),
  };
}

/** JSON as what it says, anything else as text. */
function dataOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

async function passOn(
  context: Context,
  take: (body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Response> {
  try {
    await take((context.req.raw.body ?? []) as AsyncIterable<Uint8Array>);
    return context.body(null, 200);
  } catch (error) {
    if (error instanceof StreamTooLong) return refuse(context, 413, `${error.message}.`);
    throw error;
  }
}

function refuse(context: Context, status: 400 | 401 | 413 | 503, error: string): Response {
  return context.json({ error, status }, status);
}
