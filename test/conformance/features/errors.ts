/** What fails, and what becomes of it. */
import { expect } from 'vitest';
import type { Definition, Handler } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: {} };
const importing = (handler: Handler, more: Partial<Definition> = {}): Definition[] => [
  { id: 'import', event: 'list.uploaded', handler, ...more },
];

export const errors = [
  feature('a step that fails is tried again, and no other', async ({ serve, send, advance, told }) => {
    const ran: string[] = [];
    await serve(
      importing(async ({ step }) => {
        await step.run('one', () => ran.push('one'));
        return step.run('two', () => {
          if (ran.push('two') < 4) throw new Error('no answer');
          return 'ok';
        });
      }),
    );
    await send(upload);
    expect((await told())[0]).toMatch(/↻ .*\(no answer\)$/);
    await advance('1m');
    expect((await told())[0]).toMatch(/^import: ✓ one ✓ two → "ok"$/);
    expect(ran).toEqual(['one', 'two', 'two', 'two']);
  }),

  feature('a step without attempts left is thrown into the code', since(3), async (bench) => {
    const { serve, send, advance, told } = bench;
    let attempts = 0;
    await serve(
      importing(
        async ({ step }) => {
          try {
            await step.run('charge', () => {
              attempts++;
              throw new TypeError('declined');
            });
          } catch (error) {
            return `caught ${(error as Error).message}`;
          }
        },
        { retries: 2 },
      ),
    );
    await send(upload);
    await advance('1h');
    expect(await told()).toEqual(['import: ✗ charge (declined) → "caught declined"']);
    expect(attempts).toBe(3);
  }),

  feature('a step without attempts left fails the run when nobody catches it', async (bench) => {
    const { serve, send, advance, runs } = bench;
    let attempts = 0;
    await serve(
      importing(
        ({ step }) =>
          step.run('charge', () => {
            attempts++;
            throw new Error('declined');
          }),
        { retries: 1 },
      ),
    );
    await send(upload);
    await advance('1h');
    expect((await runs())[0]).toMatchObject({ status: 'failed', error: { message: 'declined' } });
    expect(attempts).toBe(2);
  }),

  feature('five attempts unless it says otherwise', async ({ serve, send, advance, runs }) => {
    let attempts = 0;
    await serve(
      importing(() => {
        attempts++;
        throw new Error('never');
      }),
    );
    await send(upload);
    await advance('10h');
    expect((await runs())[0]).toMatchObject({ status: 'failed', error: { message: 'never' } });
    expect(attempts).toBe(5);
  }),

  feature('retries: 0', async ({ serve, send, told }) => {
    await serve(
      importing(
        () => {
          throw new Error('once');
        },
        { retries: 0 },
      ),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ● failed: once']);
  }),

  feature('NonRetriableError in a step and in the body', async ({ serve, send, runs, sdk }) => {
    let attempts = 0;
    const fail = () => {
      attempts++;
      throw new sdk.NonRetriableError('no such card');
    };
    await serve([
      ...importing(({ step }) => step.run('charge', fail)),
      { id: 'body', event: 'list.uploaded', handler: fail },
    ]);
    await send(upload);
    const failed = { status: 'failed', error: { message: 'no such card' } };
    expect(await runs()).toMatchObject([failed, failed]);
    expect(attempts).toBe(2);
  }),

  feature('RetryAfterError says when', since(3), async ({ serve, send, advance, told, sdk, target }) => {
    let attempts = 0;
    await serve(
      importing(async () => {
        if (++attempts === 1) throw new sdk.RetryAfterError('busy', '2h');
        return 'done';
      }),
    );
    await send(upload);
    await advance('119m');
    expect(await told(), target.name).toEqual(['import: ↻ (busy)']);
    await advance('2m');
    expect(await told()).toEqual(['import: → "done"']);
    expect(attempts).toBe(2);
  }),

  feature('RetryAfterError in a step', since(3), async ({ serve, send, advance, told, sdk, target }) => {
    let attempts = 0;
    await serve(
      importing(({ step }) =>
        step.run('charge', () => {
          if (++attempts === 1) throw new sdk.RetryAfterError('busy', '2h');
          return 'done';
        }),
      ),
    );
    await send(upload);
    await advance('119m');
    // SDK 3 does not tell the time of a step's error (protocol 0.1): the backoff holds.
    if (target.major === 4) expect(await told()).toEqual(['import: ↻ charge (busy)']);
    await advance('2m');
    expect(await told()).toEqual(['import: ✓ charge → "done"']);
    expect(attempts).toBe(2);
  }),

  feature('the body throws between steps: it is tried again, the steps are not', async (bench) => {
    const { serve, send, advance, told } = bench;
    const ran: string[] = [];
    await serve(
      importing(async ({ step }) => {
        const one = await step.run('one', () => ran.push('one'));
        if (ran.push('body') < 4) throw new Error('outside');
        return one;
      }),
    );
    await send(upload);
    expect((await told())[0]).toBe('import: ✓ one ↻ (outside)');
    await advance('1m');
    expect((await told())[0]).toBe('import: ✓ one → 1');
    expect(ran.filter((each) => each === 'one')).toHaveLength(1);
  }),

  feature('each step has its own attempts', since(3), async ({ serve, send, advance, told }) => {
    const failures = { one: 2, two: 2 };
    const flaky = (name: 'one' | 'two') => () => {
      if (failures[name]-- > 0) throw new Error('flaky');
      return name;
    };
    await serve(
      importing(
        async ({ step }) => [await step.run('one', flaky('one')), await step.run('two', flaky('two'))],
        { retries: 2 },
      ),
    );
    await send(upload);
    await advance('1h');
    expect(await told()).toEqual(['import: ✓ one ✓ two → ["one","two"]']);
  }),

  feature("an error's name, message, stack and cause", async ({ serve, send, advance, runs, target }) => {
    class OutOfPaper extends Error {
      override name = 'OutOfPaper';
    }
    await serve(
      importing(
        () => {
          throw new OutOfPaper('tray 2', { cause: new Error('jam') });
        },
        { retries: 0 },
      ),
    );
    await send(upload);
    await advance('1h');
    const { error } = (await runs())[0]!;
    // SDK 1 to 3 make every class an Error (protocol 2.3).
    expect(error).toMatchObject({ name: target.major === 4 ? 'OutOfPaper' : 'Error', message: 'tray 2' });
    expect(error?.stack).toContain('errors.ts');
    if (target.major >= 3) expect(JSON.stringify(error?.cause)).toContain('jam');
  }),

  feature('what is thrown need not be an error', async ({ serve, send, advance, runs }) => {
    await serve(
      importing(
        () => {
          throw 'just text';
        },
        { retries: 0 },
      ),
    );
    await send(upload);
    await advance('1h');
    expect((await runs())[0]).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('just text') },
    });
  }),
];
