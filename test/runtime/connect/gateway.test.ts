/** The gateway of WebSocket workers, with scripted workers and a fake clock. */
import { afterEach, describe, expect, test } from 'vitest';
import { Connect } from '../../../runtime/src/connect/connect.ts';
import { kinds } from '../../../runtime/src/connect/messages.ts';
import { whyRefused } from '../../../runtime/src/http/guard.ts';
import type { SendResult } from '../../../runtime/src/transport/sender.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import fc, { runs } from '../../support/property.ts';
import { type RawWorker, rawWorker, readyWorker, replyOf } from '../../support/runtime/raw-worker.ts';
import { waitUntil } from '../../support/wait-until.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const heartbeat = 10_000;

interface Situation {
  connect: Connect;
  clock: FakeClock;
  logged: string[];
  /** The run that somebody has cancelled. */
  cancelled: { runId: string | null };
  /** Sends a request for `app-a` and keeps what comes of it. */
  send(requestId: string, functionId?: string): { result: SendResult | null };
}

function gateway({ timeout = 0 } = {}): Situation {
  const clock = new FakeClock();
  const logged: string[] = [];
  const cancelled: { runId: string | null } = { runId: null };
  const connect = new Connect({
    clock,
    log: (_, text) => logged.push(text),
    port: 0,
    timeout,
    isAllowed: (headers) => whyRefused(headers, new Set(), new Set()) === null,
    dataFolder: null,
    isWanted: (runId) => runId !== cancelled.runId,
  });
  cleanups.push(() => connect.close());
  return {
    connect,
    clock,
    logged,
    cancelled,
    send(requestId, functionId = 'app-a') {
      const sent: { result: SendResult | null } = { result: null };
      const headers = {
        'x-request-id': requestId,
        'x-run-id': `run ${requestId}`,
        'x-inngest-step-id': 'step',
      };
      const url = `wss://connect/?fnId=${functionId}&stepId=step`;
      void connect.send({ url, headers, body: '{}' }).then((result) => {
        sent.result = result;
      });
      return sent;
    },
  };
}

/** `output`, `lost: …` or `unreachable: …`. */
async function outcome(sent: { result: SendResult | null }): Promise<unknown> {
  const result = await waitUntil('the result', () => sent.result);
  if (result.kind === 'unreachable') return `unreachable: ${result.message}`;
  if (result.kind !== 'answered') return result;
  const { answer } = result;
  if (answer.kind === 'result') return answer.output;
  return answer.kind === 'failure' ? `lost: ${answer.error.message}` : answer.kind;
}

/** What a worker does with its requests. */
async function work(worker: RawWorker, requestId: string, output: unknown): Promise<void> {
  await worker.until(`request ${requestId}`);
  worker.ack(requestId);
  worker.reply(requestId, output);
}

const states = (connect: Connect) => connect.workers().map(({ state }) => state);
const until = (connect: Connect, wanted: string) =>
  waitUntil(
    wanted,
    () => states(connect).join(' ') === wanted,
    () => states(connect),
  );

