/** The graph while its code is being written. */
import { beforeAll, expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

beforeAll(() => opened.steplight.openGraph());

/** Nothing that the editor would close by itself. */
const broken = '\nconst = ;';

test('broken code keeps the last good graph, marked stale; fixed code shows the new one', async () => {
  const { session, steplight } = opened;
  const before = await steplight.nodeNames();
  await session.workbench.clickLine('Enrich contacts information');
  await session.workbench.page.keyboard.press('End');
  await session.workbench.type(broken);
  await (await steplight.graph()).getByText(/last valid graph/i).waitFor();
  expect(await steplight.nodeNames()).toEqual(before);
  expect(await session.workbench.notifications()).toEqual([]);
  await session.screenshot('stale-graph');

  for (let typed = 0; typed < broken.length; typed++)
    await session.workbench.page.keyboard.press('Control+Z');
  // The end of the long line had scrolled the others out of sight.
  await session.workbench.page.keyboard.press('Control+Home');
  await (await steplight.graph()).getByText(/last valid graph/i).waitFor({ state: 'hidden' });
  expect(await steplight.nodeNames()).toEqual(before);
});

test('a step that is typed appears on the graph before it is saved', async () => {
  const { session, steplight } = opened;
  await session.workbench.clickLine('Enrich contacts information');
  await session.workbench.page.keyboard.press('Home');
  await session.workbench.type("await step.run('Count contacts', () => 1);\n");
  await (await steplight.node('Count contacts')).waitFor();
});

test('clicking a node selects its code, and the cursor highlights its node', async () => {
  const { session, steplight } = opened;
  await (await steplight.node('Create contacts in CRM')).click();
  await until('the selection to be on the code of the node', async () => {
    const status = (await session.workbench.statusBarTexts()).join(' ');
    return /\(\d+ selected\)/.test(status);
  });
  await session.workbench.line('Create contacts in CRM').waitFor();

  await session.workbench.clickLine('Delete uploaded contact lists');
  await until('the node of the cursor to be lit', async () =>
    (await steplight.node('Delete uploaded contact lists')).evaluate((node) =>
      node.classList.contains('sl-lit'),
    ),
  );
});

test('renaming a step asks first, since runs in progress would run it again', async () => {
  const { workbench } = opened.session;
  const { page } = workbench;
  await workbench.clickLine('Delete uploaded contact lists');
  await page.keyboard.press('Home');
  // Into the id, which is behind the first quote.
  const code = (await workbench.line('Delete uploaded contact lists').innerText()).replaceAll('\u00a0', ' ');
  const into = code.trimStart().indexOf("'") + 2;
  for (let step = 0; step < into; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  const input = page.locator('.rename-box input:visible');
  await input.waitFor();
  await input.fill('Delete lists');
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('Runs in progress run this step again').waitFor();
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await workbench.line("step.run('Delete lists'").waitFor();
  await (await opened.steplight.node('Delete lists')).waitFor();
});
