/** An approved and a rejected run beside each other: where they part, their steps, and a value of both. */
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import { accessibilityProblems } from '../../support/picture/graph-page.ts';
import { until } from '../harness/conditions.ts';
import { aliveRuntime } from '../harness/runtime-session.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

const user = 'ada-lovelace';

function tree(): Locator {
  const { page } = opened.session.workbench;
  return page
    .locator('.pane', { has: page.locator('.pane-header .title', { hasText: /^Runs$/ }) })
    .locator('[role="treeitem"]');
}

async function menu(row: Locator, action: string): Promise<void> {
  const { page } = opened.session.workbench;
  await row.click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-label', { hasText: new RegExp(`^${action}$`) });
  await item.waitFor();
  // A menu ignores a click right after it opened.
  await until(`${action} to be chosen`, async () => {
    await item.click({ timeout: 1000 }).catch(() => undefined);
    return (await item.count()) === 0;
  });
}

/** Rows of the comparison, as they are read out. */
async function comparedSteps(page: Frame): Promise<string[]> {
  return await page.locator('tbody th[scope="row"]').allInnerTexts();
}

async function checkAccessible(page: Frame): Promise<void> {
  expect(await accessibilityProblems(page)).toEqual([]);
}

/** The older run was approved, the newer one rejected. */
beforeAll(async () => {
  const upload = (id: string) => ({ upload_id: id, filename: 'valid.csv', user_id: user });
  await opened.steplight.sendEvent('api/contact_list.uploaded', upload('approved'));
  const client = new RuntimeClient(await aliveRuntime(opened.session.home));
  const count = async (status: 'waiting' | 'completed') => (await client.listRuns({ status })).runs.length;
  for (const [at, id] of ['approved', 'rejected'].entries()) {
    if (at > 0) await client.sendEvent({ name: 'api/contact_list.uploaded', data: upload(id) });
    await until(`the run ${id} to wait`, async () => (await count('waiting')) === 1 || null);
    const data = { upload_id: id, is_approved: id === 'approved', filters: {} };
    await client.sendEvent({ name: 'api/contact_list.reviewed', data });
    await until(`the run ${id} to end`, async () => (await count('completed')) === at + 1 || null);
  }
  await opened.session.workbench.command('Steplight for Inngest: Show Runs');
  await until(
    'two completed runs',
    async () =>
      (await tree()
        .filter({ hasText: /completed/ })
        .count()) === 2,
  );
});

test('an approved and a rejected run part where the code chooses', async () => {
  const { workbench } = opened.session;
  await menu(
    tree()
      .filter({ hasText: /completed/ })
      .nth(1),
    'Compare with…',
  );
  await workbench.quickPick('completed').first().click();
  const page = await opened.steplight.comparisonPage();
  await page.getByRole('heading', { name: 'Contacts Import and enrichment: two runs' }).waitFor();
  await page.locator('.sl-first').getByText('differs at data.is_approved: true in A, false in B').waitFor();
  await checkAccessible(page);
  await opened.session.screenshot('compare');
  const differences = await comparedSteps(page);
  await page.getByRole('button', { name: /^Only Differences/ }).click();
  await until('all steps', async () => (await comparedSteps(page)).length > differences.length);
  expect(await comparedSteps(page)).toEqual(expect.arrayContaining(differences));
  await page.getByRole('button', { name: /^Only Differences/ }).click();
  await until('the differences', async () => (await comparedSteps(page)).length === differences.length);
});

test('a value opens in the diff editor', async () => {
  const { page } = opened.session.workbench;
  const comparison = await opened.steplight.comparisonPage();
  await comparison
    .getByRole('button', { name: /^Compare values of api\/contact_list\.reviewed/ })
    .first()
    .click();
  const diff = page.locator('.monaco-diff-editor');
  await diff.locator('.editor.original .view-line', { hasText: '"is_approved": true' }).waitFor();
  await diff.locator('.editor.modified .view-line', { hasText: '"is_approved": false' }).waitFor();
  await opened.session.screenshot('compare-values');
});
