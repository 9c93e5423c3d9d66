/** A run as a page: opened, read, moved through its past, reloaded, opened from a terminal. */
import type { Frame } from 'playwright-core';
import { test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

const upload = { upload_id: 'page-1', filename: 'flaky.csv', user_id: 'hedy' };

/** Names of the timeline's rows, as screen readers get them. */
async function rows(page: Frame): Promise<string[]> {
  return await page
    .locator('.sl-tl-row')
    .evaluateAll((all) => all.map((row) => row.getAttribute('data-name') ?? ''));
}

async function rowIs(step: string, state: RegExp): Promise<void> {
  let seen: string[] = [];
  await until(`the row ${step} to be ${state}`, async () => {
    seen = await rows(await opened.steplight.runPage());
    return seen.some((name) => name.startsWith(step) && state.test(name));
  }).catch((error: Error) => {
    throw new Error(`${error.message}; the rows are ${seen.join(' | ')}`);
  });
}

test('the page of a run grows with it, and says why it waits', async () => {
  const { workbench } = opened.session;
  await workbench.openFile('src/contacts-import.ts');
  await opened.steplight.sendEvent('api/contact_list.uploaded', upload);
  // The command is there once there is a run.
  await workbench.lens(/^1 run$/).waitFor();
  await workbench.command('Steplight: Open Run');
  await rowIs('Enrich contacts information', /attempt 2 of \d, /);
  await rowIs('api/contact_list.reviewed', /, waiting, /);
  await opened.steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'other', is_approved: true });
  const page = await opened.steplight.runPage();
  await page.locator('.sl-why').getByText('1 near miss').waitFor();
  await workbench.tab(/Contacts Import and enrichment · \w{4}/).waitFor();
  await opened.session.screenshot('run-page-waiting');
});

test('a step leads to its code, and its wait is ended', async () => {
  const { workbench } = opened.session;
  const page = await opened.steplight.runPage();
  await page.locator('.sl-tl-row', { hasText: 'Enrich contacts information' }).click();
  await page.getByRole('region', { name: 'Details of Enrich contacts information' }).waitFor();
  await opened.session.screenshot('run-page-step');
  await page.getByRole('button', { name: 'Go to Step' }).click();
  await workbench.line('Enrich contacts information').waitFor();
  await workbench.tab(/Contacts Import and enrichment · /).click();
  const again = await opened.steplight.runPage();
  // What was selected before the page was hidden is selected again.
  await again.getByRole('region', { name: 'Details of Enrich contacts information' }).waitFor();
  await again.locator('.sl-tl-row', { hasText: 'api/contact_list.reviewed' }).click();
  await again.getByRole('button', { name: 'Time Out Now' }).click();
  await rowIs('api/contact_list.reviewed', /, timed out, /);
  await rowIs('Run', /, done, /);
});

test('the slider leads through its past, and back', async () => {
  const page = await opened.steplight.runPage();
  const before = (await rows(page)).length;
  await page.getByRole('button', { name: 'Previous Step' }).click();
  await page.getByRole('button', { name: 'Previous Step' }).click();
  await page.getByText('Viewing the past').waitFor();
  await until('the page to show fewer steps', async () => (await rows(page)).length < before);
  await opened.session.screenshot('run-page-past');
  await page.getByRole('button', { name: 'Back to Live' }).click();
  await until('the page to show all steps', async () => (await rows(page)).length === before);
});

test('the page is there again after the window was reloaded', async () => {
  await opened.session.workbench.reload();
  await rowIs('Run', /, done, /);
});

test('a run ID in a terminal opens the page', async () => {
  const { workbench } = opened.session;
  const { page } = workbench;
  const runId = await (await opened.steplight.runPage()).locator('.sl-run-facts code').last().innerText();
  await workbench.command('View: Close Editor');
  await workbench.command('Terminal: Create New Terminal');
  await page.locator('.terminal-wrapper:visible .xterm-helper-textarea').first().focus();
  await workbench.type(`clear; echo ${runId}\n`);
  const tab = workbench.tab(/Contacts Import and enrichment · /);
  await until(
    'the link to open the page',
    async () => {
      const screen = await page.locator('.terminal-wrapper:visible .xterm-screen').first().boundingBox();
      if (!screen) return false;
      await page.keyboard.down('Control');
      for (const line of [0, 1, 2]) {
        await page.mouse.move(screen.x + 40, screen.y + 8 + line * 18, { steps: 4 });
        await page.waitForTimeout(400);
        await page.mouse.click(screen.x + 40, screen.y + 8 + line * 18);
      }
      await page.keyboard.up('Control');
      return await tab.isVisible();
    },
    30_000,
  );
  await rowIs('Run', /, done, /);
});
