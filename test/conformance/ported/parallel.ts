/** Steps at the same time. */
import { expect } from 'vitest';
import { missingIf, noStepErrors, ported } from '../ported.ts';

export const parallel = [
  ported('Promise.all: three steps, each run once', async ({ send, runs, marks }) => {
    await send({ name: 'parallel', data: {} });
    expect(await runs()).toMatchObject([{ status: 'completed', output: ['a', 'b', 'c'] }]);
    expect((await marks()).sort()).toEqual(['a', 'b', 'c']);
  }),

  ported('chains of steps beside each other', async ({ send, runs, marks }) => {
    await send({ name: 'parallel-chains', data: {} });
    expect(await runs()).toMatchObject([{ status: 'completed', output: ['a2', 'b2'] }]);
    expect((await marks()).sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
  }),

  ported('a step, a sleep and a wait beside each other', async ({ send, advance, runs }) => {
    await send({ name: 'parallel-kinds', data: {} });
    expect(await runs()).toMatchObject([{ status: 'waiting' }]);
    await advance('2h');
    expect(await runs()).toMatchObject([{ status: 'completed', output: ['a', 'slept', 'timed out'] }]);
  }),

  ported(
    'one of several steps fails for good, and is caught',
    async ({ send, advance, runs, marks }) => {
      await send({ name: 'parallel-failure', data: {} });
      await advance('1h');
      expect(await runs()).toMatchObject([{ status: 'completed', output: 'caught declined' }]);
      expect((await marks()).sort()).toEqual(['a', 'b', 'b']);
    },
    missingIf(noStepErrors),
  ),
];
