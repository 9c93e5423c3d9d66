/** Publishing and subscribing (protocol 2.11). Subscribers with WebSockets come through `websocket-upgrades.ts`. */
import type { Context, Hono } from 'hono';
import type { Subscriber } from '../../realtime/broadcaster.ts';
import { type Destination, maxMessageBytes, type Realtime, StreamTooLong } from '../../realtime/realtime.ts';
import { readTopics } from '../../realtime/tokens.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { sizeText } from '../../text/size.ts';
import { givenToken } from '../given-token.ts';
import type { Services } from '../services.ts';
import { SseStream } from '../sse-stream.ts';
import { readJson } from './sdk-api.ts';

const wrongToken = 'Missing, invalid or expired token.';
const onlySubscribes = 'A subscription token cannot be used to publish.';

export function addRealtimeApi(app: Hono, { realtime }: Services): void {
  app.post('/v1/realtime/token', async (context) => {
    const topics = readTopics(await readJson(context));
    if (!topics)
      return refuse(context, 400, 'The body must be a list of topics, each with a channel and a name.');
    return context.json({ jwt: realtime.tokens.issue(topics) }, 201);
  });

  app.post('/v1/realtime/publish', async (context) => {
    if (isSubscriber(context, realtime)) return refuse(context, 401, onlySubscribes);
    const to = destinationOf(context);
    if (typeof to === 'string') return refuse(context, 400, to);
    if (context.req.header('content-type')?.startsWith('text/stream'))
      return forward(context, (body) => realtime.publishStream(to, body));
    const text = await context.req.text();
    if (Buffer.byteLength(text) > maxMessageBytes)
      return refuse(context, 413, `The message exceeds ${sizeText(maxMessageBytes)}.`);
    realtime.publish(to, dataOf(text));
    return context.body(null, 200);
  });

  app.post('/v1/realtime/publish/tee', (context) => {
    if (isSubscriber(context, realtime)) return refuse(context, 401, onlySubscribes);
    const { channel } = context.req.query();
    if (!channel) return refuse(context, 400, 'The query must specify a channel.');
    return forward(context, (body) => realtime.publishRaw(channel, body));
  });

  app.get('/v1/realtime/sse', (context) => {
    const claims = realtime.tokens.read(tokenOf(context));
    if (!claims) return refuse(context, 401, wrongToken);
    const sse = new SseStream(context, { cacheControl: 'no-cache' });
    const subscriber: Subscriber = {
      message: (json) => sse.send({ data: json }),
      raw: sse.write,
      close: sse.close,
    };
    if (!realtime.broadcaster.subscribe(subscriber, claims.topics)) {
      sse.close();
      return refuse(context, 503, 'There are too many subscribers.');
    }
    sse.onClose(() => realtime.broadcaster.leave(subscriber));
    return sse.response();
  });
}

/** A subscription token grants no more than that; programs of this machine publish without one. */
function isSubscriber(context: Context, { tokens }: Realtime): boolean {
  return tokens.read(tokenOf(context)) !== null;
}

function tokenOf(context: Context): string {
  return givenToken(context.req.header('authorization'), context.req.query('token'));
}

/** A string says what is missing. */
function destinationOf(context: Context): Destination | string {
  const { channel, run_id: runId, metadata } = context.req.query();
  const topics = (context.req.queries('topic') ?? []).filter((topic) => topic !== '');
  if (!channel || topics.length === 0) return 'The query must specify a channel and a topic.';
  return {
    channel,
    topics,
    runId: runId || null,
    ...(metadata === undefined ? {} : { metadata: dataOf(metadata) }),
  };
}

/** Parsed JSON; any other text unchanged. */
function dataOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

async function forward(
  context: Context,
  publish: (body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Response> {
  try {
    await publish((context.req.raw.body ?? []) as AsyncIterable<Uint8Array>);
    return context.body(null, 200);
  } catch (error) {
    if (error instanceof StreamTooLong) return refuse(context, 413, `${error.message}.`);
    throw error;
  }
}

function refuse(context: Context, status: 400 | 401 | 413 | 503, error: string): Response {
  return context.json({ error, status }, status);
}
