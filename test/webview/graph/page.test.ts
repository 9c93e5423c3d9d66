/** The page in a real browser: pointer, keys, camera, accessibility, Content-Security-Policy. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactsImport, orderFulfilment } from '../../../webview/src/dev/example-graphs.ts';
import {
  accessibilityProblems,
  type GraphBrowser,
  sentBy,
  startGraphBrowser,
} from '../../support/picture/graph-page.ts';

let browser: GraphBrowser;
beforeAll(async () => {
  browser = await startGraphBrowser();
});
afterAll(() => browser?.close());

const node = (id: string): string => `[data-node="${id}"]`;

/** Transform of the scene; changes whenever the camera moves. */
const camera = (page: Page): Promise<string | null> =>
  page.locator('.sl-graph > g').getAttribute('transform');

const placeOf = async (page: Page, id: string): Promise<{ x: number; y: number }> => {
  const box = await page.locator(`${node(id)} .sl-shape`).boundingBox();
  return {
    x: Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2),
    y: Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2),
  };
};

test.each([
  ['contacts', 'vscode-dark'],
  ['contacts', 'vscode-light'],
  ['order', 'vscode-high-contrast'],
  ['order', 'vscode-high-contrast-light'],
])('%s in %s has no serious accessibility problem', async (graph, theme) => {
  const page = await browser.openExample(graph, { theme, at: 11 });
  await page.getByRole('button', { name: 'Legend' }).click();
  await page.locator(node(graph === 'contacts' ? 'review' : 'items')).click();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.close();
});

test('a click selects a node, opens its code and shows its details', async () => {
  const page = await browser.openExample('contacts', { at: 11 });
  await page.locator(node('review')).click();
  expect(await sentBy(page)).toContainEqual({ kind: 'open-source', nodeId: 'review' });
  const details = page.getByRole('region', { name: 'Details of wait-for-review' });
  expect(await details.innerText()).toContain('1 near miss');
  expect(await details.innerText()).toContain('"upl_7f4"');
  await details.getByRole('button', { name: 'Send Matching Event' }).click();
  await details.getByRole('button', { name: 'Time Out Now' }).click();
  const kinds = (await sentBy(page)).map((message) => message.kind);
  expect(kinds.slice(-2)).toEqual(['send-matching-event', 'skip']);
  await page.close();
});

test('by keyboard alone: into the graph, along its edges, code, details, out', async () => {
  const page = await browser.openExample('contacts');
  await page.getByRole('button', { name: 'Save as SVG' }).focus();
  await page.keyboard.press('Tab');
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('data-node') ?? null);
  expect(await focused()).toBe('start');
  for (const [key, id] of [
    ['ArrowDown', 'validate'],
    ['ArrowDown', 'valid'],
    ['ArrowDown', 'enrich'],
    ['ArrowLeft', 'invalid'],
    ['ArrowUp', 'valid'],
  ] as const) {
    await page.keyboard.press(key);
    expect(await focused()).toBe(id);
  }
  await page.keyboard.press('Enter');
  expect((await sentBy(page)).at(-1)).toEqual({ kind: 'open-source', nodeId: 'valid' });
  await page.keyboard.press('Escape');
  expect(await page.locator('.sl-inspector').count()).toBe(0);
  await page.close();
});

test('progress moves neither a node nor the camera', async () => {
  const page = await browser.openExample('contacts', { at: 0 });
  const before = [await camera(page), await placeOf(page, 'validate'), await placeOf(page, 'success')];
  const slider = page.locator('#dev-progress');
  for (let at = 1; at <= Number(await slider.getAttribute('max')); at += 1) await slider.fill(String(at));
  await page.getByRole('button', { name: 'Notify user of successful import, step, done' }).waitFor();
  expect([await camera(page), await placeOf(page, 'validate'), await placeOf(page, 'success')]).toEqual(
    before,
  );
  await page.close();
});

test('plus, minus and zero zoom and fit', async () => {
  const page = await browser.openExample('contacts');
  const scale = page.locator('.sl-scale');
  const first = await scale.innerText();
  await page.locator(node('start')).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  expect(Number.parseInt(await scale.innerText(), 10)).toBeGreaterThan(Number.parseInt(first, 10));
  await page.keyboard.press('0');
  await page.waitForFunction((text) => document.querySelector('.sl-scale')?.textContent === text, first);
  await page.close();
});

test("the extension's page follows its policy, lays out in a worker, and keeps its position when the code changes", async () => {
  const { page, tell, complaints } = await browser.openPanel();
  await page.waitForFunction(() => (window as unknown as { sent: unknown[] }).sent.length > 0);
  expect(await sentBy(page)).toEqual([{ kind: 'ready' }]);
  const message = { kind: 'show-graph' as const, stale: false, message: null, functions: [] };
  await tell({ ...message, graph: contactsImport });
  await page.waitForSelector(node('success'));
  await page.locator(node('review')).click();
  const before = await placeOf(page, 'review');

  const edited = structuredClone(contactsImport);
  edited.nodes.push({
    id: 'audit',
    kind: 'step',
    label: 'Audit',
    range: edited.range,
    step: { tool: 'run', id: { kind: 'literal', value: 'Audit' } },
  });
  edited.edges = edited.edges.map((edge) => (edge.to === 'validate' ? { ...edge, to: 'audit' } : edge));
  edited.edges.push({ id: 'new', from: 'audit', to: 'validate', kind: 'next' });
  await tell({ ...message, graph: edited });
  await page.waitForSelector(node('audit'));
  expect(await placeOf(page, 'review')).toEqual(before);

  await tell({ ...message, graph: edited, stale: true });
  await page.waitForSelector('.sl-banner');
  await tell({ ...message, graph: null, message: 'Nothing here.' });
  await page.getByText('Nothing here.').waitFor();
  expect(complaints).toEqual([]);
  expect((await sentBy(page)).filter((sent) => sent.kind === 'failed')).toEqual([]);
  await page.close();
});

