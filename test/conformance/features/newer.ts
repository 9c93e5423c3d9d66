/** What SDK 3 and 4 have beyond steps: requests made for them, signals, deferred functions, experiments. */
import { expect } from 'vitest';
import { serveUpstream, type UpstreamAnswer } from '../../support/runtime/upstream.ts';
import type { Definition, Handled } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7 } };

interface NewerSteps {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  sendSignal(id: string, options: { signal: string; data: unknown }): Promise<{ runId: string }>;
  ai: {
    infer(id: string, options: { model: unknown; body: unknown }): Promise<unknown>;
    wrap<I extends unknown[], O>(id: string, code: (...input: I) => O, ...input: I): Promise<O>;
  };
}

type NewerHandler = (step: NewerSteps & Handled['step'], input: Handled) => unknown;

const importing = (handler: NewerHandler): Definition[] => [
  {
    id: 'import',
    event: 'list.uploaded',
    handler: (input) => handler(input.step as NewerSteps & Handled['step'], input),
  },
];

async function withUpstream(answer: UpstreamAnswer, use: (origin: string) => Promise<void>): Promise<void> {
  const upstream = await serveUpstream(() => answer);
  try {
    await use(upstream.origin);
  } finally {
    await upstream.stop();
  }
}

export const newer = [
  feature('step.fetch', since(3), async ({ serve, send, told }) => {
    await withUpstream({ status: 201, body: '{"made":true}' }, async (origin) => {
      await serve(
        importing(async (step) => {
          const response = await step.fetch(`${origin}/things`, { method: 'POST', body: '{}' });
          return [response.status, await response.json()];
        }),
      );
      await send(upload);
      expect((await told())[0]).toMatch(/✓ .* → \[201,\{"made":true\}\]$/);
    });
  }),

  feature('step.ai.infer', since(3), async ({ serve, send, told }) => {
    await withUpstream({ body: '{"choices":[]}' }, async (origin) => {
      const model = {
        url: `${origin}/v1/chat`,
        headers: {},
        authKey: 'key',
        format: 'openai-chat',
        options: { model: 'test' },
      };
      await serve(importing((step) => step.ai.infer('ask', { model, body: { messages: [] } })));
      await send(upload);
      expect(await told()).toEqual(['import: ✓ ask → {"choices":[]}']);
    });
  }),

  feature('step.ai.wrap', since(3), async ({ serve, send, told }) => {
    await serve(importing((step) => step.ai.wrap('think', (n: number) => n * 2, 21)));
    await send(upload);
    expect(await told()).toEqual(['import: ✓ think → 42']);
  }),

  feature('step.sendSignal to another run', since(3), async ({ serve, send, told }) => {
    await serve([
      {
        id: 'waiting',
        event: 'list.uploaded',
        handler: ({ step }) => step.waitForSignal('go', { signal: 'go', timeout: '1h' }),
      },
      {
        id: 'sending',
        event: 'list.reviewed',
        handler: async ({ step }) => {
          await (step as Handled['step'] & NewerSteps).sendSignal('tell', {
            signal: 'go',
            data: { ok: true },
          });
        },
      },
    ]);
    await send(upload);
    await send({ name: 'list.reviewed', data: {} });
    expect(await told()).toEqual([
      'waiting: ✓ go → {"signal":"go","data":{"ok":true}}',
      'sending: ✓ tell → null',
    ]);
  }),

  feature('defer: after the run, and not when it is aborted', since(4), async ({ serve, send, told }) => {
    const functions = new Map<string, unknown>();
    const app = await serve([
      { id: 'score', deferred: true, handler: ({ event }) => event.data.n },
      {
        id: 'import',
        event: 'list.uploaded',
        handler: async ({ step, defer }) => {
          defer!('kept', { function: functions.get('score'), data: { n: 1 } });
          defer!('dropped', { function: functions.get('score'), data: { n: 2 } }).abort();
          return step.run('one', () => 'done');
        },
      },
    ]);
    functions.set('score', app.functions.get('score'));
    await send(upload);
    expect(await told()).toEqual(['import: ✓ one → "done"', 'score: → 1']);
  }),

  feature('group.experiment', since(4), async ({ serve, send, told, sdk }) => {
    const { experiment } = sdk as unknown as { experiment: { fixed(name: string): unknown } };
    await serve(
      importing(async (step, { group }) => {
        const { result } = await (
          group as unknown as {
            experiment(id: string, options: object): Promise<{ result: unknown }>;
          }
        ).experiment('wording', {
          variants: { short: () => step.run('short', () => 's'), long: () => step.run('long', () => 'l') },
          select: experiment.fixed('long'),
        });
        return result;
      }),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ✓ wording ✓ long → "l"']);
  }),
];
