/** Steps at the same time: each runs once, whatever the order in which they end. */
import { expect } from 'vitest';
import type { Handler } from '../../support/sdk/sdk.ts';
import { feature, only, since } from '../feature.ts';

const upload = { name: 'list.uploaded', data: {} };
const importing = (handler: Handler) => [{ id: 'import', event: 'list.uploaded', handler }];

/** Code of a step that says that it ran. */
const logging = (ran: string[]) => (name: string) => () => {
  ran.push(name);
  return name;
};

export const parallel = [
  feature('Promise.all', async ({ serve, send, told }) => {
    const ran: string[] = [];
    const code = logging(ran);
    await serve(
      importing(async ({ step }) => {
        const all = await Promise.all(['a', 'b', 'c'].map((name) => step.run(name, code(name))));
        return [...all, await step.run('after', code('after'))];
      }),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ✓ a ✓ b ✓ c ✓ after → ["a","b","c","after"]']);
    expect(ran.sort()).toEqual(['a', 'after', 'b', 'c']);
  }),

  feature('steps beside a sleep and a wait', async ({ serve, send, advance, told }) => {
    const ran: string[] = [];
    await serve(
      importing(async ({ step }) => {
        const [a, , review] = await Promise.all([
          step.run('a', logging(ran)('a')),
          step.sleep('a while', '1h'),
          step.waitForEvent('review', { event: 'list.reviewed', timeout: '1d' }),
        ]);
        return [a, review?.data];
      }),
    );
    await send(upload);
    expect(await told()).toEqual(['import: ⏸ list.reviewed ✓ a ⏾ sleep']);
    await send({ name: 'list.reviewed', data: { ok: true } });
    expect(await told()).toEqual(['import: ✓ list.reviewed ✓ a ⏾ sleep']);
    await advance('1h');
    expect(await told()).toEqual(['import: ✓ list.reviewed ✓ a ✓ sleep → ["a",{"ok":true}]']);
    expect(ran).toEqual(['a']);
  }),

  feature('chains side by side', async ({ serve, send, runs }) => {
    const ran: string[] = [];
    const code = logging(ran);
    await serve(
      importing(async ({ step }) => {
        const chain = async (name: string) => {
          const first = await step.run(`${name}1`, code(`${name}1`));
          return first + (await step.run(`${name}2`, code(`${name}2`)));
        };
        return Promise.all([chain('a'), chain('b'), chain('c')]);
      }),
    );
    await send(upload);
    expect((await runs())[0]).toMatchObject({ status: 'completed', output: ['a1a2', 'b1b2', 'c1c2'] });
    expect(ran.sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  }),

  feature('a fork within a chain', async ({ serve, send, runs }) => {
    const ran: string[] = [];
    const code = logging(ran);
    await serve(
      importing(async ({ step }) => {
        const left = async () => {
          await step.run('l1', code('l1'));
          return Promise.all([step.run('l2', code('l2')), step.run('l3', code('l3'))]);
        };
        const both = await Promise.all([left(), step.run('r1', code('r1'))]);
        return [both, await step.run('end', code('end'))];
      }),
    );
    await send(upload);
    expect((await runs())[0]).toMatchObject({
      status: 'completed',
      output: [[['l2', 'l3'], 'r1'], 'end'],
    });
    expect(ran.sort()).toEqual(['end', 'l1', 'l2', 'l3', 'r1']);
  }),

  feature('one of them fails and is tried again alone', async ({ serve, send, advance, runs }) => {
    const ran: string[] = [];
    await serve(
      importing(async ({ step }) =>
        Promise.all([
          step.run('a', logging(ran)('a')),
          step.run('b', () => {
            if (ran.push('b') < 4 && ran.filter((name) => name === 'b').length < 2)
              throw new Error('not yet');
            return 'b';
          }),
        ]),
      ),
    );
    await send(upload);
    await advance('1m');
    expect((await runs())[0]).toMatchObject({ status: 'completed', output: ['a', 'b'] });
    expect(ran.sort()).toEqual(['a', 'b', 'b']);
  }),

  feature('Promise.race', async (bench) => {
    const { serve, send, advance, told, target } = bench;
    await serve(
      importing(async ({ step }) => {
        const first = await Promise.race([
          step.run('a', () => 'a'),
          step.sleep('a while', '1h').then(() => 'slept'),
        ]);
        return [first, await step.run('after', () => 'after')];
      }),
    );
    await send(upload);
    if (target.execution === 2) {
      // Execution 2 settles all of a batch before it goes on: documented, and what the official server does.
      expect(await told()).toEqual(['import: ✓ a ⏾ sleep']);
      await advance('1h');
      expect(await told()).toEqual(['import: ✓ a ✓ sleep ✓ after → ["a","after"]']);
    } else {
      expect((await told())[0]).toMatch(/^import: ✓ a .*✓ after/);
      // SDK 1 and 2 go on at once, too, but do not return before the loser has ended.
      if (target.execution === 0) await advance('1h');
      expect((await told())[0]).toMatch(/✓ after → \["a","after"\]$/);
    }
  }),

  feature('group.parallel with mode race', since(4), async ({ serve, send, told, runs }) => {
    await serve(
      importing(async ({ step, group }) => {
        const first = await group!.parallel({ mode: 'race' }, () =>
          Promise.race([step.run('a', () => 'a'), step.sleep('a while', '1h').then(() => 'slept')]),
        );
        return [first, await step.run('after', () => 'after')];
      }),
    );
    await send(upload);
    expect((await told())[0]).toMatch(/^import: ✓ a ⏾ sleep ✓ after/);
    expect((await runs())[0]!.steps.map(({ status }) => status)).toContain('completed');
  }),

  feature(
    'optimizeParallelism: false',
    only(({ major }) => major === 4, 'is how SDK 1 to 3 work; the option was added in SDK 4'),
    async ({ serve, send, told }) => {
      await serve(
        importing(async ({ step }) => {
          const first = await Promise.race([
            step.run('a', () => 'a'),
            step.sleep('a while', '1h').then(() => 'slept'),
          ]);
          return [first, await step.run('after', () => 'after')];
        }),
        { client: { optimizeParallelism: false } },
      );
      await send(upload);
      expect((await told())[0]).toMatch(/^import: ✓ a .*✓ after/);
    },
  ),
];
