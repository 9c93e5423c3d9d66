/** What starts a function. */
import { expect } from 'vitest';
import { ported } from '../ported.ts';

export const triggers = [
  ported('the app and its functions', async ({ apps, target }) => {
    const [app] = await apps();
    expect(app).toMatchObject({
      appId: 'app',
      status: 'ok',
      source: target.connects ? 'connected' : 'running',
      sdk: expect.stringContaining(target.name.split(' ')[1]!),
    });
    expect(app!.functions.map(({ id }) => id)).toContain('app-sequence');
  }),

  ported('a trigger with `if`', async ({ send, told }) => {
    await send({ name: 'condition', data: { n: 1 } }, { name: 'condition', data: { n: 2 } });
    expect(await told()).toEqual(['condition: → 2']);
  }),

  ported('two triggers', async ({ send, told }) => {
    await send({ name: 'left', data: {} }, { name: 'right', data: {} });
    expect(await told()).toEqual(['triggers: → "left"', 'triggers: → "right"']);
  }),

  ported('cron', async ({ advance, cronRuns }) => {
    await advance('24h');
    expect(await cronRuns()).toMatchObject([{ status: 'completed', output: 'inngest/scheduled.timer' }]);
  }),
];
