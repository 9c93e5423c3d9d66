/** The graph while its code is being written. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { Session } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample, type WorkspaceCopy } from '../harness/workspace-copy.ts';

let workspace: WorkspaceCopy;
let session: Session;
let steplight: Steplight;

beforeAll(async () => {
  workspace = copySample('sdk4');
  session = await Session.open({ folder: workspace.folder });
  steplight = new Steplight(session.workbench);
  await session.workbench.openFile('src/contacts-import.ts');
  await steplight.openGraph();
});

afterAll(async () => {
  await session?.close();
  workspace?.remove();
});

test('broken code keeps the last good graph, marked stale; mended code brings the new one', async () => {
  session.explainFailure();
  const before = await steplight.nodeNames();
  await session.workbench.goToText('Enrich contacts information');
  await session.workbench.page.keyboard.press('End');
  await session.workbench.type('\nif (({ ');
  await steplight.graph.getByText(/last good graph/i).waitFor();
  expect(await steplight.nodeNames()).toEqual(before);
  expect(await session.workbench.notifications()).toEqual([]);
  await session.screenshot('stale-graph');

  for (let typed = 0; typed < '\nif (({ '.length + 20; typed++)
    await session.workbench.page.keyboard.press('Control+Z');
  await steplight.graph.getByText(/last good graph/i).waitFor({ state: 'hidden' });
  expect(await steplight.nodeNames()).toEqual(before);
});

test('a step that is typed appears on the graph before it is saved', async () => {
  session.explainFailure();
  await session.workbench.goToText("await step.run('Enrich contacts information'");
  await session.workbench.page.keyboard.press('Home');
  await session.workbench.type("await step.run('Count contacts', () => 1);\n");
  await steplight.node('Count contacts').waitFor();
});

test('clicking a node selects its code, and the cursor lights its node', async () => {
  session.explainFailure();
  await steplight.node('Create contacts in CRM').click();
  await until('the selection to be on the code of the node', async () => {
    const status = (await session.workbench.statusBarTexts()).join(' ');
    return /\(\d+ selected\)/.test(status);
  });
  await session.workbench.line('Create contacts in CRM').waitFor();

  await session.workbench.goToText('Delete uploaded contact lists');
  await until('the node of the cursor to be lit', async () =>
    steplight.node('Delete uploaded contact lists').evaluate((node) => node.classList.contains('sl-lit')),
  );
});
