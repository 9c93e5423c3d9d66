/** Functions that are reached by a worker's WebSocket instead of over HTTP (protocol 2.10). */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import { connectFunctions, type WorkerOptions } from '../../support/sdk/sdk-worker.ts';
import type { Bench } from '../bench.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7 } };
const importing = (handler: Handler, options: Partial<Definition> = {}): Definition[] => [
  { id: 'import', event: 'list.uploaded', handler, ...options },
];

/** Connects a worker for as long as `use` takes. */
async function withWorker(
  { target, client, runtime }: Bench,
  definitions: Definition[],
  use: () => Promise<void>,
  options: WorkerOptions = {},
): Promise<void> {
  const worker = await connectFunctions(target.major, { client, runtime }, definitions, {
    client: target.client,
    ...options,
  });
  try {
    await use();
  } finally {
    await worker.stop();
  }
}

export const workers = [
  feature('connect: an app of a worker and what it serves', since(3), async (bench) => {
    await withWorker(
      bench,
      importing(() => null),
      async () => {
        expect(await bench.apps()).toMatchObject([
          { appId: 'app', source: 'connected', workers: 1, status: 'ok', functions: [{ id: 'app-import' }] },
        ]);
      },
    );
  }),

  feature('connect: steps, a sleep and a wait', since(3), async (bench) => {
    const handler: Handler = async ({ step }) => {
      const one = await step.run('one', () => 1);
      await step.sleep('a while', '1h');
      const review = await step.waitForEvent('review', { event: 'list.reviewed', timeout: '1d' });
      return one + (review!.data.more as number);
    };
    await withWorker(bench, importing(handler), async () => {
      await bench.send(upload);
      await bench.advance('1h');
      await bench.send({ name: 'list.reviewed', data: { more: 2 } });
      expect((await bench.runs()).map(({ status, output }) => `${status} ${output}`)).toEqual([
        'completed 3',
      ]);
    });
  }),

  feature(
    'connect: a step is tried again, and one that fails for good is thrown',
    since(3),
    async (bench) => {
      let tries = 0;
      const handler: Handler = async ({ step }) => {
        try {
          await step.run('charge', () => {
            tries++;
            throw new Error('declined');
          });
        } catch (error) {
          return `${tries} tries: ${(error as Error).message}`;
        }
      };
      await withWorker(bench, importing(handler, { retries: 1 }), async () => {
        await bench.send(upload);
        await bench.advance('1m');
        expect((await bench.runs())[0]).toMatchObject({ status: 'completed', output: '2 tries: declined' });
      });
    },
  ),

  feature('connect: an error that cannot be retried ends the run', since(3), async (bench) => {
    const handler: Handler = () => {
      throw new bench.sdk.NonRetriableError('no such list');
    };
    await withWorker(bench, importing(handler), async () => {
      await bench.send(upload);
      expect((await bench.runs())[0]).toMatchObject({ status: 'failed', error: { message: 'no such list' } });
    });
  }),

  feature('connect: parallel steps, one at a time by the worker', since(3), async (bench) => {
    let atWork = 0;
    let most = 0;
    const handler: Handler = ({ step }) =>
      Promise.all(
        ['a', 'b', 'c'].map((id) =>
          step.run(id, async () => {
            most = Math.max(most, ++atWork);
            await new Promise((resolve) => setImmediate(resolve));
            atWork--;
            return id;
          }),
        ),
      );
    await withWorker(
      bench,
      importing(handler),
      async () => {
        await bench.send(upload);
        expect((await bench.runs())[0]).toMatchObject({ status: 'completed', output: ['a', 'b', 'c'] });
        expect(most).toBe(1);
      },
      { maxWorkerConcurrency: 1 },
    );
  }),

  feature('connect: without a worker a run waits, and loses no attempt', since(3), async (bench) => {
    const definitions = importing(({ attempt }) => `attempt ${attempt}`);
    await withWorker(bench, definitions, async () => {});
    await bench.send(upload);
    expect((await bench.runs())[0]).toMatchObject({ failures: [{ error: { name: 'AppUnreachable' } }] });
    await withWorker(bench, definitions, async () => {
      await bench.advance('1m');
      expect((await bench.runs())[0]).toMatchObject({ status: 'completed', output: 'attempt 0' });
    });
  }),
];
