/** The event map's page in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FromMap } from '../../../webview/src/map-protocol.ts';
import {
  accessibilityProblems,
  type GraphBrowser,
  startGraphBrowser,
} from '../../support/picture/graph-page.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await startGraphBrowser();
});
afterAll(() => browser?.close());

const node = (key: string): string => `[data-node="${key}"]`;
const sentBy = (page: Page): Promise<FromMap[]> =>
  page.evaluate(() => (window as unknown as { sent: FromMap[] }).sent);
const shown = (page: Page): Promise<number> => page.locator('.sl-node').count();

test.each(['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'])(
  'no serious accessibility problem in %s',
  async (theme) => {
    const page = await browser.openMap('shop', theme);
    await page.getByRole('button', { name: 'Legend' }).click();
    await page.getByRole('button', { name: /^List/ }).click();
    await page.locator(node('function:shop-fulfil-order')).click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.close();
  },
);

test('details lead to the graph, to the code and to the neighbors', async () => {
  const page = await browser.openMap('shop');
  await page.locator(node('function:shop-fulfil-order')).click();
  const details = page.getByRole('region', { name: 'Details of Fulfil order' });
  expect(await details.innerText()).toContain('3 runs · 1 active · 1 failed');
  await details.getByRole('button', { name: 'Open Graph' }).click();
  await details.getByRole('button', { name: 'src/functions/shop-fulfil-order.ts:1' }).first().click();
  expect((await sentBy(page)).map(({ kind }) => kind)).toEqual(['ready', 'open-graph', 'open-place']);
  await details.getByRole('button', { name: 'mail/requested' }).click();
  await page.locator(node('function:shop-weekly-report')).waitFor({ state: 'detached' });
  expect(await shown(page)).toBe(5);
  await page.getByRole('button', { name: 'Send Event' }).click();
  expect((await sentBy(page)).at(-1)).toEqual({ kind: 'send-event', event: 'mail/requested' });
  await page.getByRole('button', { name: 'Show Whole Map' }).click();
  await page.locator(node('function:shop-weekly-report')).waitFor();
  await page.close();
});

test('by keyboard only: along the events, into a neighborhood, and out', async () => {
  const page = await browser.openMap('shop');
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('data-node') ?? null);
  await page.locator(node('code:src/routes/orders/[id]/cancel.ts')).focus();
  for (const key of ['event:shop/order.cancelled', 'function:shop-fulfil-order']) {
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(key);
  }
  await page.keyboard.press('Space');
  await page.getByRole('region', { name: 'Details of Fulfil order' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator(node('function:shop-weekly-report')).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.locator(node('function:shop-weekly-report')).waitFor();
  await page.close();
});

test('a large map: its groups, one of them, a filter, one match, and more links around it', async () => {
  const page = await browser.openMap('large');
  expect(await shown(page)).toBeLessThan(20);
  await page.locator(node('group:apps/mail')).dispatchEvent('click');
  await page.locator('.sl-node[data-node^="function:"]').first().waitFor({ state: 'attached' });
  await page.getByRole('searchbox').fill('clip.failed');
  await page.getByRole('status').getByText('8 matches').waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'mail/clip.failed.v4' }).click();
  await page.getByRole('status').getByText('neighbors of mail/clip.failed.v4').waitFor();
  const near = await shown(page);
  await page.getByRole('combobox', { name: 'Distance' }).selectOption('3');
  await page.waitForFunction((before) => document.querySelectorAll('.sl-node').length > before, near);
  await page.getByRole('searchbox').fill('nothing is called so');
  await page.getByRole('heading', { name: 'No matches' }).waitFor();
  await page.close();
});

test('a workspace without functions says so', async () => {
  const page = await browser.openMap('none');
  expect(await page.locator('.sl-empty').innerText()).toContain('No events yet');
  await page.close();
});
