/** Publishing and subscribing over HTTP and WebSocket. */
import { afterEach, describe, expect, test } from 'vitest';
import { Broadcaster } from '../../../runtime/src/realtime/broadcaster.ts';
import { Tokens } from '../../../runtime/src/realtime/tokens.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import fc from '../../support/property.ts';
import { type Heard, listen, publish, tokenFor } from '../../support/runtime/heard.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function runtime(): Promise<RuntimeHarness & { origin: string }> {
  const harness = await runRuntime();
  cleanups.push(() => harness.stop());
  return { ...harness, origin: harness.runtime.origin };
}

async function subscribed(origin: string, channel: string, topics: string[]): Promise<Heard> {
  const heard = await listen(origin, await tokenFor(origin, channel, topics));
  cleanups.push(() => heard.close());
  return heard;
}

describe('a message', () => {
  test('reaches the subscribers of its channel and topic, once each, in order', async () => {
    const { origin } = await runtime();
    const both = await subscribed(origin, 'user:7', ['status', 'result']);
    const status = await subscribed(origin, 'user:7', ['status']);
    const stranger = await subscribed(origin, 'user:8', ['status', 'result']);
    await publish(origin, { channel: 'user:7', topic: 'status' }, '{"step":1}');
    await publish(origin, { channel: 'user:7', topic: 'result' }, 'no JSON');
    await publish(origin, { channel: 'user:8', topic: 'result' }, '42');
    await both.until('data result "no JSON"');
    await stranger.until('data result 42');
    expect(both.words).toEqual(['data status {"step":1}', 'data result "no JSON"']);
    expect(status.words).toEqual(['data status {"step":1}']);
    expect(stranger.words).toEqual(['data result 42']);
  });

  test('names its source', async () => {
    const { origin, client } = await runtime();
    const messages = client.followRealtime('user:7');
    const first = messages.next();
    const query = { channel: 'user:7', topic: 'status', run_id: '01J', metadata: '{"type":"text"}' };
    await waitUntil('a message', async () => {
      await publish(origin, query, '1');
      return Promise.race([first, new Promise<null>((resolve) => setImmediate(() => resolve(null)))]);
    });
    expect((await first).value).toEqual({
      kind: 'data',
      channel: 'user:7',
      topic: 'status',
      data: 1,
      run_id: '01J',
      metadata: { type: 'text' },
      env_id: expect.any(String),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    await messages.return(undefined);
  });

  test('that is too large, or lacks a channel or topic, is rejected', async () => {
    const { origin } = await runtime();
    const to = { channel: 'a', topic: 'b' };
    expect((await publish(origin, to, 'x'.repeat(512 * 1024))).status).toBe(200);
    expect((await publish(origin, to, 'x'.repeat(512 * 1024 + 1))).status).toBe(413);
    expect((await publish(origin, { channel: 'a', topic: '' }, '1')).status).toBe(400);
    expect((await publish(origin, { topic: 'b' }, '1')).status).toBe(400);
  });
});

describe('a stream', () => {
  const bodyOf = (pieces: (string | Uint8Array)[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        const encoder = new TextEncoder();
        for (const piece of pieces)
          controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
        controller.close();
      },
    });

  test('arrives in chunks between its start and its end, and no character is split', async () => {
    const { origin } = await runtime();
    const heard = await subscribed(origin, 'chat', ['tokens']);
    const text = `${'x'.repeat(1_022)}€ and more`;
    await publish(origin, { channel: 'chat', topic: 'tokens' }, bodyOf([text]));
    await waitUntil('the end', () => heard.words.some((words) => words.startsWith('datastream-end')));
    const id = heard.words[0]!.replace('datastream-start tokens ', '');
    expect(heard.words[0]).toBe(`datastream-start tokens ${id}`);
    expect(heard.words.at(-1)).toBe(`datastream-end tokens ${id}`);
    const pieces = heard.words.slice(1, -1).map((words) => JSON.parse(words.replace('chunk tokens ', '')));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text);
  });

  test('with too many chunks ends early, and its publisher is told', async () => {
    const { origin } = await runtime();
    const heard = await subscribed(origin, 'chat', ['tokens']);
    const large = new Uint8Array(1_001 * 1_024).fill(0x61);
    const response = await publish(origin, { channel: 'chat', topic: 'tokens' }, bodyOf([large]));
    expect(response.status).toBe(413);
    await waitUntil('the end', () => heard.words.some((words) => words.startsWith('datastream-end')));
    expect(heard.words).toHaveLength(1_002);
  });

  test('of bytes is passed on unchanged to subscribers of the channel itself', async () => {
    const { origin } = await runtime();
    const socket = await subscribed(origin, 'run', ['$stream']);
    const token = await tokenFor(origin, 'run', ['$stream']);
    const sse = await fetch(`${origin}/v1/realtime/sse?token=${token}`);
    expect(sse.headers.get('content-type')).toBe('text/event-stream');
    const reader = sse.body!.pipeThrough(new TextDecoderStream()).getReader();
    cleanups.push(() => reader.cancel());
    await fetch(`${origin}/v1/realtime/publish/tee?channel=run`, { method: 'POST', body: 'data: 1\n\n' });
    await socket.until('data: 1\n\n');
    let text = '';
    while (!text.includes('data: 1\n\n')) text += (await reader.read()).value;
  });
});

