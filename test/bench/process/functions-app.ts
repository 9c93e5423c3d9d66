/**
 * A user's app in a process of its own, so that its CPU time can be told from the server's: SDK 4 behind its own Node adapter.
 *
 * `expect`: counts the ends of functions from now on; told `expected` when so many have ended.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inngest } from 'inngest-sdk4';
import { serve } from 'inngest-sdk4/node';

/** From the parent. */
export interface Expect {
  ends: number;
}

/** To the parent, once when it serves, and once for each {@link Expect}. */
export interface Served {
  url: string;
}
export interface Expected {
  /** Unix milliseconds, with fractions. */
  endedAt: number;
  /** Milliseconds of processor time that this process has used since it was told to expect. */
  cpu: number;
}

/** SDKs wait a second after each request for a logger that is not called so to flush. */
class DefaultLogger {
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}

const origin = process.argv[2]!;
let left = 0;
let before = process.cpuUsage();

function ended(): void {
  if (--left !== 0) return;
  const { user, system } = process.cpuUsage(before);
  const told: Expected = {
    endedAt: performance.timeOrigin + performance.now(),
    cpu: (user + system) / 1_000,
  };
  process.send!(told);
}

const client = new Inngest({ id: 'bench', isDev: true, baseUrl: origin, logger: new DefaultLogger() });

const sequence = (id: string, steps: number, checkpointing: boolean) =>
  client.createFunction(
    { id, triggers: [{ event: `bench/${id}` }], retries: 0, checkpointing },
    async ({ step }) => {
      for (let index = 0; index < steps; index++) await step.run(`step ${index}`, () => ({ index }));
      ended();
    },
  );

const functions = [
  client.createFunction({ id: 'fan', triggers: [{ event: 'bench/fan' }], retries: 0 }, async ({ step }) => {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => step.run(`step ${index}`, () => ({ index }))),
    );
    ended();
  }),
  sequence('thousand', 1_000, true),
  // After the thousandth step a server asks no more.
  sequence('thousand-requests', 999, false),
  sequence('three', 3, true),
  sequence('three-requests', 3, false),
];

const server = createServer(serve({ client, functions }));
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
  const answer = await fetch(url, { method: 'PUT' });
  if (!answer.ok) throw new Error(`The app was not registered: ${await answer.text()}`);
  process.send!({ url } satisfies Served);
});

process.on('message', ({ ends }: Expect) => {
  left = ends;
  before = process.cpuUsage();
  process.send!({});
});
process.on('disconnect', () => process.exit());
