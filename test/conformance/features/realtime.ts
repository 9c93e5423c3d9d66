/** Publishing to subscribers while runs go on (protocol 2.11). */
import { expect } from 'vitest';
import { listen, tokenFor } from '../../support/runtime/heard.ts';
import { feature, only, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: {} };

interface Publishing {
  inngestApi: { publish(to: { channel: string; topics: string[] }, data: unknown): Promise<unknown> };
}

const durable = only(({ major }) => major === 4, 'added in SDK 4');

export const realtime = [
  feature('realtime: what a step publishes is heard once', since(3), async (bench) => {
    const { origin } = bench.runtime;
    let inngest: Publishing | null = null;
    const app = await bench.serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.run('publish', () =>
            inngest!.inngestApi.publish({ channel: 'user:7', topics: ['status'] }, 'half'),
          );
          await Promise.all(['a', 'b'].map((id) => step.run(id, () => id)));
          await step.run('end', () =>
            inngest!.inngestApi.publish({ channel: 'user:7', topics: ['status'] }, 'done'),
          );
        },
      },
    ]);
    inngest = app.inngest as unknown as Publishing;
    const heard = await listen(origin, await tokenFor(origin, 'user:7', ['status']));
    await bench.send(upload);
    await heard.until('data status "done"');
    heard.close();
    expect(heard.words).toEqual(['data status "half"', 'data status "done"']);
  }),

  feature('realtime: step.realtime.publish is a step', durable, async (bench) => {
    const { origin } = bench.runtime;
    const topic = { channel: 'user:7', topic: 'status', config: {} };
    await bench.serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          const { realtime: tools } = step as unknown as {
            realtime: { publish(id: string, topic: object, data: unknown): Promise<void> };
          };
          await tools.publish('tell', topic, { rows: 3 });
        },
      },
    ]);
    const heard = await listen(origin, await tokenFor(origin, 'user:7', ['status']));
    await bench.send(upload);
    await heard.until('data status {"rows":3}');
    heard.close();
    expect((await bench.runs())[0]!.steps).toMatchObject([
      { status: 'completed', step: { name: 'tell', type: 'step.realtime.publish' } },
    ]);
  }),

  feature('realtime: the end of a run is told on its channel', since(3), async (bench) => {
    const { origin } = bench.runtime;
    await bench.serve([
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step }) => {
          await step.sleep('a while', '1h');
          return 'done';
        },
      },
    ]);
    await bench.send(upload);
    const { runId } = (await bench.runs())[0]!;
    const heard = await listen(origin, await tokenFor(origin, runId, ['$run']));
    await bench.advance('1h');
    await heard.until('run $run {"status":"completed","result":"done"}');
    heard.close();
  }),
];
