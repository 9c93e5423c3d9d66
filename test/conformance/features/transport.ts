/** What lies between the runtime and the code: streams, compression, middleware, large states. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Definition, Handler, Sdk } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7 } };
const importing = (handler: Handler): Definition[] => [{ id: 'import', event: 'list.uploaded', handler }];

const twoSteps: Handler = async ({ step }) => {
  const one = await step.run('one', () => 'é𝄞');
  await step.sleep('a while', '1s');
  return one + (await step.run('two', () => '!'));
};

const codecs = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

/** Encrypts with AES what leaves the app, and decrypts what comes back. */
function cipher() {
  const key = randomBytes(32);
  return {
    lock(value: unknown): { secret: string } {
      const iv = randomBytes(12);
      const aes = createCipheriv('aes-256-gcm', key, iv);
      const text = Buffer.concat([aes.update(JSON.stringify(value ?? null)), aes.final()]);
      return { secret: Buffer.concat([iv, aes.getAuthTag(), text]).toString('base64') };
    },
    open(value: unknown): unknown {
      if (typeof value !== 'object' || value === null || !('secret' in value)) return value;
      const bytes = Buffer.from(String(value.secret), 'base64');
      const aes = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      aes.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([aes.update(bytes.subarray(28)), aes.final()]).toString());
    },
  };
}

export const transport = [
  feature('streamed answers (201)', since(2), async ({ serve, send, advance, told, target }) => {
    const statuses: number[] = [];
    await serve(importing(twoSteps), {
      serve: { streaming: target.major === 4 ? true : 'force' },
      answer: async (response) => {
        statuses.push(response.status);
        return response;
      },
    });
    await send(upload);
    await advance('1s');
    expect(await told()).toEqual(['import: ✓ one ✓ sleep ✓ two → "é𝄞!"']);
    expect(statuses).toContain(201);
  }),

  feature('a streamed failure', since(2), async ({ serve, send, told, sdk, target }) => {
    await serve(
      importing(() => {
        throw new sdk.NonRetriableError('broken');
      }),
      { serve: { streaming: target.major === 4 ? true : 'force' } },
    );
    await send(upload);
    expect(await told()).toEqual(['import: ● failed: broken']);
  }),

  ...Object.entries(codecs).map(([encoding, compress]) =>
    feature(`compressed answers: ${encoding}`, async ({ serve, send, advance, told }) => {
      await serve(importing(twoSteps), {
        answer: async (response) => {
          const headers = new Headers(response.headers);
          headers.set('content-encoding', encoding);
          return new Response(compress(Buffer.from(await response.arrayBuffer())), {
            status: response.status,
            headers,
          });
        },
      });
      await send(upload);
      await advance('1s');
      expect(await told()).toEqual(['import: ✓ one ✓ sleep ✓ two → "é𝄞!"']);
    }),
  ),

  feature('a state of more than 4 MiB', async ({ serve, send, runs }) => {
    const large = 'x'.repeat(1 << 20);
    await serve(
      importing(async ({ step }) => {
        let length = 0;
        for (const n of [1, 2, 3, 4, 5]) length += (await step.run(`part ${n}`, () => large)).length;
        return length;
      }),
    );
    await send(upload);
    expect((await runs())[0]).toMatchObject({ status: 'completed', output: 5 << 20 });
  }),

  feature('use_api: the SDK fetches events and state', since(2), async ({ serve, send, told, target }) => {
    const ran: string[] = [];
    const app = await serve(
      importing(async ({ step, event }) => {
        const one = await step.run('one', () => {
          ran.push('one');
          return 1;
        });
        await step.waitForEvent('review', { event: 'list.reviewed', timeout: '1d' });
        return [one, event.data.id];
      }),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ✓ one ⏸ list.reviewed']);
    const { path, headers, body } = app.recorded.at(-1)!;
    const sent = JSON.parse(body) as { ctx: object; steps: object };
    const asked = {
      ...sent,
      events: [],
      steps: {},
      use_api: true,
      version: target.execution,
      // The official server does not offer checkpoints then, either.
      ctx: {
        ...sent.ctx,
        use_api: true,
        fn_id: undefined,
        qi_id: undefined,
        disable_immediate_execution: true,
      },
    };
    const response = await fetch(new URL(path, app.url), {
      method: 'POST',
      headers,
      body: JSON.stringify(asked),
    });
    expect(response.status).toBe(206);
    expect(await response.json()).toMatchObject([{ op: 'WaitForEvent' }]);
    expect(ran).toEqual(['one']);
  }),

  feature('middleware', since(2), async ({ serve, send, told, sdk, target }) => {
    const seen: string[] = [];
    await serve(
      importing(async ({ step }) => step.run('one', () => seen.push('step'))),
      { client: { middleware: [seeing(sdk, target.major, seen)] } },
    );
    await send(upload);
    expect((await told())[0]).toMatch(/^import: ✓ one → /);
    expect(seen).toContain('step');
    expect(seen[0]).toBe('middleware');
  }),

  feature('middleware that encrypts: the runtime sees no plain text', since(2), async (bench) => {
    const { serve, send, advance, told, runs, sdk, target } = bench;
    let output: unknown;
    await serve(
      importing(async ({ step }) => {
        const card = await step.run('card', () => ({ number: '4111' }));
        await step.sleep('a while', '1h');
        output = card;
        return 'done';
      }),
      { client: { middleware: [encrypting(sdk, target.major)] } },
    );
    await send(upload);
    await advance('1h');
    expect((await told())[0]).toMatch(/^import: ✓ card ✓ sleep → /);
    expect(output).toEqual({ number: '4111' });
    expect((await runs())[0]!.steps[0]!.output).toMatchObject({ secret: expect.any(String) });
  }),
];

function seeing(sdk: Sdk, major: number, seen: string[]): unknown {
  if (major === 4) {
    return class Seeing extends sdk.Middleware.BaseMiddleware {
      readonly id = 'seeing';
      onRunStart(): void {
        seen.push('middleware');
      }
      transformFunctionInput(input: unknown): unknown {
        seen.push('middleware');
        return input;
      }
    };
  }
  return new sdk.InngestMiddleware({
    name: 'seeing',
    init: () => ({ onFunctionRun: () => ({ transformInput: () => void seen.push('middleware') }) }),
  });
}

interface StepData {
  data?: unknown;
}

function encrypting(sdk: Sdk, major: number): unknown {
  const { lock, open } = cipher();
  if (major === 4) {
    return class Encrypting extends sdk.Middleware.BaseMiddleware {
      readonly id = 'encrypting';
      async wrapStepHandler({ next }: { next: () => Promise<unknown> }): Promise<unknown> {
        return lock(await next());
      }
      async wrapStep({ next }: { next: () => Promise<unknown> }): Promise<unknown> {
        return open(await next());
      }
    };
  }
  return new sdk.InngestMiddleware({
    name: 'encrypting',
    init: () => ({
      onFunctionRun: () => ({
        transformInput: ({ steps }: { steps: StepData[] }) => ({
          steps: steps.map((step) => ({ ...step, data: open(step.data) })),
        }),
        transformOutput: ({ result, step }: { result: StepData; step?: unknown }) =>
          step ? { result: { ...result, data: lock(result.data) } } : undefined,
      }),
    }),
  });
}
