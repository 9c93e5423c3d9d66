/** What is always shown or found by name: lenses above senders, hints next to crons, symbols of the workspace. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeLens, InlayHint, WorkspaceSymbol } from 'vscode-languageserver-protocol';
import { FeatureSession } from '../../support/analysis/feature-session.ts';

const shop = `
//- /package.json
{ "dependencies": { "inngest": "^3.0.0" } }
//- /order.ts
import { inngest } from './client';
export const order = inngest.createFunction(
  { id: 'order', cancelOn: [{ event: 'order.stopped' }] },
  { event: 'order.made' },
  async ({ step }) => {
    await step.run('charge card', () => pay());
    await step.waitForEvent('wait for pay', { event: 'order.paid', timeout: '1d' });
    await step.sendEvent('tell', { name: 'order.done', data: {} });
  },
);
export const audit = inngest.createFunction({ id: 'audit' }, { event: 'order.*' }, async ({ step }) => {});
export const nightly = inngest.createFunction({ id: 'nightly' }, { cron: '30 2 * * *' }, async ({ step }) => {});
export const zoned = inngest.createFunction(
  { id: 'zoned' },
  [{ cron: 'TZ=Asia/Tokyo 0 9 * * 1' }, { cron: '0 25 * * *' }],
  async ({ step }) => {},
);
//- /client.ts
import { Inngest } from 'inngest';
export const inngest = new Inngest({ id: 'shop' });
//- /route.ts
import { inngest } from './client';
export async function POST() {
  await inngest.send({ name: 'order.made', data: {} });
  await inngest.send([{ name: 'order.paid' }, { name: 'order.stopped' }]);
  await inngest.send({ name: 'nobody.hears', data: {} });
}
`;

let session: FeatureSession;

beforeAll(async () => {
  session = await FeatureSession.start(shop);
});
afterAll(() => session.stop());

test('a lens above a sender shows what its event does, and nothing if it does nothing', async () => {
  const uri = session.server.uri('route.ts');
  const lenses = await session.server.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(
    lenses.map(({ range, command }) => [range.start.line + 1, command?.title, command?.arguments]),
  ).toEqual([
    [3, 'Starts order, audit', [uri, 2, 30]],
    [4, 'Starts audit · resumes 1 · cancels 1', [uri, 3, 31]],
  ]);
});

test('a hint next to a cron shows its meaning; none next to an invalid one', async () => {
  const hints = await session.server.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri: session.server.uri('order.ts') },
    range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
  });
  expect(hints.map(({ position, label }) => [position.line + 1, label])).toEqual([
    [12, 'At 02:30, UTC'],
    [15, 'At 09:00, only on Monday, Asia/Tokyo'],
  ]);
});

async function symbols(query: string): Promise<string[]> {
  const found = await session.server.request<WorkspaceSymbol[]>('workspace/symbol', { query });
  return found.map(({ name, containerName, location }) => {
    const line = 'range' in location ? location.range.start.line + 1 : 0;
    return `${name} (${containerName}) ${session.pathOf(location.uri)}:${line}`;
  });
}

test('functions are listed; events and steps are found by fuzzy name', async () => {
  expect(await symbols('')).toEqual([
    'order (shop) order.ts:2',
    'audit (shop) order.ts:11',
    'nightly (shop) order.ts:12',
    'zoned (shop) order.ts:13',
  ]);
  expect(await symbols('ordpaid')).toEqual(['order.paid (event) order.ts:7']);
  expect(await symbols('chcard')).toEqual(['charge card (order) order.ts:6']);
  expect(await symbols('ORDER.M')).toEqual(['order.made (event) order.ts:4']);
  expect(await symbols('xyz')).toEqual([]);
});