describe('a token', () => {
  test('admits its holder: pages that may use this machine, under a name of this machine', async () => {
    const { origin } = await runtime();
    const token = await tokenFor(origin, 'a', ['b']);
    const page = await listen(origin, token, { origin: 'http://localhost:3000' });
    cleanups.push(() => page.close());
    await publish(origin, { channel: 'a', topic: 'b' }, '1');
    await page.until('data b 1');
    expect(await (await listen(origin, token, { host: 'evil.example' })).ended).toBe(403);
    expect(await (await listen(origin, token, { origin: 'https://evil.example' })).ended).toBe(403);
    expect(await (await listen(origin, token, { origin: 'null' })).ended).toBe(403);
    expect(await (await listen(origin, 'guessed')).ended).toBe(401);
    expect(await (await listen(origin, `${token}x`)).ended).toBe(401);
    expect((await fetch(`${origin}/v1/realtime/sse?token=guessed`)).status).toBe(401);
  });

  test('allows subscribing, not publishing', async () => {
    const { origin } = await runtime();
    const token = await tokenFor(origin, 'a', ['b']);
    const headers = { authorization: `Bearer ${token}` };
    expect((await publish(origin, { channel: 'a', topic: 'b' }, '1', headers)).status).toBe(401);
  });

  test('is valid for a minute, and only with this runtime', () => {
    const clock = new FakeClock();
    const tokens = new Tokens(clock);
    const token = tokens.issue([{ channel: 'a', name: 'b' }]);
    expect(tokens.read(token)?.topics).toMatchObject([{ channel: 'a', name: 'b' }]);
    expect(new Tokens(clock).read(token)).toBe(null);
    clock.advance(59_999);
    expect(tokens.read(token)).not.toBe(null);
    clock.advance(1);
    expect(tokens.read(token)).toBe(null);
  });

  test('that was changed anywhere is invalid', () => {
    const tokens = new Tokens(new FakeClock());
    const token = tokens.issue([{ channel: 'a', name: 'b' }]);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'aZ0-_.='), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        expect(tokens.read(changed) === null || changed === token).toBe(true);
      }),
    );
    expect(tokens.read('')).toBe(null);
    const [, payload] = token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect(tokens.read(`${none}.${payload}.`)).toBe(null);
  });

  test('can only be created for topics', async () => {
    const { origin } = await runtime();
    for (const body of ['', '{}', '[]', '[{"channel":"a"}]', '[null]', `[${'[]'.repeat(2_000)}]`]) {
      const response = await fetch(`${origin}/v1/realtime/token`, { method: 'POST', body });
      expect(response.status).toBe(400);
    }
  });
});

describe('a subscriber', () => {
  test('adds topics with another token, and unsubscribes from them', async () => {
    const { origin } = await runtime();
    const heard = await subscribed(origin, 'a', ['one']);
    heard.send({ kind: 'sub', data: await tokenFor(origin, 'b', ['two']) });
    heard.send({ kind: 'sub', data: 'guessed' });
    heard.send({ kind: 'unsub', data: [{ channel: 'a', name: 'one' }] });
    await waitUntil('what it took on', async () => {
      await publish(origin, { channel: 'a', topic: 'one' }, '1');
      await publish(origin, { channel: 'b', topic: 'two' }, '2');
      return heard.words.at(-1) === 'data two 2' && heard.words.at(-2) === 'data two 2';
    });
  });

  test('is told when the runtime stops', async () => {
    const harness = await runRuntime();
    const { origin } = harness.runtime;
    const heard = await listen(origin, await tokenFor(origin, 'a', ['b']));
    await harness.stop();
    expect(await heard.ended).toBe(1001);
    expect(heard.words).toEqual(['closing  null']);
  });

  test('that connects when there are too many is rejected', () => {
    const broadcaster = new Broadcaster();
    const somebody = () => ({ message: () => {}, raw: () => {}, close: () => {} });
    const topics = [{ channel: 'a', name: 'b' }];
    const first = somebody();
    expect(broadcaster.subscribe(first, topics)).toBe(true);
    for (let n = 1; n < 1_000; n++) expect(broadcaster.subscribe(somebody(), topics)).toBe(true);
    expect(broadcaster.subscribe(somebody(), topics)).toBe(false);
    expect(broadcaster.subscribe(first, [{ channel: 'a', name: 'c' }])).toBe(true);
    broadcaster.leave(first);
    expect(broadcaster.hasListeners('a', 'c')).toBe(false);
    expect(broadcaster.subscribe(somebody(), topics)).toBe(true);
  });
});