test('the cursor highlights its node; the camera moves only when the node is out of view', async () => {
  const { page, tell } = await browser.openPanel();
  await tell({ kind: 'show-graph', graph: orderFulfilment, stale: false, message: null, functions: [] });
  await page.waitForSelector(node('load'));
  const before = await camera(page);
  await tell({ kind: 'light-node', nodeId: 'load' });
  await page.waitForSelector(`${node('load')}.sl-lit`);
  expect(await camera(page)).toBe(before);
  await tell({ kind: 'light-node', nodeId: 'publish' });
  await page.waitForFunction(
    ([selector]) => {
      const box = document.querySelector(selector as string)?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
    },
    [node('publish')],
  );
  await page.close();
});

test('the picker says how long ago a run was, also when nothing of it changes any more', async () => {
  const { page, tell } = await browser.openPanel();
  await page.clock.install({ time: 1_700_000_000_000 });
  const functions = [{ id: contactsImport.id, name: contactsImport.name }];
  await tell({ kind: 'show-graph', graph: contactsImport, stale: false, message: null, functions });
  const runs = [{ runId: 'one', status: 'failed' as const, queuedAt: 1_700_000_000_000 - 58_000 }];
  await tell({ kind: 'show-run', progress: null, overlay: null, runs });
  const picker = page.getByRole('combobox', { name: 'Run' });
  await picker.getByText('failed · 58s ago').waitFor({ state: 'attached' });
  await page.clock.runFor(89_000);
  await picker.getByText('failed · 2m 27s ago').waitFor({ state: 'attached' });
  await page.close();
});

test('functions with the same ID in two folders are two entries of the picker', async () => {
  const { page, tell } = await browser.openPanel();
  const { id } = contactsImport;
  const functions = [
    { id, name: 'Import (api)', uri: 'file:///api/a.ts' },
    { id, name: 'Import (web)', uri: 'file:///web/a.ts' },
  ];
  const uri = 'file:///web/a.ts';
  await tell({ kind: 'show-graph', graph: contactsImport, stale: false, message: null, functions, uri });
  const picker = page.getByRole('combobox', { name: 'Function' });
  await picker.waitFor();
  expect(await picker.locator('option:checked').innerText()).toBe('Import (web)');
  await picker.selectOption('Import (api)');
  expect((await sentBy(page)).at(-1)).toEqual({
    kind: 'pick-function',
    functionId: id,
    uri: 'file:///api/a.ts',
  });
  await page.close();
});

test('many functions are listed under their apps, those of the file first, and can be searched', async () => {
  const { page, tell } = await browser.openPanel();
  const uri = 'file:///a/0.ts';
  const functions = Array.from({ length: 30 }, (_, n) => ({
    ...{ id: n === 0 ? contactsImport.id : `f${n}`, name: `Function ${n}` },
    ...{ uri: `file:///a/${n}.ts`, app: n < 20 ? 'billing' : 'crm' },
  }));
  await tell({ kind: 'show-graph', graph: contactsImport, stale: false, message: null, functions, uri });
  const picker = page.getByRole('combobox', { name: 'Function' });
  await picker.waitFor();
  const groups = await picker
    .locator('optgroup')
    .evaluateAll((all) => all.map((group) => [group.getAttribute('label'), group.children.length]));
  expect(groups).toEqual([
    ['This file', 1],
    ['billing', 19],
    ['crm', 10],
  ]);
  await picker.selectOption('Search Functions…');
  expect((await sentBy(page)).at(-1)).toEqual({ kind: 'search-function' });
  expect(await picker.locator('option:checked').innerText()).toBe('Function 0');
  await page.close();
});

test('what changes in a run is announced', async () => {
  const page = await browser.openExample('contacts', { at: 3 });
  await page.locator('#dev-progress').fill('4');
  await page.waitForFunction(() =>
    document
      .querySelector('[role=status][aria-live]')
      ?.textContent?.includes('Validate upload contents: done'),
  );
  await page.close();
});

test('the panel is pinned by the extension, and an event leads to the event map', async () => {
  const { page, tell } = await browser.openPanel();
  await page.waitForFunction(() => (window as unknown as { sent: unknown[] }).sent.length > 0);
  const show = (pinned: boolean) =>
    tell({
      kind: 'show-graph',
      graph: contactsImport,
      stale: false,
      message: null,
      uri: 'file:///a.ts',
      functions: [{ id: contactsImport.id, name: contactsImport.name }],
      pinned,
    });
  await show(false);
  const pin = page.getByRole('button', { name: /^Pin/ });
  await pin.click();
  expect((await sentBy(page)).at(-1)).toEqual({ kind: 'pin', pinned: true });
  await show(true);
  await page.waitForSelector('[aria-pressed="true"][aria-label^="Pin"]');
  await page.locator(node('review')).click();
  await page.locator('.sl-inspector').getByRole('button', { name: 'api/contact_list.reviewed' }).click();
  expect((await sentBy(page)).at(-1)).toEqual({ kind: 'show-event', event: 'api/contact_list.reviewed' });
  await page.close();
});
