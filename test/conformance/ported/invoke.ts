/** Functions that run inside another's step. */
import { expect } from 'vitest';
import type { LanguageBench } from '../language-bench.ts';
import { ported } from '../ported.ts';

/** What the run that invokes has returned. */
async function returned({ runs }: LanguageBench, id: string): Promise<unknown> {
  const run = (await runs()).find(({ functionId }) => functionId === `app-${id}`);
  return run!.status === 'completed' ? run!.output : run!.error?.message;
}

export const invoke = [
  ported('invoke: the result of another function', async (bench) => {
    await bench.send({ name: 'invoke', data: {} });
    expect(await returned(bench, 'invoke')).toBe(42);
  }),

  ported('invoke: a function that fails', async (bench) => {
    await bench.send({ name: 'invoke-failure', data: {} });
    expect(await returned(bench, 'invoke-failure')).toMatch(/^caught .*refused$/);
  }),

  ported('invoke: a timeout', async (bench) => {
    await bench.send({ name: 'invoke-timeout', data: {} });
    await bench.advance('1h');
    expect(await returned(bench, 'invoke-timeout')).toBe(
      'caught Timed out waiting for invoked function to complete',
    );
  }),

  ported('invoke: a function that nobody serves', async (bench) => {
    await bench.send({ name: 'invoke-unknown', data: {} });
    expect(await returned(bench, 'invoke-unknown')).toBe(
      'caught could not find function with ID: app-nobody',
    );
  }),
];
