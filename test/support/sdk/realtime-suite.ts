/** What the author of a function and of a page may rely on when one publishes to the other, with a real SDK. */
import { afterEach, expect, test } from 'vitest';
import { listen, tokenFor } from '../runtime/heard.ts';
import { type RuntimeHarness, runRuntime } from '../runtime/runtime-harness.ts';
import { waitUntil } from '../wait-until.ts';
import { type Definition, type Handler, serveFunctions } from './sdk.ts';

const cleanups: (() => unknown)[] = [];

const upload = { name: 'list.uploaded', data: { id: 7 } };

/** What both SDKs call inside of their publishing tools. */
interface PublishingClient {
  inngestApi: {
    publish(
      to: { channel: string; topics: string[]; runId?: string },
      data: unknown,
    ): Promise<{ ok: boolean }>;
    getSubscriptionToken?(channel: string, topics: string[]): Promise<string>;
  };
}

export function specifyPublishing(major: 3 | 4): void {
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function serving(
    define: (client: () => PublishingClient) => Handler,
  ): Promise<RuntimeHarness & { inngest: PublishingClient }> {
    const harness = await runRuntime();
    cleanups.push(() => harness.stop());
    let client: PublishingClient | null = null;
    const definition: Definition = { id: 'import', event: upload.name, handler: define(() => client!) };
    const app = await serveFunctions(major, harness, [definition]);
    cleanups.push(() => app.stop());
    client = app.inngest as unknown as PublishingClient;
    return { ...harness, inngest: client };
  }

  test('what a function publishes in a step is heard once, however often the function is run', async () => {
    const { client, runThatIs, runtime } = await serving((inngest) => async ({ step, runId }) => {
      const to = (topic: string) => ({ channel: 'user:7', topics: [topic], runId });
      await step.run('publish', () => inngest().inngestApi.publish(to('status'), { done: 1 }));
      // Takes further requests.
      await Promise.all(['a', 'b'].map((id) => step.run(id, () => id)));
      await step.run('publish again', () => inngest().inngestApi.publish(to('status'), 'all done'));
    });
    const heard = await listen(runtime.origin, await tokenFor(runtime.origin, 'user:7', ['status']));
    cleanups.push(() => heard.close());
    await client.sendEvent(upload);
    await runThatIs('completed');
    await heard.until('data status "all done"');
    expect(heard.words).toEqual(['data status {"done":1}', 'data status "all done"']);
  });

  // Without the SDK's own subscriber: that of 4.24 fails at the begin of any stream.
  test('a stream that is published is heard piece by piece', async () => {
    const { inngest, runtime } = await serving(() => () => null);
    const heard = await listen(runtime.origin, await tokenFor(runtime.origin, 'chat', ['tokens']));
    cleanups.push(() => heard.close());
    const tokens = new ReadableStream({
      start(controller) {
        for (const text of ['Hel', 'lo']) controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    });
    await inngest.inngestApi.publish({ channel: 'chat', topics: ['tokens'] }, tokens);
    await waitUntil('the end', () => heard.words.some((words) => words.startsWith('datastream-end')));
    const pieces = heard.words
      .filter((words) => words.startsWith('chunk'))
      .map((words) => JSON.parse(words.slice(13)));
    expect(pieces.join('')).toBe('Hello');
  });

  test('the runtime tells of a run on the channel of its id', async () => {
    const { client, runThatIs, runtime } = await serving(() => async ({ step }) => {
      const event = await step.waitForEvent('wait', { event: 'list.reviewed', timeout: '1d' });
      return step.run('judge', () => `it is ${event!.data.verdict}`);
    });
    await client.sendEvent(upload);
    const { runId } = await runThatIs('waiting');
    const heard = await listen(
      runtime.origin,
      await tokenFor(runtime.origin, runId, ['$run', '$step', 'judge']),
    );
    cleanups.push(() => heard.close());
    await client.sendEvent({ name: 'list.reviewed', data: { verdict: 'good' } });
    await runThatIs('completed');
    const end = 'run $run {"status":"completed","result":"it is good"}';
    await heard.until(end);
    expect(heard.words).toEqual(['step $step "it is good"', end]);
  });
}
