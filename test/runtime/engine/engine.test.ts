/** The engine's rules of time, attempts and order (protocol 2.6 to 2.9, 4). */
import { describe, expect, test } from 'vitest';
import { backoffDelay, retryAfterTime } from '../../../runtime/src/engine/decisions/backoff.ts';
import { triggerNames } from '../../../runtime/src/engine/decisions/triggers.ts';
import { readOps } from '../../../runtime/src/sdk-protocol/ops.ts';
import {
  failure,
  ops,
  planned,
  ran,
  result,
  scriptedEngine,
  slept,
  stepError,
  waits,
} from '../../support/runtime/scripted-engine.ts';

const second = 1_000;

describe('retries', () => {
  test("come after 4 s, 8 s, 15 s, 30 s, each with its attempt, and then the error is the step's result", async () => {
    const { send, clock, requests, runs, settle } = scriptedEngine({
      script: ({ steps }) => ('charge' in steps ? result(steps.charge) : ops(stepError('charge'))),
    });
    await send('list.uploaded');
    const delays: number[] = [];
    for (let at = 0; at < 70 && runs()[0]!.status !== 'completed'; at++) {
      const before = requests.length;
      clock.advance(second);
      await settle();
      if (requests.length > before) delays.push(at + 1);
    }
    expect(delays).toEqual([4, 12, 27, 57]);
    expect(requests.map(({ ctx }) => ctx.attempt)).toEqual([0, 1, 2, 3, 4, 0]);
    const [run] = runs();
    expect(run!.steps[0]).toMatchObject({ status: 'failed', attempt: 4 });
    expect(run!.output).toEqual({ error: { name: 'Error', message: 'no answer' } });
  });

  test('can be brought forward', async () => {
    const { engine, send, runs, settle } = scriptedEngine({
      script: ({ steps, ctx }) =>
        'charge' in steps ? result('done') : ops(ctx.attempt === 0 ? stepError('charge') : ran('charge')),
    });
    await send('list.uploaded');
    const [retrying] = runs();
    expect(retrying!.steps[0]).toMatchObject({ status: 'retrying', attempt: 0 });
    expect(engine.skip(retrying!.runId, 'charge')).toBe(true);
    await settle();
    expect(runs()[0]).toMatchObject({ status: 'completed', output: 'done' });
    expect(engine.skip(retrying!.runId, 'charge')).toBe(false);
  });

  test('wait as long as the app requests', async () => {
    const { send, clock, runs } = scriptedEngine({
      script: () => failure(500, 'later', { 'retry-after': '90', 'x-inngest-no-retry': 'false' }),
    });
    await send('list.uploaded');
    expect(runs()[0]!.retryAt! - clock.now()).toBe(90 * second);
  });

  test('do not happen for errors that the app calls final', async () => {
    const { send, runs } = scriptedEngine({
      script: () => failure(500, 'no', { 'x-inngest-no-retry': 'true' }),
    });
    await send('list.uploaded');
    expect(runs()[0]).toMatchObject({
      status: 'failed',
      failures: [{ attempt: 0, retryAt: null, from: 'app' }],
    });
  });

  test('a response that is not from an SDK is a failed attempt', async () => {
    const { send, runs } = scriptedEngine({ script: () => ({ status: 206, body: 'hello' }) });
    await send('list.uploaded');
    expect(runs()[0]!.failures[0]).toMatchObject({ from: 'transport', error: { name: 'TransportError' } });
  });

  test("use Inngest's own delays when configured", () => {
    const delays = [0, 1, 9, 20].map((attempt) => backoffDelay({ kind: 'official' }, attempt, 0));
    expect(delays).toEqual([15 * second, 30 * second, 7200 * second, 7200 * second]);
    expect(backoffDelay({ kind: 'official' }, 0, 0.5)).toBe(30 * second);
  });

  test('after a date stay within a second and a day', () => {
    const now = Date.UTC(2026, 0, 1);
    const delayOf = (text: string) => retryAfterTime(text, now)! - now;
    expect([
      delayOf('0'),
      delayOf('5'),
      delayOf('9999999'),
      delayOf('Thu, 01 Jan 2026 00:01:00 GMT'),
    ]).toEqual([second, 5 * second, 86_400 * second, 60 * second]);
    expect(retryAfterTime('soon', now)).toBe(null);
  });
});

describe('time', () => {
  test('a sleep ends when it is over, and not by being reported again', async () => {
    const { send, clock, runs, settle, requests } = scriptedEngine({
      script: ({ steps, target }) => {
        if (target) return ops(ran(target));
        const open = [planned('a', { parallelMode: 'race' }), slept('nap', '10s', { parallelMode: 'race' })];
        const left = open.filter((op) => !(op.id in steps));
        return left.length > 0 ? ops(...left) : result('rested');
      },
    });
    await send('list.uploaded');
    clock.advance(9 * second);
    await settle();
    expect(runs()[0]!.status).toBe('sleeping');
    const sent = requests.length;
    clock.advance(second);
    await settle();
    expect(requests.length).toBe(sent + 1);
    expect(runs()[0]!.output).toBe('rested');
  });

  test('a wait ends once: with its event or its timeout', async () => {
    const { send, clock, runs, settle } = scriptedEngine({
      script: ({ steps }) => ('w' in steps ? result(steps.w) : ops(waits('w', 'list.reviewed', '10s'))),
    });
    await send('list.uploaded');
    await send('list.uploaded');
    clock.advance(10 * second - 1);
    await settle();
    await send('list.reviewed', { ok: true });
    clock.advance(10 * second);
    await settle();
    await send('list.reviewed', { ok: false });
    expect(runs().map((run) => (run.output as { data: unknown }).data)).toEqual([{ ok: true }, { ok: true }]);
  });

  test('an event with a future timestamp starts its run at that time', async () => {
    const { send, clock, requests, settle, runs } = scriptedEngine({ script: () => result('done') });
    await send('list.uploaded', {}, { ts: clock.now() + 60 * second });
    expect([runs()[0]!.status, requests.length]).toEqual(['queued', 0]);
    clock.advance(60 * second);
    await settle();
    expect(runs()[0]!.status).toBe('completed');
  });
});

