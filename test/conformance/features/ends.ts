/** How runs end and who is told; what ends them from outside. */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: { id: 7 } };
const importing = (handler: Handler, more: Partial<Definition> = {}): Definition => ({
  id: 'import',
  event: 'list.uploaded',
  handler,
  ...more,
});

/** Waits for what never comes. */
const patient: Handler = ({ step }) => step.waitForEvent('never', { event: 'never', timeout: '30d' });

const deleted = (id: unknown) => ({ name: 'list.deleted', data: { id } });

/** A function that keeps what internal events of a name say. */
function listener(name: string, seen: Record<string, unknown>[]): Definition {
  return {
    id: 'listener',
    event: name,
    handler: ({ event }) => {
      seen.push(event.data);
    },
  };
}

export const ends = [
  feature('onFailure gets the error and the event', async ({ serve, send, told, sdk }) => {
    const seen: unknown[] = [];
    await serve([
      importing(
        () => {
          throw new sdk.NonRetriableError('broken');
        },
        {
          onFailure: ({ error, event }) => {
            const { data } = event as { data: { event?: { data: unknown }; function_id?: unknown } };
            seen.push(error?.message, data.event?.data, data.function_id);
          },
        },
      ),
    ]);
    await send(upload);
    expect(await told()).toEqual(['import: ● failed: broken', 'import-failure: → null']);
    expect(seen).toEqual(['broken', { id: 7 }, 'app-import']);
  }),

  feature('onFailure has steps, and its own retries', async ({ serve, send, advance, runs, sdk }) => {
    let attempts = 0;
    await serve([
      importing(
        () => {
          throw new sdk.NonRetriableError('broken');
        },
        {
          onFailure: async ({ step }) => {
            await step.run('tell', () => 'told');
            if (++attempts === 1) throw new Error('not yet');
          },
        },
      ),
    ]);
    await send(upload);
    await advance('1h');
    expect((await runs())[1]).toMatchObject({
      functionId: 'app-import-failure',
      status: 'completed',
      maxAttempts: 2,
    });
  }),

  feature('inngest/function.finished', async ({ serve, send }) => {
    const seen: Record<string, unknown>[] = [];
    await serve([importing(() => ({ rows: 3 })), listener('inngest/function.finished', seen)]);
    await send(upload);
    // Those of the listener's own runs are not told, or it would never end.
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      function_id: 'app-import',
      run_id: expect.any(String),
      event: { name: 'list.uploaded', data: { id: 7 } },
      result: { rows: 3 },
    });
  }),

  feature('inngest/function.failed', async ({ serve, send, sdk }) => {
    const seen: Record<string, unknown>[] = [];
    await serve([
      importing(() => {
        throw new sdk.NonRetriableError('broken');
      }),
      listener('inngest/function.failed', seen),
    ]);
    await send(upload);
    expect(seen).toMatchObject([{ function_id: 'app-import', error: { message: 'broken' } }]);
  }),

  feature('inngest/function.cancelled', async ({ serve, send, client, runs, settle }) => {
    const seen: Record<string, unknown>[] = [];
    await serve([importing(patient), listener('inngest/function.cancelled', seen)]);
    await send(upload);
    await client.cancelRun((await runs())[0]!.runId);
    await settle();
    expect(seen).toMatchObject([{ function_id: 'app-import', event: { data: { id: 7 } } }]);
  }),

  feature('inngest/function.invoked', since(3), async ({ serve, send, runs }) => {
    const functions = new Map<string, unknown>();
    const seen: unknown[] = [];
    const app = await serve([
      { id: 'called', event: 'never', handler: ({ event }) => seen.push(event.name, event.data.n) },
      importing(({ step }) => step.invoke('call', { function: functions.get('called'), data: { n: 1 } })),
    ]);
    functions.set('called', app.functions.get('called'));
    await send(upload);
    expect(seen).toEqual(['inngest/function.invoked', 1]);
    expect((await runs())[1]!.eventName).toBe('inngest/function.invoked');
  }),

  feature('cancelOn: event', async ({ serve, send, told }) => {
    await serve([importing(patient, { cancelOn: [{ event: 'list.deleted' }] })]);
    await send(deleted(1));
    await send(upload);
    expect(await told()).toEqual(['import: ⏸ never']);
    await send(deleted(1));
    expect((await told())[0]).toMatch(/● cancelled$/);
  }),

  feature('cancelOn: match', async ({ serve, send, told }) => {
    await serve([importing(patient, { cancelOn: [{ event: 'list.deleted', match: 'data.id' }] })]);
    await send(upload);
    await send(deleted(8));
    expect(await told()).toEqual(['import: ⏸ never']);
    await send(deleted(7));
    expect((await told())[0]).toMatch(/● cancelled$/);
  }),

  feature('cancelOn: if', async ({ serve, send, told }) => {
    const condition = 'async.data.id == event.data.id && async.data.sure == true';
    await serve([importing(patient, { options: { cancelOn: [{ event: 'list.deleted', if: condition }] } })]);
    await send(upload);
    await send(deleted(7));
    expect(await told()).toEqual(['import: ⏸ never']);
    await send({ name: 'list.deleted', data: { id: 7, sure: true } });
    expect((await told())[0]).toMatch(/● cancelled$/);
  }),

  feature('cancelOn: timeout', async ({ serve, send, advance, told }) => {
    await serve([importing(patient, { options: { cancelOn: [{ event: 'list.deleted', timeout: '1h' }] } })]);
    await send(upload);
    await advance('2h');
    await send(deleted(7));
    expect(await told()).toEqual(['import: ⏸ never']);
  }),

  feature('cancel: final, and without onFailure', async ({ serve, send, client, runs, settle, told }) => {
    const told2: unknown[] = [];
    await serve([importing(patient, { onFailure: () => told2.push('called') })]);
    await send(upload);
    await client.cancelRun((await runs())[0]!.runId);
    await settle();
    await send({ name: 'never', data: {} });
    expect(await told()).toEqual([expect.stringMatching(/● cancelled$/)]);
    expect(told2).toEqual([]);
  }),

  feature('rerun: the same event, everything anew', async ({ serve, send, client, runs, settle, told }) => {
    let n = 0;
    await serve([importing(({ step }) => step.run('count', () => ++n))]);
    await send(upload);
    await client.rerun((await runs())[0]!.runId);
    await settle();
    expect(await told()).toEqual(['import: ✓ count → 1', 'import: ✓ count → 2']);
  }),
];
