/** When and how often functions may run, each as the SDK configures it (protocol 4.5). */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { LanguageBench } from '../language-bench.ts';
import { onlyIn, ported } from '../ported.ts';

/** Steps of the app that end when they are told to. */
async function withGate(use: (gate: Gate) => Promise<void>): Promise<void> {
  const inside: { name: string; response: ServerResponse }[] = [];
  const server = createServer((request, response) => {
    inside.push({ name: new URL(request.url!, 'http://gate').searchParams.get('n')!, response });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const names = () => inside.map(({ name }) => name);
  try {
    await use({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async leaving(count) {
        while (inside.length < count) await once(server, 'request');
        const left = names();
        for (const { name, response } of inside.splice(0)) response.end(name);
        return left;
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

interface Gate {
  url: string;
  /** Names of those at work, once there are so many; they end. */
  leaving(count: number): Promise<string[]>;
}

/** Sends events without waiting for what follows. */
async function post({ runtime }: LanguageBench, name: string, all: object[]): Promise<void> {
  const events = all.map((data) => ({ name, data }));
  await fetch(`${runtime.origin}/e/key`, { method: 'POST', body: JSON.stringify(events) });
}

const events = (name: string, ...all: Record<string, unknown>[]) => all.map((data) => ({ name, data }));

export const flowControl = [
  ported('concurrency', async (bench) => {
    await withGate(async ({ url: gate, leaving }) => {
      await post(
        bench,
        'concurrency',
        [1, 2, 3].map((n) => ({ n, gate })),
      );
      expect((await leaving(2)).sort()).toEqual(['1', '2']);
      expect(await leaving(1)).toEqual(['3']);
      await bench.settle();
      expect((await bench.runs()).map(({ status }) => status)).toEqual(Array(3).fill('completed'));
    });
  }),

  ported('concurrency with a key', async (bench) => {
    await withGate(async ({ url: gate, leaving }) => {
      await post(bench, 'concurrency-key', [
        { by: 'a', n: 1, gate },
        { by: 'a', n: 2, gate },
        { by: 'b', n: 3, gate },
      ]);
      expect((await leaving(2)).sort()).toEqual(['1', '3']);
      expect(await leaving(1)).toEqual(['2']);
      await bench.settle();
    });
  }),

  ported(
    'concurrency of whole runs',
    async ({ send, advance, told }) => {
      await send(...events('concurrency-run', { n: 1 }, { n: 2 }));
      expect(await told()).toEqual(['concurrency-run: ⏾ sleep', 'concurrency-run: ● queued']);
      await advance('1h');
      expect(await told()).toEqual(['concurrency-run: ✓ sleep → 1', 'concurrency-run: ⏾ sleep']);
      await advance('1h');
      expect(await told()).toEqual(['concurrency-run: ✓ sleep → 1', 'concurrency-run: ✓ sleep → 2']);
    },
    onlyIn('go', 'the SDK has no limit for whole runs'),
  ),

  ported('throttle', async ({ send, advance, told }) => {
    await send(...events('throttle', { n: 1 }, { n: 2 }));
    expect(await told()).toEqual(['throttle: → 1', 'throttle: ● queued']);
    await advance('61m');
    expect(await told()).toEqual(['throttle: → 1', 'throttle: → 2']);
  }),

  ported('rateLimit', async ({ send, told }) => {
    await send(...events('rate-limit', { n: 1, by: 'a' }, { n: 2, by: 'a' }, { n: 3, by: 'b' }));
    expect(await told()).toEqual(['rate-limit: → 1', 'rate-limit: → 3']);
  }),

  ported('debounce', async ({ send, advance, told }) => {
    await send(...events('debounce', { n: 1 }));
    await advance('9m');
    await send({ name: 'debounce', data: { n: 2 } });
    await advance('9m');
    expect(await told()).toEqual([]);
    await advance('1m');
    expect(await told()).toEqual(['debounce: → 2']);
  }),

  ported('batchEvents: full, and after its time', async ({ send, advance, told }) => {
    await send(...events('batch', ...[1, 2, 3, 4, 5].map((n) => ({ n }))));
    expect(await told()).toEqual(['batch: → [1,2,3]']);
    await advance('30s');
    expect(await told()).toEqual(['batch: → [1,2,3]', 'batch: → [4,5]']);
  }),

  ported('batchEvents with a key', async ({ send, advance, told }) => {
    await send(...events('batch-key', { n: 1, by: 'a' }, { n: 2, by: 'b' }, { n: 3, by: 'a' }));
    await advance('30s');
    expect(await told()).toEqual(['batch-key: → [1,3]', 'batch-key: → [2]']);
  }),

  ported('priority', async (bench) => {
    await withGate(async ({ url: gate, leaving }) => {
      await post(bench, 'priority', [
        { n: 1, gate },
        { n: 2, gate },
        { n: 3, paid: true, gate },
      ]);
      const order = [...(await leaving(1)), ...(await leaving(1)), ...(await leaving(1))];
      await bench.settle();
      expect(order).toEqual(['3', '1', '2']);
    });
  }),

  ported('singleton: skip', async ({ send, told }) => {
    await send(...events('singleton-skip', { n: 1, by: 'a' }, { n: 2, by: 'a' }, { n: 3, by: 'b' }));
    expect(await told()).toEqual([
      'singleton-skip: ⏾ sleep',
      'singleton-skip: ● skipped',
      'singleton-skip: ⏾ sleep',
    ]);
  }),

  ported('singleton: cancel', async ({ send, advance, told }) => {
    await send(...events('singleton-cancel', { n: 1 }));
    await send(...events('singleton-cancel', { n: 2 }));
    await advance('1h');
    expect(await told()).toEqual([expect.stringMatching(/● cancelled$/), 'singleton-cancel: ✓ sleep → 2']);
  }),

  ported('idempotency', async ({ send, told }) => {
    await send(...events('idempotency', { n: 1, order: 'x' }, { n: 2, order: 'x' }, { n: 3, order: 'y' }));
    expect(await told()).toEqual(['idempotency: → 1', 'idempotency: → 3']);
  }),

  ported('timeouts: start', async ({ send, advance, told }) => {
    await send(...events('timeout-start', { n: 1 }, { n: 2 }));
    await advance('61m');
    expect(await told()).toEqual(['timeout-start: → 1', 'timeout-start: ● cancelled']);
  }),

  ported('timeouts: finish', async ({ send, advance, told }) => {
    await send(...events('timeout-finish', { n: 1 }));
    await advance('31m');
    expect((await told())[0]).toMatch(/● cancelled$/);
  }),
];
