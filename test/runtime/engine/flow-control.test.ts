/** When and how often a function may run (protocol 4.5). A line is a run: its events, when it was active, how it ended. */
import { describe, expect, test } from 'vitest';
import { EngineState } from '../../../runtime/src/engine/state/engine-state.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { checkFlow } from '../../support/analysis/check-flow.ts';
import {
  result,
  type Script,
  type ScriptedEngine,
  scriptedEngine,
} from '../../support/runtime/scripted-engine.ts';

describe('concurrency', () => {
  test('limits the requests in flight; the others follow in order', async () => {
    await checkFlow({ config: { concurrency: 2 }, sent: [[0, {}, {}, {}, {}, {}]], takes: 3, until: 9 }, [
      '1 at 0',
      '2 at 0',
      '3 at 3',
      '4 at 3',
      '5 at 6',
    ]);
  });

  test('with a key limits each value separately', async () => {
    await checkFlow(
      {
        config: { concurrency: [{ limit: 1, key: 'event.data.tenant' }] },
        sent: [[0, { tenant: 'a' }, { tenant: 'a' }, { tenant: 'b' }, { tenant: 'a' }]],
        takes: 2,
        until: 6,
      },
      ['1 at 0', '2 at 2', '3 at 0', '4 at 4'],
    );
  });

  test('with two limits requires capacity in both, and a request blocked by one does not block the other', async () => {
    await checkFlow(
      {
        config: { concurrency: [{ limit: 3 }, { limit: 1, key: 'event.data.tenant' }] },
        sent: [[0, { tenant: 'a' }, { tenant: 'a' }, { tenant: 'b' }, { tenant: 'c' }, { tenant: 'd' }]],
        takes: 2,
        until: 6,
      },
      ['1 at 0', '2 at 2', '3 at 0', '4 at 0', '5 at 2'],
    );
  });

  test('with environment scope is shared by functions with the same key', async () => {
    const shared = { concurrency: [{ limit: 1, key: '"crm"', scope: 'env' }] };
    await checkFlow(
      {
        config: {},
        functions: [
          { id: 'app-a', config: shared },
          { id: 'app-b', config: shared },
          { id: 'app-c', config: {} },
        ],
        sent: [[0, {}]],
        takes: 2,
        until: 4,
      },
      ['1 at 0', '1 at 2', '1 at 0'],
    );
  });

  test('does not count runs that sleep or wait for a retry', async () => {
    const { send, runs, clock, settle } = scriptedEngine({
      functions: [{ config: { concurrency: 1 } }],
      script: ({ ctx, event }) =>
        ctx.attempt === 0 && event.data.n === 1
          ? { status: 500, body: { name: 'Error', message: 'no' } }
          : result('done'),
    });
    await send('list.uploaded', { n: 1 });
    await send('list.uploaded', { n: 2 });
    expect(runs().map(({ status }) => status)).toEqual(['running', 'completed']);
    clock.advance(4_000);
    await settle();
    expect(runs().map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  test('passes the slot of a cancelled run to the next when its request has ended', async () => {
    let finish = () => {};
    const { engine, send, runs, settle } = scriptedEngine({
      functions: [{ config: { concurrency: 1 } }],
      script: ({ event }) =>
        event.data.n === 1
          ? new Promise((resolve) => {
              finish = () => resolve(result('late'));
            })
          : result('done'),
    });
    for (const n of [1, 2, 3]) await send('list.uploaded', { n });
    const [first, second, third] = runs();
    expect(engine.blockedBy(second!.runId)).toEqual({
      by: 'concurrency',
      limit: { key: 'fn app-import', limit: 1 },
      holders: [first!.runId],
    });
    engine.cancel(second!.runId, 'not wanted');
    engine.cancel(first!.runId, 'not wanted');
    await settle();
    expect(runs().map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'queued']);
    finish();
    await settle();
    expect(runs()[2]).toMatchObject({ runId: third!.runId, status: 'completed' });
  });
});

describe('concurrency of whole runs', () => {
  const functions = [{ config: { concurrency: { fn: [{ limit: 1, key: 'event.data.by' }] } } }];
  const nap = { op: 'Sleep', id: 'nap', name: 'nap', opts: { duration: '10s' } };
  const script: Script = ({ steps }) =>
    steps.nap === undefined ? { status: 206, body: [nap] } : result('done');
  const statuses = ({ runs }: ScriptedEngine) => runs().map(({ status }) => status);

  test('counts a run while it sleeps, and lets the next start at its end', async () => {
    const scripted = scriptedEngine({ functions, script });
    const { engine, send, runs, clock, settle } = scripted;
    for (const by of ['a', 'a', 'b']) await send('list.uploaded', { by });
    expect(statuses(scripted)).toEqual(['sleeping', 'queued', 'sleeping']);
    const [first, second] = runs();
    expect(engine.blockedBy(second!.runId)).toEqual({
      by: 'concurrency',
      limit: { key: 'run app-import a', limit: 1 },
      holders: [first!.runId],
    });
    clock.advance(10_000);
    await settle();
    expect(statuses(scripted)).toEqual(['completed', 'sleeping', 'completed']);
    engine.cancel(second!.runId, 'not wanted');
    await send('list.uploaded', { by: 'a' });
    expect(statuses(scripted)).toEqual(['completed', 'cancelled', 'completed', 'sleeping']);
  });

  test('still counts a run that had started before a restart', async () => {
    const journal = new MemoryJournal();
    const first = scriptedEngine({ journal, functions, script });
    for (const by of ['a', 'a']) await first.send('list.uploaded', { by });
    await first.engine.stop(0);
    const again = scriptedEngine({ journal, clock: first.clock, functions, script });
    await again.settle();
    expect(statuses(again)).toEqual(['sleeping', 'queued']);
    again.clock.advance(10_000);
    await again.settle();
    expect(statuses(again)).toEqual(['completed', 'sleeping']);
  });
});

describe('priority', () => {
  test('goes first where a limit makes runs wait', async () => {
    await checkFlow(
      {
        config: { concurrency: 1, priority: { run: "event.data.plan == 'paid' ? 120 : 0" } },
        sent: [[0, {}, {}, { plan: 'paid' }, {}]],
        takes: 2,
        until: 8,
      },
      ['1 at 0', '2 at 4', '3 at 2', '4 at 6'],
    );
  });

  test('counts in seconds of age: a run that has waited longer than that goes first', async () => {
    await checkFlow(
      {
        config: { concurrency: 1, priority: { run: 'int(event.data.by)' } },
        sent: [
          [0, { by: 0 }, { by: 0 }],
          [1, { by: 3 }],
          [5, { by: 3 }],
        ],
        takes: 3,
        until: 12,
      },
      ['1 at 0', '2 at 6', '3 at 3', '4 at 9'],
    );
  });
});

describe('throttle', () => {
  test('spaces starts evenly, and loses none', async () => {
    await checkFlow(
      { config: { throttle: { limit: 1, period: '10s' } }, sent: [[0, {}, {}, {}]], until: 25 },
      ['1 at 0', '2 at 10', '3 at 20'],
    );
  });

  test('lets a whole limit start at once, and spaces the others evenly', async () => {
    await checkFlow(
      { config: { throttle: { limit: 3, period: '30s' } }, sent: [[0, {}, {}, {}, {}, {}]], until: 22 },
      ['1 at 0', '2 at 0', '3 at 0', '4 at 10', '5 at 20'],
    );
  });

  test('lets `burst` more runs start at once', async () => {
    await checkFlow(
      { config: { throttle: { limit: 1, period: '10s', burst: 2 } }, sent: [[0, {}, {}, {}, {}]], until: 12 },
      ['1 at 0', '2 at 0', '3 at 0', '4 at 10'],
    );
  });

  test('with a key spaces the starts of each value separately', async () => {
    await checkFlow(
      {
        config: { throttle: { limit: 1, period: '5s', key: 'event.data.user' } },
        sent: [[0, { user: 'anna' }, { user: 'anna' }, { user: 'bert' }]],
        until: 6,
      },
      ['1 at 0', '2 at 5', '3 at 0'],
    );
  });

  test('a cancelled run gives up its slot', async () => {
    const { engine, send, runs, clock, settle } = scriptedEngine({
      functions: [{ config: { throttle: { limit: 1, period: '10s' } } }],
      script: () => result('done'),
    });
    for (const n of [1, 2, 3]) await send('list.uploaded', { n });
    const held = engine.blockedBy(runs()[1]!.runId);
    expect(held).toMatchObject({ by: 'throttle', until: clock.now() + 10_000 });
    engine.cancel(runs()[1]!.runId, 'not wanted');
    clock.advance(10_000);
    await settle();
    expect(runs().map(({ status }) => status)).toEqual(['completed', 'cancelled', 'completed']);
  });
});

describe('debounce by `ts`', () => {
  test('the latest event counts, in whatever order they come; an older one moves nothing', async () => {
    const { engine, send, runs, journal, clock, settle } = scriptedEngine({
      functions: [{ config: { debounce: { period: '10s' } } }],
      script: () => result('done'),
    });
    const start = clock.now();
    await send('list.uploaded', { n: 'late' }, { ts: start });
    clock.advance(6_000);
    await send('list.uploaded', { n: 'early' }, { ts: start - 1_000 });
    clock.advance(4_000);
    await settle();
    expect(runs().map(({ eventIds }) => journal.event(eventIds[0]!)!.data?.n)).toEqual(['late']);
    const refusal = journal.read(0, 1_000).find((entry) => entry.kind === 'start-refused');
    expect(refusal).toMatchObject({ reason: { by: 'debounce', heldEventId: expect.any(String) } });
    await engine.stop(0);
  });
});

describe('rate limit', () => {
  test('drops events that arrive too soon, and the journal says when the next one is allowed', async () => {
    const { journal, clock } = await checkFlow(
      {
        config: { rateLimit: { limit: 1, period: '10s' } },
        sent: [
          [0, {}],
          [4, {}],
          [10, {}],
        ],
        until: 10,
      },
      ['1 at 0', '3 at 10'],
    );
    const refused = journal.read(0, 1_000).filter((entry) => entry.kind === 'start-refused');
    expect(refused).toMatchObject([
      { reason: { by: 'rate-limit', limit: 1, period: 10_000, key: null, again: clock.now() } },
    ]);
  });

  test('does not limit an event whose key is false', async () => {
    await checkFlow(
      {
        config: { rateLimit: { limit: 1, period: '1h', key: 'event.data.free == true && false' } },
        sent: [[0, { free: true }, { free: true }]],
        until: 1,
      },
      ['1 at 0', '2 at 0'],
    );
  });

  test('idempotency is a rate limit of one per day', async () => {
    await checkFlow(
      {
        config: { idempotency: 'event.data.cart' },
        sent: [
          [0, { cart: 1 }, { cart: 1 }, { cart: 2 }],
          [1, { cart: 2 }],
        ],
        until: 2,
      },
      ['1 at 0', '3 at 0'],
    );
  });
});

describe('singleton', () => {
  test('skips an event while a run is active', async () => {
    await checkFlow(
      {
        config: { singleton: { mode: 'skip', key: 'event.data.doc' } },
        sent: [
          [0, { doc: 'a' }, { doc: 'a' }, { doc: 'b' }],
          [4, { doc: 'a' }],
        ],
        takes: 3,
        until: 8,
      },
      ['1 at 0', '2 - skipped', '3 at 0', '4 at 4'],
    );
  });

  test('or cancels the active run', async () => {
    await checkFlow({ config: { singleton: { mode: 'cancel' } }, sent: [[0, {}, {}]], takes: 3, until: 5 }, [
      '1 at 0 cancelled',
      '2 at 0',
    ]);
  });
});

describe('timeouts', () => {
  test('cancel runs that have not started in time', async () => {
    await checkFlow(
      { config: { concurrency: 1, timeouts: { start: '2s' } }, sent: [[0, {}, {}]], takes: 5, until: 6 },
      ['1 at 0', '2 - cancelled'],
    );
  });

  test('cancel runs that have not ended in time', async () => {
    await checkFlow({ config: { timeouts: { finish: '2s' } }, sent: [[0, {}]], takes: 5, until: 6 }, [
      '1 at 0 cancelled',
    ]);
  });
});

describe('schedules', () => {
  const everyMinute = { triggers: [{ cron: '* * * * *' }] };

  test('start a run at each tick', async () => {
    const { clock, runs, settle, requests } = scriptedEngine({
      functions: [everyMinute],
      script: () => result('done'),
    });
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(60_000);
      await settle();
    }
    expect(runs().map(({ status, eventName }) => [status, eventName])).toEqual([
      ['completed', 'inngest/scheduled.timer'],
      ['completed', 'inngest/scheduled.timer'],
      ['completed', 'inngest/scheduled.timer'],
    ]);
    expect(requests[0]!.event.data).toMatchObject({ cron: '* * * * *' });
  });

  test('tick in their time zone', async () => {
    const { clock, runs, settle } = scriptedEngine({
      functions: [{ triggers: [{ cron: 'TZ=Asia/Tokyo 30 9 * * *' }] }],
      script: () => result('done'),
    });
    clock.advance(29 * 60_000);
    await settle();
    expect(runs()).toEqual([]);
    clock.advance(60_000);
    await settle();
    expect(runs()).toHaveLength(1);
  });

  test('do not make up for ticks missed while stopped, and do not tick twice', async () => {
    const journal = new MemoryJournal();
    const first = scriptedEngine({ journal, functions: [everyMinute], script: () => result('done') });
    first.clock.advance(60_000);
    await first.settle();
    await first.engine.stop(0);
    first.clock.advance(10 * 60_000);
    const again = scriptedEngine({
      journal,
      clock: first.clock,
      functions: [everyMinute],
      script: () => result('done'),
    });
    await again.settle();
    expect(again.runs()).toHaveLength(1);
    again.clock.advance(60_000);
    await again.settle();
    expect(again.runs()).toHaveLength(2);
  });
});

describe('after a restart', () => {
  test('a batch continues, a rate limit remembers, and a debounce fires late rather than never', async () => {
    const functions = [
      { id: 'app-batch', config: { batchEvents: { maxSize: 3, timeout: '1h' } } },
      { id: 'app-rate', config: { rateLimit: { limit: 1, period: '1h' } } },
      { id: 'app-debounce', config: { debounce: { period: '10s' } } },
      { id: 'app-held', config: { debounce: { period: '10s' }, rateLimit: { limit: 1, period: '1h' } } },
      { id: 'app-throttle', config: { throttle: { limit: 1, period: '1h' } } },
    ];
    const journal = new MemoryJournal();
    const script = () => result('done');
    const first = scriptedEngine({ journal, functions, script });
    await first.send('list.uploaded', { n: 1 });
    await first.send('list.uploaded', { n: 2 });
    await first.engine.stop(0);
    first.clock.advance(60_000);
    const again = scriptedEngine({ journal, clock: first.clock, functions, script });
    await again.settle();
    await again.send('list.uploaded', { n: 3 });
    const told = again
      .runs()
      .map(
        (run) =>
          `${run.functionId} ${run.eventIds.map((id) => journal.event(id)!.data?.n).join('+')} ${run.status}`,
      );
    expect(told.sort()).toEqual([
      'app-batch 1+2+3 completed',
      'app-debounce 2 completed',
      'app-held 1 completed',
      'app-rate 1 completed',
      'app-throttle 1 completed',
      'app-throttle 2 queued',
      'app-throttle 3 queued',
    ]);
  });
});

test('a start that is read after a later one, as a restart may, does not set a rate back', () => {
  const state = new EngineState(() => null);
  state.arrives('throttle app-import', 279);
  state.arrives('throttle app-import', 250);
  expect(state.arrival('throttle app-import')).toBe(279);
});
