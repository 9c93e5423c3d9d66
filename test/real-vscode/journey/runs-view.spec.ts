/** The Runs view as a person uses it: groups, a filter, and several runs at once. */
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import { until } from '../harness/conditions.ts';
import { aliveRuntime } from '../harness/runtime-session.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

let client: RuntimeClient;

/** Rows of the view, by what is read out of them. */
function rows(text: string | RegExp): Locator {
  const { page } = opened.session.workbench;
  return page
    .locator('.pane', { has: page.locator('.pane-header .title', { hasText: /^Runs$/ }) })
    .locator('[role="treeitem"]', { hasText: text });
}

async function rowsAre(text: string | RegExp, count: number): Promise<void> {
  await until(`${count} rows with ${text}`, async () => (await rows(text).count()) === count || null);
}

/** Four runs wait: two of Ada's, two of Grace's. */
beforeAll(async () => {
  const upload = (n: number) => ({
    upload_id: `run-${n}`,
    filename: 'valid.csv',
    user_id: n % 2 ? 'ada' : 'grace',
  });
  await opened.steplight.sendEvent('api/contact_list.uploaded', upload(1));
  client = new RuntimeClient(await aliveRuntime(opened.session.home));
  const waiting = async () => (await client.listRuns({ status: 'waiting' })).runs.length;
  await until('the first run to wait', async () => (await waiting()) === 1 || null);
  for (const n of [2, 3, 4]) await client.sendEvent({ name: 'api/contact_list.uploaded', data: upload(n) });
  await until('four runs to wait', async () => (await waiting()) === 4 || null);
  await opened.session.workbench.command('Steplight for Inngest: Show Runs');
});

test('runs are grouped by time, with their state and time before the tail of their name', async () => {
  await rows('Today').waitFor();
  await rowsAre(/waiting · (now|\d+s ago)/, 4);
  await opened.session.screenshot('runs-view-time');
});

test('grouped by function, they go below its name', async () => {
  const { workbench } = opened.session;
  await workbench.command('Steplight for Inngest: Group Runs by Function');
  await rows('Contacts Import and enrichment').first().waitFor();
  await rowsAre('Today', 0);
  await rowsAre(/^waiting/, 4);
  await opened.session.screenshot('runs-view-function');
  await workbench.command('Steplight for Inngest: Group Runs by Time');
  await rows('Today').waitFor();
});

test('a filter over the event is typed, shown, follows the runs, and is cleared', async () => {
  const { workbench } = opened.session;
  const { page } = workbench;
  await workbench.command('Steplight for Inngest: Filter Runs…');
  await workbench.quickInput.fill('status:waiting where:event.data.user_id == "ada"');
  await workbench.quickPick('Filter by').waitFor();
  await page.keyboard.press('Enter');
  await rowsAre(/waiting/, 2);
  await page.getByText('Matching: 2 runs').waitFor();
  await opened.session.screenshot('runs-view-filter');
  const [ada] = (await client.listRuns({ where: 'event.data.user_id == "ada"' })).runs;
  await client.cancelRun(ada?.runId ?? '');
  await rowsAre(/waiting/, 1);
  await workbench.command('Steplight for Inngest: Clear Runs Filter');
  await rowsAre(/waiting/, 3);
  await rowsAre(/cancelled/, 1);
});

test('a filter that cannot be read says what is wrong', async () => {
  const { workbench } = opened.session;
  await workbench.command('Steplight for Inngest: Filter Runs…');
  await workbench.quickInput.fill('where:evnt.data.user_id == "ada"');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.getByText('unknown variable evnt at character 1').first().waitFor();
  await workbench.command('Steplight for Inngest: Clear Runs Filter');
  await rowsAre(/waiting/, 3);
});

test('selected runs are cancelled, and rerun, at once after one question', async () => {
  const { page } = opened.session.workbench;
  const actOnThree = async (status: RegExp, { action, question, button }: Record<string, string>) => {
    await rows(status).nth(0).click();
    for (const next of [1, 2])
      await rows(status)
        .nth(next)
        .click({ modifiers: ['ControlOrMeta'] });
    await rows(status).nth(0).click({ button: 'right' });
    const item = page.locator('.monaco-menu .action-label', { hasText: new RegExp(`^${action}$`) });
    // A menu ignores a click right after it opened.
    await until(`${action} to be chosen`, async () => {
      if (await item.isVisible()) await item.click({ timeout: 2_000 }).catch(() => null);
      return !(await item.isVisible());
    });
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(question ?? '').waitFor();
    await opened.session.screenshot(`runs-view-${action?.toLowerCase().replaceAll(' ', '-')}`);
    await dialog.getByText(button ?? '', { exact: true }).click();
  };
  await actOnThree(/waiting/, { action: 'Cancel Run', question: 'Cancel 3 runs?', button: 'Cancel Runs' });
  await rowsAre(/cancelled/, 4);
  expect((await client.listRuns({ status: 'waiting' })).runs).toEqual([]);
  await actOnThree(/cancelled/, { action: 'Rerun', question: 'Rerun 3 runs?', button: 'Rerun' });
  await rowsAre(/waiting/, 3);
  expect((await client.listRuns({ status: 'waiting' })).runs.map(({ rerun }) => rerun?.from)).toEqual(
    Array(3).fill({ at: 'start' }),
  );
});