describe('a request', () => {
  test('goes to a worker, and its reply is acknowledged', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await work(worker, '1', 'done');
    expect(await outcome(sent)).toBe('done');
    await worker.until('reply-ack 1');
    expect(worker.heard).toEqual(['hello', 'ready 10s/2s', 'request 1 app-a:step', 'reply-ack 1']);
  });

  test('is answered once: a repeated or unexpected reply is acknowledged and ignored', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await work(worker, '1', 'first');
    worker.reply('1', 'second');
    worker.reply('unheard of', 'third');
    await worker.until('reply-ack unheard of');
    expect(await outcome(sent)).toBe('first');
    expect(worker.heard.filter((words) => words === 'reply-ack 1')).toHaveLength(2);
  });

  test('goes to the least busy worker, and among equals to the newest', async () => {
    const { connect, send } = gateway();
    const old = await readyWorker(connect);
    const young = await readyWorker(connect);
    send('1');
    await young.until('request 1');
    send('2');
    await old.until('request 2');
    send('3');
    await young.until('request 3');
  });

  test('goes only to workers that serve its function', async () => {
    const { connect, send } = gateway();
    const a = await readyWorker(connect, { functions: ['a'] });
    await readyWorker(connect, { functions: ['b'] });
    send('1');
    await a.until('request 1');
    expect(await outcome(send('2', 'app-c'))).toBe(
      'unreachable: No worker that serves app-c accepts requests. Restart the worker.',
    );
  });

  test('waits when every worker is at capacity', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect, { maxConcurrency: 2 });
    const sent = ['1', '2', '3', '4'].map((requestId) => send(requestId));
    await worker.until('request 2');
    expect(connect.workers()).toMatchObject([{ inFlight: 2, maxConcurrency: 2 }]);
    await work(worker, '2', 'two');
    await work(worker, '3', 'three');
    await work(worker, '1', 'one');
    await work(worker, '4', 'four');
    expect(await Promise.all(sent.map(outcome))).toEqual(['one', 'two', 'three', 'four']);
  });

  test('of a run that was cancelled while queued is not sent', async () => {
    const { connect, send, cancelled } = gateway();
    const worker = await readyWorker(connect, { maxConcurrency: 1 });
    send('1');
    const second = send('2');
    const third = send('3');
    cancelled.runId = 'run 2';
    await work(worker, '1', 'one');
    await work(worker, '3', 'three');
    expect(await outcome(third)).toBe('three');
    expect(await outcome(second)).toEqual({ kind: 'interrupted' });
    expect(worker.heard.join()).not.toContain('request 2');
  });

  test('that is queued is returned when the runtime stops', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect, { maxConcurrency: 1 });
    const first = send('1');
    const second = send('2');
    await worker.until('request 1');
    connect.stop();
    expect(await outcome(second)).toEqual({ kind: 'interrupted' });
    worker.reply('1', 'done in time');
    expect(await outcome(first)).toBe('done in time');
  });

  test('that a worker does not accept is returned', async () => {
    const { connect, clock, send } = gateway();
    const worker = await readyWorker(connect);
    const taken = send('1');
    const passedOver = send('2');
    await worker.until('request 2');
    worker.ack('1');
    worker.extend('1');
    await worker.until('lease 1');
    await waitUntil('the end of one', () => {
      clock.advance(1_000);
      return passedOver.result;
    });
    expect(await outcome(passedOver)).toBe('unreachable: A worker of app-a did not accept the request.');
    expect(taken.result).toBe(null);
  });

  test('that takes too long fails', async () => {
    const { connect, clock, send } = gateway({ timeout: 60_000 });
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.extend('1');
    await worker.until('lease 1');
    clock.advance(60_000);
    expect(await outcome(sent)).toBe('lost: The worker did not respond within 1m.');
  });

  test('fails when there are no workers', async () => {
    const { send } = gateway();
    expect(await outcome(send('1'))).toBe('unreachable: No worker is connected. Restart the worker.');
  });
});

describe('a lease', () => {
  test('is extended as long as the worker has the request', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.extend('1');
    await worker.until('lease 1');
    worker.extend('1');
    worker.extendWrongly('1');
    await worker.until('no lease 1');
    worker.reply('1', 'done');
    expect(await outcome(sent)).toBe('done');
    worker.heard.length = 0;
    worker.extend('1');
    await worker.until('no lease 1');
  });
});

