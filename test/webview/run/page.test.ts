/** The page of a run in a real browser: pointer, keys, zoom, accessibility, Content-Security-Policy, large runs and values. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  type GraphBrowser,
  sentByRun,
  startGraphBrowser,
} from '../../support/picture/graph-page.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await startGraphBrowser();
});
afterAll(() => browser?.close());

const rowNames = (page: Page): Promise<string[]> =>
  page.locator('.sl-tl-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-name') ?? ''));
const activeRow = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return (id && document.getElementById(id)?.getAttribute('data-name')) || null;
  });

describe('accessibility', () => {
  test.each([
    ['week', 'vscode-dark', 1200],
    ['waiting', 'vscode-light', 700],
    ['loop', 'vscode-high-contrast', 1200],
    ['values', 'vscode-high-contrast-light', 1200],
    ['values', 'vscode-light', 1200],
  ])('%s in %s at %d pixels has no serious problem', async (run, theme, width) => {
    const page = await browser.openRun(run, { theme, width });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.locator('.sl-tl-row').nth(1).click();
    await page.locator('.sl-pane .sl-tree').first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.close();
  });

  test('each row has a name that says state, time and attempt', async () => {
    const page = await browser.openRun('week');
    expect((await rowNames(page)).slice(0, 5)).toEqual([
      'Run, done, 6d 21h',
      'Validate upload contents, done, 115ms',
      'Enrich contacts information, done, attempt 3 of 5, 13s',
      'Score contacts by engagement in the last twelve months, done, in parallel with 3 steps, 638ms',
      'Find duplicates, done, in parallel with 3 steps, 307ms',
    ]);
    await page.close();
  });
});

test('by keyboard alone: along the steps, to their details and their code', async () => {
  const page = await browser.openRun('week');
  await page.locator('.sl-tl-list').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await activeRow(page)).toMatch(/^Enrich contacts/);
  await page.getByRole('region', { name: 'Details of Enrich contacts information' }).waitFor();
  await page.keyboard.press('Enter');
  expect((await sentByRun(page)).at(-1)).toMatchObject({ kind: 'open-code' });
  await page.keyboard.press('End');
  expect(await activeRow(page)).toMatch(/^Notify user/);
  await page.keyboard.press('Home');
  expect(await activeRow(page)).toMatch(/^Run,/);
  await page.close();
});

test('a click selects a step; its buttons lead to code and graph', async () => {
  const page = await browser.openRun('week');
  await page.getByRole('option', { name: /^Create contacts/ }).click();
  const details = page.getByRole('region', { name: 'Details of Create contacts in CRM' });
  await details.getByText('inserted').waitFor();
  await details.getByRole('button', { name: 'Go to Step' }).click();
  await details.getByRole('button', { name: 'Show on Graph' }).click();
  expect((await sentByRun(page)).slice(-2).map(({ kind }) => kind)).toEqual(['open-code', 'show-on-graph']);
  await details.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('region', { name: 'Run', exact: true }).waitFor();
  await page.close();
});

test('the slider shows a moment of the past: fewer steps, drawn where they were, and nothing to act on the run', async () => {
  const page = await browser.openRun('week');
  const before = await barsOf(page, /^Find duplicates/);
  await page.getByRole('slider', { name: 'Moment' }).fill('29');
  await page.getByText('Viewing the past').waitFor();
  expect((await rowNames(page)).at(-1)).toMatch(/^wait-for-review, waiting/);
  expect(await barsOf(page, /^Find duplicates/)).toEqual(before);
  expect(await page.getByRole('button', { name: /^Rerun|^Cancel Run/ }).count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to Live' }).click();
  await page.getByRole('button', { name: 'Rerun', exact: true }).waitFor();
  await page.close();
});

test('a frame of a stack leads to its line', async () => {
  const page = await browser.openRun('loop');
  await page.getByText('Stack', { exact: true }).click();
  await page.getByRole('button', { name: 'src/send.ts:14:11' }).click();
  expect((await sentByRun(page)).at(-1)).toEqual({
    kind: 'open-frame',
    file: 'src/send.ts',
    line: 14,
    column: 11,
  });
  await page.close();
});

test('a printed line leads to its step', async () => {
  const page = await browser.openRun('week');
  const log = page.getByRole('region', { name: 'Console output' });
  await log.getByText('3 contacts have no address').waitFor();
  await log.getByRole('button', { name: 'Select step Enrich contacts information' }).first().click();
  await page.getByRole('region', { name: 'Details of Enrich contacts information' }).waitFor();
  await page.close();
});

test('what changes in the run is announced', async () => {
  const page = await browser.openRun('week', { at: 3 });
  await page.locator('#dev-progress').fill('4');
  await page.waitForFunction(() =>
    document
      .querySelector('.sl-unseen[role=status]')
      ?.textContent?.includes('Validate upload contents: done'),
  );
  await page.close();
});

/** Left edge and width of the bars of a row, in pixels of the window. */
const barsOf = (page: Page, row: RegExp): Promise<[number, number][]> =>
  page
    .getByRole('option', { name: row })
    .locator('.sl-bar > :last-child')
    .evaluateAll((bars) =>
      bars.map((bar) => {
        const { left, width } = bar.getBoundingClientRect();
        return [Math.round(left), Math.round(width)] as [number, number];
      }),
    );

test('a wait of a week leaves steps of milliseconds wide enough to be seen', async () => {
  const page = await browser.openRun('week');
  const [wait] = await barsOf(page, /^wait-for-review/);
  const [short] = await barsOf(page, /^Check opt-outs/);
  expect(wait?.[1]).toBeLessThan(200);
  expect(short?.[1]).toBeGreaterThanOrEqual(3);
  expect(await page.locator('.sl-tl-break title').allTextContents()).toContain('6d 21h, compressed');
  await page.close();
});

