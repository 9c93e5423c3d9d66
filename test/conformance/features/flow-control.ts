/** When and how often functions may run, each as the SDK configures it (protocol 4.5). */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const importing = (options: Record<string, unknown>, handler: Handler): Definition[] => [
  { id: 'import', event: 'list.uploaded', handler, options },
];
const upload = (data: Record<string, unknown> = {}) => ({ name: 'list.uploaded', data });

/** Steps that end when they are told to. */
function gate() {
  const inside: { name: string; leave: () => void }[] = [];
  return {
    names: () => inside.map(({ name }) => name),
    enter: (name: string) => new Promise<string>((leave) => inside.push({ name, leave: () => leave(name) })),
    leaveAll: () => {
      for (const { leave } of inside.splice(0)) leave();
    },
  };
}

/** Turns of the event loop until it holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 20_000) throw new Error('It did not happen.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const post = (origin: string, events: object[]) =>
  fetch(`${origin}/e/key`, { method: 'POST', body: JSON.stringify(events) });

const echo: Handler = ({ event }) => event.data.n;

export const flowControl = [
  feature('concurrency', async ({ serve, runtime, settle, told }) => {
    const work = gate();
    await serve(
      importing({ concurrency: 2 }, ({ event, step }) =>
        step.run('work', () => work.enter(String(event.data.n))),
      ),
    );
    await post(
      runtime.origin,
      [1, 2, 3].map((n) => upload({ n })),
    );
    await until(() => work.names().length === 2);
    expect(work.names()).toEqual(['1', '2']);
    work.leaveAll();
    await until(() => work.names().length === 1);
    expect(work.names()).toEqual(['3']);
    work.leaveAll();
    await settle();
    expect(await told()).toHaveLength(3);
  }),

  feature('concurrency with a key', since(2), async ({ serve, runtime, settle }) => {
    const work = gate();
    await serve(
      importing({ concurrency: { limit: 1, key: 'event.data.by' } }, ({ event, step }) =>
        step.run('work', () => work.enter(`${event.data.by}${event.data.n}`)),
      ),
    );
    await post(runtime.origin, [
      upload({ by: 'a', n: 1 }),
      upload({ by: 'a', n: 2 }),
      upload({ by: 'b', n: 1 }),
    ]);
    await until(() => work.names().length === 2);
    expect(work.names().sort()).toEqual(['a1', 'b1']);
    work.leaveAll();
    await until(() => work.names().length === 1);
    expect(work.names()).toEqual(['a2']);
    work.leaveAll();
    await settle();
  }),

  feature('concurrency: two limits, shared by functions', since(3), async ({ serve, runtime, settle }) => {
    const work = gate();
    const options = {
      concurrency: [{ limit: 2 }, { limit: 1, key: '"crm"', scope: 'env' }],
    };
    const handler: Handler = ({ step }) => step.run('work', () => work.enter('x'));
    await serve([
      { id: 'one', event: 'list.uploaded', handler, options },
      { id: 'two', event: 'list.uploaded', handler, options },
    ]);
    await post(runtime.origin, [upload()]);
    await until(() => work.names().length === 1);
    work.leaveAll();
    await until(() => work.names().length === 1);
    work.leaveAll();
    await settle();
  }),

  feature('throttle', since(3), async ({ serve, send, advance, told }) => {
    await serve(importing({ throttle: { limit: 1, period: '1h' } }, echo));
    await send(upload({ n: 1 }), upload({ n: 2 }), upload({ n: 3 }));
    expect(await told()).toEqual(['import: → 1', 'import: ● queued', 'import: ● queued']);
    await advance('61m');
    expect(await told()).toEqual(['import: → 1', 'import: → 2', 'import: ● queued']);
    await advance('1h');
    expect(await told()).toEqual(['import: → 1', 'import: → 2', 'import: → 3']);
  }),

  feature('rateLimit', since(2), async ({ serve, send, advance, told }) => {
    await serve(importing({ rateLimit: { limit: 1, period: '1h', key: 'event.data.by' } }, echo));
    await send(upload({ n: 1, by: 'a' }), upload({ n: 2, by: 'a' }), upload({ n: 3, by: 'b' }));
    expect(await told()).toEqual(['import: → 1', 'import: → 3']);
    await advance('61m');
    await send(upload({ n: 4, by: 'a' }));
    expect(await told()).toEqual(['import: → 1', 'import: → 3', 'import: → 4']);
  }),

  feature('debounce', since(3), async ({ serve, send, advance, told }) => {
    await serve(importing({ debounce: { period: '10m', timeout: '25m' } }, echo));
    await send(upload({ n: 1 }));
    await advance('9m');
    await send(upload({ n: 2 }));
    await advance('9m');
    await send(upload({ n: 3 }));
    expect(await told()).toEqual([]);
    await advance('8m');
    expect(await told()).toEqual(['import: → 3']);
  }),

  feature('batchEvents: full, and after its time', since(2), async ({ serve, send, advance, told }) => {
    await serve(
      importing({ batchEvents: { maxSize: 3, timeout: '30s' } }, ({ events }) =>
        events!.map(({ data }) => data.n),
      ),
    );
    await send(...[1, 2, 3, 4, 5].map((n) => upload({ n })));
    expect(await told()).toEqual(['import: → [1,2,3]']);
    await advance('30s');
    expect(await told()).toEqual(['import: → [1,2,3]', 'import: → [4,5]']);
  }),

  feature('batchEvents with a key', since(3), async ({ serve, send, advance, told }) => {
    await serve(
      importing({ batchEvents: { maxSize: 2, timeout: '30s', key: 'event.data.by' } }, ({ events }) =>
        events!.map(({ data }) => data.n),
      ),
    );
    await send(upload({ n: 1, by: 'a' }), upload({ n: 2, by: 'b' }), upload({ n: 3, by: 'a' }));
    await advance('30s');
    expect(await told()).toEqual(['import: → [1,3]', 'import: → [2]']);
  }),

  feature('priority', since(3), async ({ serve, runtime, settle }) => {
    const work = gate();
    const order: unknown[] = [];
    await serve(
      importing({ concurrency: 1, priority: { run: 'event.data.paid ? 120 : 0' } }, async ({ event }) => {
        order.push(event.data.n);
        await work.enter('x');
      }),
    );
    await post(runtime.origin, [upload({ n: 1 }), upload({ n: 2 }), upload({ n: 3, paid: true })]);
    for (let n = 1; n <= 3; n++) {
      await until(() => work.names().length === 1);
      work.leaveAll();
    }
    await settle();
    // All three are there before the first request goes out.
    expect(order).toEqual([3, 1, 2]);
  }),

  feature('singleton: skip', since(3), async ({ serve, send, advance, told }) => {
    await serve(
      importing({ singleton: { mode: 'skip', key: 'event.data.by' } }, async ({ step, event }) => {
        await step.sleep('a while', '1h');
        return event.data.n;
      }),
    );
    await send(upload({ n: 1, by: 'a' }), upload({ n: 2, by: 'a' }), upload({ n: 3, by: 'b' }));
    expect(await told()).toEqual(['import: ⏾ sleep', 'import: ● skipped', 'import: ⏾ sleep']);
    await advance('1h');
    await send(upload({ n: 4, by: 'a' }));
    expect((await told())[3]).toBe('import: ⏾ sleep');
  }),

  feature('singleton: cancel', since(3), async ({ serve, send, advance, told }) => {
    await serve(
      importing({ singleton: { mode: 'cancel' } }, async ({ step, event }) => {
        await step.sleep('a while', '1h');
        return event.data.n;
      }),
    );
    await send(upload({ n: 1 }));
    await send(upload({ n: 2 }));
    await advance('1h');
    expect(await told()).toEqual([expect.stringMatching(/● cancelled$/), 'import: ✓ sleep → 2']);
  }),

  feature('idempotency', async ({ serve, send, advance, told }) => {
    await serve(importing({ idempotency: 'event.data.order' }, echo));
    await send(upload({ n: 1, order: 'x' }), upload({ n: 2, order: 'x' }), upload({ n: 3, order: 'y' }));
    expect(await told()).toEqual(['import: → 1', 'import: → 3']);
    await advance('25h');
    await send(upload({ n: 4, order: 'x' }));
    expect(await told()).toEqual(['import: → 1', 'import: → 3', 'import: → 4']);
  }),

  feature('timeouts: start', since(3), async ({ serve, send, advance, told }) => {
    await serve(importing({ throttle: { limit: 1, period: '2h' }, timeouts: { start: '1h' } }, echo));
    await send(upload({ n: 1 }), upload({ n: 2 }));
    await advance('61m');
    expect(await told()).toEqual(['import: → 1', 'import: ● cancelled']);
  }),

  feature('timeouts: finish', since(3), async ({ serve, send, advance, told }) => {
    await serve(importing({ timeouts: { finish: '1h' } }, ({ step }) => step.sleep('too long', '2h')));
    await send(upload());
    await advance('61m');
    expect((await told())[0]).toMatch(/● cancelled$/);
  }),
];
