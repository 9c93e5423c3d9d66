/** What follows the end of a run, and what ends it from outside. */
import { expect } from 'vitest';
import { ported } from '../ported.ts';

export const ends = [
  ported('onFailure runs when the run has failed', async ({ send, advance, runs }) => {
    await send({ name: 'failing', data: {} });
    await advance('1m');
    const [failed, handler] = await runs();
    expect(failed).toMatchObject({ functionId: 'app-failing', status: 'failed' });
    expect(handler).toMatchObject({
      status: 'completed',
      output: { message: expect.stringContaining('declined'), event: 'failing' },
    });
  }),

  ported('cancelOn: the event that matches ends the run', async ({ send, advance, told }) => {
    await send({ name: 'cancelled', data: { id: 1 } }, { name: 'cancelled', data: { id: 2 } });
    await send({ name: 'cancel', data: { id: 1 } });
    await advance('1h');
    const [first, second] = await told();
    expect(first).toMatch(/● cancelled$/);
    expect(second).toMatch(/→ 2$/);
  }),
];