test('plus and minus zoom, the wheel zooms at the pointer, a drag pans, zero fits', async () => {
  const page = await browser.openRun('week');
  const before = await barsOf(page, /^Validate/);
  await page.locator('.sl-tl-list').focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('+');
  await page.getByText('244%').waitFor();
  await page.keyboard.press('0');
  await page.getByText('100%').waitFor();
  expect(await barsOf(page, /^Validate/)).toEqual(before);

  const [bar] = await barsOf(page, /^Create contacts/);
  const [x, y] = [(bar?.[0] ?? 0) + (bar?.[1] ?? 0) / 2, 400];
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -600);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => document.querySelector('.sl-scale')?.textContent !== '100%');
  const [zoomed] = await barsOf(page, /^Create contacts/);
  expect(zoomed?.[1]).toBeGreaterThan(bar?.[1] ?? 0);
  expect(zoomed?.[0]).toBeLessThan(x);
  expect((zoomed?.[0] ?? 0) + (zoomed?.[1] ?? 0)).toBeGreaterThan(x);

  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 3 });
  await page.mouse.up();
  expect((await barsOf(page, /^Create contacts/))[0]?.[0]).toBe((zoomed?.[0] ?? 0) + 60);
  expect(await page.locator('.sl-tl-row.sl-selected').getAttribute('data-name')).toMatch(/^Run,/);
  await page.close();
});

test('while a run goes on, what has ended stays where it is drawn', async () => {
  const page = await browser.openRun('long', { at: 140 });
  const slider = page.locator('#dev-progress');
  const before = await barsOf(page, /^Reindex page 3\b/);
  for (let at = 141; at <= 160; at += 1) await slider.fill(String(at));
  await page.getByText('157 steps').waitFor();
  expect(await barsOf(page, /^Reindex page 3\b/)).toEqual(before);
  await page.close();
});

test('of 10,000 steps only those in view are drawn, and the last one is a key away', async () => {
  const page = await browser.openRun('very long');
  await page.getByText('10000 steps').waitFor();
  expect(await page.locator('.sl-tl-row').count()).toBeLessThan(60);
  await page.locator('.sl-tl-list').focus();
  await page.keyboard.press('End');
  await page.getByRole('option', { name: /^Reindex page 10000\b/ }).waitFor();
  expect(await page.locator('.sl-tl-row').count()).toBeLessThan(60);
  expect(await activeRow(page)).toMatch(/^Reindex page 10000,/);
  await page.close();
});

test('a failed item of a loop is found by its state', async () => {
  const page = await browser.openRun('loop');
  await page.locator('.sl-tl-list').focus();
  for (let press = 0; press < 138; press += 1) await page.keyboard.press('ArrowDown');
  expect(await activeRow(page)).toBe('Send e-mail, failed, 90ms');
  await page
    .getByRole('region', { name: 'Details of Send e-mail' })
    .getByText('mailbox is full')
    .first()
    .waitFor();
  await page.close();
});

test('texts are not cut without a tip', async () => {
  const page = await browser.openRun('week', { width: 700 });
  const cut = await page.locator('.sl-page *').evaluateAll((elements) =>
    elements
      .filter((element) => element instanceof HTMLElement && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).textOverflow === 'ellipsis')
      .filter((element) => !element.closest('[title]'))
      .map((element) => element.textContent),
  );
  expect(cut).toEqual([]);
  await page.close();
});

describe('a large value', () => {
  test('is searched, from match to match', async () => {
    const page = await browser.openRun('values');
    await page.getByRole('option', { name: /^Export/ }).click();
    await page.getByRole('searchbox').fill('user-4321');
    await page.getByText('1 of 11').waitFor();
    await page.getByRole('searchbox').press('Enter');
    await page.getByText('2 of 11').waitFor();
    await page.getByRole('searchbox').press('Shift+Enter');
    await page.getByText('$.rows[4321].email').waitFor();
    expect(await page.locator('.sl-tree-row').count()).toBeLessThan(60);
    expect(await page.locator('.sl-tree mark').allInnerTexts()).toContain('user-4321');
    await page.close();
  });

  test('folds by keyboard', async () => {
    const page = await browser.openRun('values');
    await page.getByRole('option', { name: /^Export/ }).click();
    const tree = page.getByRole('tree', { name: 'Output' });
    await tree.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await tree.getByText('[0 … 9999]').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await tree.getByText('[0 … 99]').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await tree.getByText('[0 … 9999]').waitFor({ state: 'detached' });
    await page.close();
  });

  test('is copied in part, with its path', async () => {
    const page = await browser.openRun('week');
    await page.evaluate(() => {
      const copied: string[] = [];
      Object.assign(window, { copied });
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: async (text: string) => copied.push(text) },
      });
    });
    await page.getByRole('tree', { name: 'Output' }).getByText('created').click();
    const pane = page.getByRole('region', { name: 'Run', exact: true });
    for (const name of ['Copy', 'Copy Path', 'Copy as Code'])
      await pane.getByRole('button', { name, exact: true }).first().click();
    expect(await page.evaluate(() => (window as unknown as { copied: string[] }).copied)).toEqual([
      '1201',
      '$.report.created',
      'output.report.created',
    ]);
    await page.close();
  });
});

test("the extension's page follows its policy, and is told what to show", async () => {
  const { page, tell, complaints } = await browser.openRunPanel();
  await page.waitForFunction(() => (window as unknown as { sent: unknown[] }).sent.length > 0);
  expect(await sentByRun(page)).toEqual([{ kind: 'ready' }]);
  await tell({ kind: 'show-run', facts: null, message: 'The runtime is stopped.' });
  await page.getByText('The runtime is stopped.').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});