describe('parallel steps', () => {
  test('of SDK 4 are followed by one request after the last one ends', async () => {
    const { send, requests, runs } = scriptedEngine({
      script: ({ steps, target }) => {
        if (target) return ops(ran(target));
        return 'a' in steps ? result('done') : ops(planned('a'), planned('b'), planned('c'));
      },
    });
    await send('list.uploaded');
    expect(runs()[0]!.status).toBe('completed');
    expect(requests.map(({ target }) => target)).toEqual([null, 'a', 'b', 'c', null]);
    expect(requests.map(({ ctx }) => ctx.disable_immediate_execution)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(requests.at(-1)!.ctx.stack.stack.toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('of SDK 1 and 2 are each followed by a request that replays up to it', async () => {
    const version0 = { 'x-inngest-sdk': 'inngest-js:v1.10.1', 'x-inngest-req-version': undefined } as never;
    const { send, requests, runs } = scriptedEngine({
      script: ({ steps, target, ctx }) => {
        const answer = () => {
          if (target) return ops({ op: 'Step', id: target, name: target, data: target });
          if (!('a' in steps)) return ops(planned('a'), planned('b'));
          return ctx.stack.current === 2 ? result('done') : ops();
        };
        return { ...answer(), headers: version0 };
      },
    });
    await send('list.uploaded');
    expect(runs()[0]!).toMatchObject({ status: 'completed', output: 'done' });
    const discoveries = requests.filter(({ target }) => target === null).map(({ ctx }) => ctx.stack.current);
    expect(discoveries).toEqual([0, 1, 2]);
    expect(requests.at(-1)!.steps).toEqual({ a: 'a', b: 'b' });
  });

  test('a run that nothing can continue fails instead of hanging', async () => {
    const { send, runs } = scriptedEngine({ script: () => ops() });
    await send('list.uploaded');
    expect(runs()[0]).toMatchObject({ status: 'failed', error: { name: 'RunStuck' } });
  });
});

describe('checkpoints', () => {
  test('record each step once, and only for the request that is in flight', async () => {
    let finish = () => {};
    const { engine, send, requests, runs, settle } = scriptedEngine({
      functions: [{ targetsThisRuntime: true }],
      script: () =>
        new Promise((resolve) => {
          finish = () => resolve(ops({ op: 'RunComplete', id: 'end', data: 'done' }));
        }),
    });
    await send('list.uploaded');
    const { run_id: runId, qi_id: requestId, fn_id: functionId } = requests[0]!.ctx as Record<string, string>;
    expect(functionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const one = readOps([ran('one', 1)])!;
    expect(engine.checkpoint(runId!, requestId!, one)).toBe(true);
    expect(engine.checkpoint(runId!, requestId!, one)).toBe(true);
    expect(engine.checkpoint(runId!, 'another', one)).toBe(false);
    await settle();
    expect(runs()[0]!).toMatchObject({ status: 'running', steps: [{ status: 'completed', output: 1 }] });
    finish();
    await settle();
    expect(runs()[0]!).toMatchObject({ status: 'completed', output: 'done' });
    expect(engine.checkpoint(runId!, requestId!, one)).toBe(false);
  });

  test('are not offered to an app that talks to another server', async () => {
    const { send, requests } = scriptedEngine({ script: () => result(1) });
    await send('list.uploaded');
    expect(requests[0]!.ctx).not.toHaveProperty('fn_id');
    expect(requests[0]!.ctx).not.toHaveProperty('qi_id');
  });
});

describe('triggers', () => {
  test('have the names of protocol 4.1', () => {
    expect(triggerNames('a/b.c.d')).toEqual(['a/b.c.d', 'a/*', 'a/b.*', 'a/b.c.*']);
  });

  test('start a function once per event, and once per event id in 24 hours', async () => {
    const { send, clock, runs } = scriptedEngine({
      script: () => result(1),
      functions: [{ triggers: [{ event: 'list/*' }, { event: 'list/uploaded' }] }],
    });
    await send('list/uploaded', {}, { id: 'same' });
    await send('list/uploaded', {}, { id: 'same' });
    expect(runs()).toHaveLength(1);
    clock.advance(24 * 3600 * second);
    await send('list/uploaded', {}, { id: 'same' });
    expect(runs()).toHaveLength(2);
  });

  test('on the end of a run do not loop forever', async () => {
    const { send, runs } = scriptedEngine({
      script: () => result(1),
      functions: [{}, { id: 'app-watcher', triggers: [{ event: 'inngest/function.finished' }] }],
    });
    await send('list.uploaded');
    expect(runs().map((run) => run.functionId)).toEqual(['app-import', 'app-watcher']);
  });
});
