/** Waits for events and signals. */
import { expect } from 'vitest';
import type { Handler } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7, limit: 3 } };
const importing = (handler: Handler) => [{ id: 'import', event: 'list.uploaded', handler }];
const reviewed = (data: Record<string, unknown>) => ({ name: 'list.reviewed', data });

const waiting = (options: { match?: string; if?: string; timeout?: string }) =>
  importing(async ({ step }) => {
    const review = await step.waitForEvent('review', {
      event: 'list.reviewed',
      timeout: '7d',
      ...options,
    });
    return review === null ? 'nobody' : review.data;
  });

export const waits = [
  feature('waitForEvent: the first of its name', async ({ serve, send, told }) => {
    await serve(waiting({}));
    await send(reviewed({ early: true }));
    await send(upload);
    expect(await told()).toEqual(['import: ⏸ list.reviewed']);
    await send(reviewed({ ok: true }), reviewed({ ok: false }));
    expect(await told()).toEqual(['import: ✓ list.reviewed → {"ok":true}']);
  }),

  feature('waitForEvent: match', async ({ serve, send, told }) => {
    await serve(waiting({ match: 'data.id' }));
    await send(upload);
    await send(reviewed({ id: 8 }), reviewed({ id: '7' }), reviewed({}));
    expect(await told()).toEqual(['import: ⏸ list.reviewed']);
    await send(reviewed({ id: 7 }));
    expect(await told()).toEqual(['import: ✓ list.reviewed → {"id":7}']);
  }),

  feature('waitForEvent: if', async ({ serve, send, told }) => {
    await serve(waiting({ if: 'async.data.score > event.data.limit && async.data.by != "bot"' }));
    await send(upload);
    await send(reviewed({ score: 3, by: 'ann' }), reviewed({ score: 9, by: 'bot' }));
    expect(await told()).toEqual(['import: ⏸ list.reviewed']);
    await send(reviewed({ score: 9, by: 'ann' }));
    expect(await told()).toEqual(['import: ✓ list.reviewed → {"score":9,"by":"ann"}']);
  }),

  feature('waitForEvent: timeout', async ({ serve, send, advance, told }) => {
    await serve(waiting({ match: 'data.id' }));
    await send(upload);
    await advance('167h');
    expect(await told()).toEqual(['import: ⏸ list.reviewed']);
    await advance('1h');
    expect(await told()).toEqual(['import: ⏱ list.reviewed → "nobody"']);
    await send(reviewed({ id: 7 }));
    expect(await told()).toEqual(['import: ⏱ list.reviewed → "nobody"']);
  }),

  feature('waitForEvent: an expression that cannot be read fails the run', async ({ serve, send, told }) => {
    await serve(waiting({ if: 'async.data.id ==' }));
    await send(upload);
    expect((await told())[0]).toMatch(/^import: .*● failed: /);
  }),

  feature('an event that a step sends ends the wait beside it', async ({ serve, send, told }) => {
    await serve(
      importing(async ({ step }) => {
        const [review] = await Promise.all([
          step.waitForEvent('review', { event: 'list.reviewed', timeout: '1h' }),
          step.sendEvent('ask', reviewed({ by: 'itself' })),
        ]);
        return review?.data;
      }),
    );
    await send(upload);
    expect((await told())[0]).toMatch(/→ \{"by":"itself"\}$/);
  }),

  feature('one event ends the waits of many runs', async ({ serve, send, told }) => {
    await serve(waiting({}));
    await send(upload, upload, upload);
    await send(reviewed({ all: true }));
    expect(await told()).toEqual(Array(3).fill('import: ✓ list.reviewed → {"all":true}'));
  }),

  feature('waitForSignal: signal and timeout', since(3), async (bench) => {
    const { serve, send, settle, advance, told, runtime } = bench;
    await serve(
      importing(async ({ step }) => {
        const first = await step.waitForSignal('go', { signal: 'go/7', timeout: '1h' });
        return [first, await step.waitForSignal('go on', { signal: 'go/8', timeout: '1h' })];
      }),
    );
    await send(upload);
    const response = await fetch(`${runtime.origin}/v1/signals`, {
      method: 'POST',
      body: JSON.stringify({ signal: 'go/7', data: { ok: true } }),
    });
    expect(response.status).toBe(200);
    await settle();
    await advance('1h');
    expect(await told()).toEqual(['import: ✓ go/7 ⏱ go/8 → [{"signal":"go/7","data":{"ok":true}},null]']);
  }),
];
