/** A run that fails: its error in the Problems view, at the line that threw, and gone when another run is shown. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { Session } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample } from '../harness/workspace-copy.ts';

const charge = `import { inngest } from './inngest.ts';

export const charge = inngest.createFunction(
  { id: 'charge', name: 'Charge order', retries: 0, triggers: [{ event: 'order/paid' }] },
  async ({ event, step }) => {
    const check = await step.run('check order', () => ({ isValid: event.data.id !== '7' }));
    if (!check.isValid) {
      throw new Error('no such order', { cause: new Error('the list is empty') });
    }
    return 'charged';
  },
);
`;

test('the error of a run is one problem at its line, leads to the run, and goes with it', async (context) => {
  const sample = copySample('sdk4');
  writeFileSync(join(sample.folder, 'src/charge.ts'), charge);
  const session = await Session.open({ folder: sample.folder });
  context.onTestFinished(async () => {
    if (context.task.result?.state === 'fail') await session.explain(context.task.name);
    await session.close();
    sample.remove();
  });
  const { workbench } = session;
  const steplight = new Steplight(workbench);
  await workbench.openFile('src/charge.ts');
  await workbench.lens('Send Event').waitFor();
  await steplight.openGraph();
  await workbench.command('View: Focus Problems (Errors, Warnings, Infos)');
  const rows = workbench.page.locator('.markers-panel .monaco-list-row[aria-level="2"]');
  const problems = (): Promise<string[]> => rows.allTextContents();

  await steplight.sendEvent('order/paid', { id: '7' });
  await rows.first().waitFor();
  const text = 'no such order: the list is empty (function "Charge order", attempt 1 of 1)';
  expect(await problems()).toEqual([expect.stringContaining(text)]);
  expect(await problems()).toEqual([expect.stringContaining('[Ln 8, Col 13]')]);
  expect(await steplight.nodeNames()).toContainEqual(expect.stringMatching(/check\.isValid is false/));
  await session.screenshot('problem-of-a-run');

  await workbench.page.locator('.markers-panel a', { hasText: 'Open Run' }).first().click();
  await workbench.page.locator('.tab', { hasText: 'Charge order ·' }).waitFor();

  // The page of the run keeps the keys to itself.
  await workbench.page.locator('.tab', { hasText: 'charge.ts' }).first().click();
  await steplight.sendEvent('order/paid', { id: '8' });
  await until('the problem to be gone', async () => (await problems()).length === 0);
});
