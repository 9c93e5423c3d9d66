/** SDK 4 has publishing and subscribing built in. */
import type { Inngest, Realtime } from 'inngest-sdk4';
import { realtime, staticSchema } from 'inngest-sdk4/realtime';
import { afterEach, describe, expect, test } from 'vitest';
import { runRuntime } from '../../support/runtime/runtime-harness.ts';
import { specifyPublishing } from '../../support/sdk/realtime-suite.ts';
import { type Handled, serveFunctions } from '../../support/sdk/sdk.ts';

describe('SDK 4', () => {
  specifyPublishing(4);

  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  const chat = realtime.channel({
    name: ({ user }: { user: string }) => `chat:${user}`,
    topics: {
      status: { schema: staticSchema<{ message: string }>() },
      tokens: { schema: staticSchema<{ token: string }>() },
    },
  });

  type Publishing = Handled['step'] & {
    realtime: { publish: (id: string, ...to: Parameters<Realtime.TypedPublishFn>) => Promise<void> };
  };

  test('a subscriber of a channel receives what a function publishes on the topics it named', async () => {
    const harness = await runRuntime();
    cleanups.push(() => harness.stop());
    let inngest: Inngest.Any;
    let bodies = 0;
    const app = await serveFunctions(4, harness, [
      {
        id: 'answer',
        event: 'chat.asked',
        handler: async ({ step, event }) => {
          bodies++;
          const { status, tokens } = chat({ user: event.data.user as string });
          const { realtime: durable } = step as Publishing;
          await step.run('think', () => inngest.realtime.publish(status, { message: 'Thinking' }));
          await step.run('say', () => inngest.realtime.publish(tokens, { token: 'Hi' }));
          await Promise.all(['a', 'b'].map((id) => step.run(id, () => id)));
          await durable.publish('end', status, { message: 'Done' });
          await Promise.all(['c', 'd'].map((id) => step.run(id, () => id)));
          return 'said';
        },
      },
    ]);
    cleanups.push(() => app.stop());
    inngest = app.inngest as unknown as Inngest.Any;
    const subscription = await inngest.realtime.subscribe({
      channel: chat({ user: 'ann' }),
      topics: ['status'],
    });
    cleanups.push(() => subscription.close());
    const reader = subscription.getReader();
    await harness.client.sendEvent({ name: 'chat.asked', data: { user: 'bob' } });
    await harness.client.sendEvent({ name: 'chat.asked', data: { user: 'ann' } });
    const heard = [await reader.read(), await reader.read()].map(({ value }) => value);
    const run = await harness.runThatIs('completed');
    expect(heard).toMatchObject([
      { kind: 'data', channel: 'chat:ann', topic: 'status', data: { message: 'Thinking' } },
      { kind: 'data', channel: 'chat:ann', topic: 'status', data: { message: 'Done' } },
    ]);
    expect(bodies).toBeGreaterThan(2);
    const runIds = (await harness.runs()).map(({ runId }) => runId);
    expect(runIds).toContain(heard[1]!.runId);
    const published = run.steps.find(({ step }) => step.name === 'end');
    expect(published).toMatchObject({ status: 'completed', step: { type: 'step.realtime.publish' } });
  });
});
