/** Events and signals that a run waits for. */
import { expect } from 'vitest';
import { onlyIn, ported } from '../ported.ts';

export const waits = [
  ported('waitForEvent with `if`', async ({ send, told }) => {
    await send({ name: 'wait', data: { id: 7 } });
    await send({ name: 'reviewed', data: { id: 8, by: 'Bo' } });
    expect(await told()).toEqual(['wait: ✓ one ⏸ reviewed']);
    await send({ name: 'reviewed', data: { id: 7, by: 'Ada' } });
    expect(await told()).toEqual(['wait: ✓ one ✓ reviewed → "Ada"']);
  }),

  ported('waitForEvent: nothing comes in time', async ({ send, advance, told }) => {
    await send({ name: 'wait', data: { id: 7 } });
    await advance('25h');
    expect(await told()).toEqual(['wait: ✓ one ⏱ reviewed → "timed out"']);
  }),

  ported(
    'waitForSignal',
    async ({ send, runtime, settle, advance, runs }) => {
      await send({ name: 'signal', data: {} });
      const response = await fetch(`${runtime.origin}/v1/signals`, {
        method: 'POST',
        body: JSON.stringify({ signal: 'approval', data: 'granted' }),
      });
      expect(response.status).toBe(200);
      await settle();
      await send({ name: 'signal', data: {} });
      await advance('1h');
      expect((await runs()).map(({ output }) => output)).toEqual(['granted', 'timed out']);
    },
    onlyIn('go', 'the SDK has no signals'),
  ),
];