describe('a worker', () => {
  test('that leaves before it accepts a request leaves it to another worker', async () => {
    const { connect, send } = gateway();
    const other = await readyWorker(connect);
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.drop();
    await work(other, '1', 'done by another');
    expect(await outcome(sent)).toBe('done by another');
  });

  test('that is killed while it works loses the request if it does not return within 5 s', async () => {
    const { connect, clock, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.drop();
    await until(connect, '');
    clock.advance(4_999);
    await readyWorker(connect);
    expect(sent.result).toBe(null);
    clock.advance(1);
    expect(await outcome(sent)).toBe(
      'lost: The connection to the worker was lost while it worked on the request.',
    );
  });

  test('that disconnects properly loses it at once', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.leave();
    expect(await outcome(sent)).toMatch(/^lost: The connection/);
  });

  test('that only lost its connection returns and continues: it names the gateway it lost', async () => {
    const { connect, clock, send } = gateway();
    const worker = await readyWorker(connect, { maxConcurrency: 1 });
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.drop();
    await until(connect, '');
    const again = await readyWorker(connect, { lost: [worker.group], maxConcurrency: 1 });
    clock.advance(9_000);
    expect(connect.workers()).toMatchObject([{ inFlight: 1 }]);
    again.reply('1', 'done after all');
    expect(await outcome(sent)).toBe('done after all');
  });

  test('delivers a reply over HTTP if it has no connection', async () => {
    const { connect, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.drop();
    await until(connect, '');
    await connect.flush(replyOf('1', 'done meanwhile'));
    expect(await outcome(sent)).toBe('done meanwhile');
  });

  test('whose heartbeats stop gets no more requests, and keeps those it has until it responds again', async () => {
    const { connect, clock, send } = gateway();
    const worker = await readyWorker(connect);
    const sent = send('1');
    await worker.until('request 1');
    worker.ack('1');
    worker.say('workerHeartbeat');
    await worker.until('heartbeat');
    clock.advance(2 * heartbeat);
    await until(connect, 'silent');
    expect(await outcome(send('2'))).toMatch(/^unreachable/);
    expect(sent.result).toBe(null);
    worker.say('workerHeartbeat');
    await until(connect, 'ready');
    worker.reply('1', 'back from a breakpoint');
    expect(await outcome(sent)).toBe('back from a breakpoint');
  });

  test('that drains completes its requests, and gets no more', async () => {
    const { connect, send } = gateway();
    const old = await readyWorker(connect);
    const sent = send('1');
    await old.until('request 1');
    old.ack('1');
    const passedOver = send('2');
    await old.until('request 2');
    old.say('workerPause');
    await until(connect, 'draining');
    expect(await outcome(passedOver)).toMatch(/^unreachable/);
    const young = await readyWorker(connect);
    const third = send('3');
    await work(young, '3', 'by the new one');
    expect(await outcome(third)).toBe('by the new one');
    old.reply('1', 'by the old one');
    expect(await outcome(sent)).toBe('by the old one');
  });

  test('is told when the gateway closes', async () => {
    const { connect } = gateway();
    const worker = await readyWorker(connect);
    await connect.close();
    expect(await worker.closed).toEqual({ code: 1001, reason: 'connect_gateway_closing' });
    expect(worker.heard.at(-1)).toBe('closing');
  });
});

test('a worker that does not report that it is ready is ready once it knows that it is connected', async () => {
  const { connect, send } = gateway();
  const worker = await readyWorker(connect, { readyAtOnce: true });
  const sent = send('1');
  await work(worker, '1', 'done');
  expect(await outcome(sent)).toBe('done');
});

describe('the handshake', () => {
  test('a worker without the token of a start request is rejected', async () => {
    const { connect } = gateway();
    const { closed } = await rawWorker(connect, { token: 'guessed' });
    expect(await closed).toEqual({ code: 1008, reason: 'connect_authentication_failed' });
  });

  test('a worker whose functions cannot be used is told why', async () => {
    const { connect, logged } = gateway();
    const worker = await rawWorker(connect, { rawFunctions: '[{"id":"app-a"}]' });
    expect(await worker.closed).toEqual({ code: 1008, reason: 'connect_invalid_function_config' });
    const reason = 'The registration of app has no usable execution URL for function app-a';
    expect(worker.heard).toEqual(['hello', `sync failed: ${reason}`]);
    expect(logged).toEqual([`Worker rejected: ${reason}`]);
  });

  test('a client that does not introduce itself in time is disconnected', async () => {
    const { connect, clock } = gateway();
    const { WebSocket } = await import('ws');
    const worker = await readyWorker(connect);
    const url = connect.apps.all()[0]!.app.url;
    const silent = new WebSocket(url, ['v0.connect.inngest.com']);
    const closed = new Promise((resolve) => silent.once('close', (_, reason) => resolve(reason.toString())));
    await new Promise((resolve) => silent.once('message', resolve));
    clock.advance(5_000);
    expect(await closed).toBe('connect_worker_hello_timeout');
    const babbling = new WebSocket(url, ['v0.connect.inngest.com']);
    babbling.once('message', () => babbling.send('good day'));
    const reason = new Promise((resolve) => babbling.once('close', (_, why) => resolve(why.toString())));
    expect(await reason).toBe('connect_worker_hello_invalid_msg');
    worker.say('workerReply', Buffer.from([0xff]));
    expect(await worker.closed).toEqual({ code: 1008, reason: 'connect_run_invalid_message' });
  });

  test('a worker may send anything: it is understood, ignored or disconnected, and the gateway continues', async () => {
    const { connect, send } = gateway();
    const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));
    const json = fc.json().map((text) => `[${text}]`);
    await fc.assert(
      fc.asyncProperty(
        fc.option(json),
        kind,
        fc.uint8Array({ maxLength: 60 }),
        async (functions, said, payload) => {
          const worker = await rawWorker(connect, functions === null ? {} : { rawFunctions: functions });
          await Promise.race([worker.until('ready'), worker.closed]);
          worker.say(said, payload);
          worker.leave();
          await worker.closed;
        },
      ),
      { numRuns: runs(60) },
    );
    await until(connect, '');
    const worker = await readyWorker(connect);
    const sent = send('1');
    await work(worker, '1', 'still here');
    expect(await outcome(sent)).toBe('still here');
  });

  test('web pages and names that were rebound to this machine are refused', async () => {
    const { connect } = gateway();
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { host: 'evil.example' }];
    for (const headers of foreign) {
      const worker = await rawWorker(connect, { headers });
      expect((await worker.closed).code).toBe(1006);
      expect(worker.heard).toEqual([]);
    }
  });
});

test('an app is as its newest worker describes it, and is remembered for ten minutes', async () => {
  const { connect, clock } = gateway();
  const shown = () =>
    connect.apps
      .all()
      .map(({ app, workers, problem }) => `${app.functions.map(({ id }) => id)} ${workers} ${problem}`);
  const worker = await readyWorker(connect, { functions: ['a'] });
  expect(shown()).toEqual(['app-a 1 null']);
  const newer = await readyWorker(connect, { functions: ['a', 'b'] });
  expect(shown()).toEqual(['app-a,app-b 2 null']);
  worker.leave();
  newer.leave();
  await until(connect, '');
  expect(shown()).toEqual(['app-a,app-b 0 No worker for app is connected. Restart the worker.']);
  clock.advance(599_999);
  expect(shown()).toHaveLength(1);
  clock.advance(1);
  expect(shown()).toEqual([]);
});
