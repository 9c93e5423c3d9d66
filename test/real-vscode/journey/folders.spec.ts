/** A window with several folders: one runtime serves one of them, and says so for the others. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { Session } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample } from '../harness/workspace-copy.ts';

/** The same app in both folders, as in two checkouts of one project: only the step's name differs. */
const source = (step: string): string => `
import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
export const order = inngest.createFunction(
  { id: 'order', triggers: { event: 'shop/ordered' } },
  async ({ step }) => {
    await step.run('${step}', () => '${step}');
  },
);
`;

test("another folder's function is refused, and the run is shown in its own folder only", async (context) => {
  const sample = copySample('sdk4');
  const parent = join(sample.folder, '..');
  for (const name of ['first', 'second']) {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'package.json'),
      '{ "type": "module", "dependencies": { "inngest": "^4.0.0" } }',
    );
    writeFileSync(join(folder, `${name}.ts`), source(`step of ${name}`));
    symlinkSync(join(sample.folder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }
  const workspace = join(parent, 'both.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
  const session = await Session.open({ folder: workspace });
  session.explainFailureOf(context);
  context.onTestFinished(async () => {
    await session.close();
    sample.remove();
  });
  const { workbench } = session;
  const steplight = new Steplight(workbench);

  await workbench.openFile('second.ts');
  await workbench.lens('Send Event').click();
  const refusal = workbench.notification('This window runs the functions in "first"');
  await refusal.waitFor();
  expect(await refusal.textContent()).toContain('open the folder "second" in its own window');
  expect((await workbench.statusBarTexts()).join(' ')).not.toContain('Steplight :');

  await workbench.openFile('first.ts');
  await steplight.sendEvent('shop/ordered', {});
  await steplight.inlineOf('step of first', /\S/);
  await workbench.lens('1 run').waitFor();

  await workbench.openFile('second.ts');
  await workbench.line(/step.of.second/).waitFor();
  // The lenses of the file before stay until the new ones are there.
  const lenses = await until('the lenses of the second folder without a run', async () => {
    const all = (await workbench.lenses()).join(' ');
    return all.includes('Send Event') && !all.includes('1 run') && all;
  });
  expect(lenses).toContain('Graph');
  expect((await workbench.inlineTexts()).map(({ inline }) => inline).join('')).toBe('');
});
