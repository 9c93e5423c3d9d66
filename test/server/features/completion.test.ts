/** Completions, mainly in half-typed code. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CompletionItem, MarkupContent } from 'vscode-languageserver-protocol';
import { FeatureSession } from '../../support/analysis/feature-session.ts';

const shop = `
//- /package.json
{ "dependencies": { "inngest": "^4.0.0" } }
//- /events.ts
import { eventType, Inngest, staticSchema } from 'inngest';
type Made = {
  order_id: string;
  /** In cents. */
  total: number;
  customer: { email: string; name?: string };
};
export const inngest = new Inngest({ id: 'shop' });
export const made = eventType('order.made', { schema: staticSchema<Made>() });
export const paid = eventType('order.paid', { schema: staticSchema<{ order_id: string; amount: number }>() });
//- /ship.ts
import { inngest } from './events';
export const ship = inngest.createFunction({ id: 'ship', triggers: { event: 'order.done' } }, async ({ step }) => {});
//- /route.ts
import { inngest } from './events';
export const POST = () => inngest.send({ name: 'order.opened', data: { id: 1 } });
//- /old/package.json
{ "dependencies": { "inngest": "^2.0.0" } }
//- /old/old.ts
import { Inngest } from 'inngest';
const inngest = new Inngest({ name: 'Old' });
export const f = inngest.createFunction({ name: 'F' }, { event: 'work.old' }, async ({ step }) => {
  await step.sleep('1h');
});
`;

const head =
  "import { inngest, made, paid } from './events';\nimport { referenceFunction } from 'inngest';\n";

let session: FeatureSession;

beforeAll(async () => {
  session = await FeatureSession.start(shop, {
    textDocument: { completion: { completionItem: { snippetSupport: true } } },
  });
});
afterAll(() => session.stop());

/** What is offered at the bar in a new file of this code, in the order of an editor. */
async function offeredIn(code: string, path = 'new.ts'): Promise<CompletionItem[] | null> {
  const text = path === 'new.ts' ? head + code : code;
  await session.edit(path, text.replace('|', ''));
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const items = await session.server.request<CompletionItem[] | null>('textDocument/completion', {
    textDocument: { uri: session.server.uri(path) },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  });
  return items?.sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)) ?? null;
}

async function labels(code: string): Promise<string[] | null> {
  const items = await offeredIn(code);
  return items?.map(({ label }) => label) ?? null;
}

/** The code after the first item of that label was chosen; places to fill are `<1:name>`. */
async function chosen(code: string, label: string, path?: string): Promise<string> {
  const item = (await offeredIn(code, path))?.find((each) => each.label === label);
  if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`${label} is not offered`);
  const lines = session.text(path ?? 'new.ts').split('\n');
  for (const { range, newText } of [item.textEdit, ...(item.additionalTextEdits ?? [])]) {
    const { line, character } = range.start;
    const text = lines[line] ?? '';
    const plain = newText.replace(/\$\{(\d+:[^}]*)\}/g, '<$1>');
    lines[line] = text.slice(0, character) + plain + text.slice(range.end.character);
  }
  const all = lines.join('\n');
  return path === undefined ? all.slice(head.length) : all;
}

test('a trigger completes events, sent ones first', async () => {
  const events = ['order.opened', 'order.done', 'order.made', 'order.paid', 'work.old'];
  expect(
    await labels("inngest.createFunction({ id: 'f', triggers: { event: '|' } }, async () => {});"),
  ).toEqual(events);
  expect(await labels("inngest.createFunction({ id: 'f', triggers: [{ event: '|"), 'half typed').toEqual(
    events,
  );
  expect(await labels("inngest.createFunction({ id: 'f', cancelOn: [{ event: 'or|' }] }")).toEqual(events);
});

test('a sent event completes events, handled ones first', async () => {
  expect(await labels("await inngest.send({ name: '|")).toEqual([
    'order.done',
    'work.old',
    'order.made',
    'order.opened',
    'order.paid',
  ]);
  expect(await chosen("await inngest.send([{ name: 'order.|xyz', data: {} }]);", 'order.done')).toBe(
    "await inngest.send([{ name: 'order.done', data: {} }]);",
  );
  expect(await chosen("await inngest.send({ name: 'order.|", 'order.done')).toBe(
    "await inngest.send({ name: 'order.done",
  );
});

test('a name shows how it is used and, when resolved, its payload', async () => {
  const items = await offeredIn(
    "inngest.createFunction({ id: 'f', triggers: { event: '|' } }, async () => {});",
  );
  const item = items?.find(({ label }) => label === 'order.made');
  expect(items?.map(({ labelDetails }) => labelDetails?.description)).toEqual([
    'sent by 1',
    'starts 1',
    '',
    '',
    'starts 1',
  ]);
  const resolved = await session.server.request<CompletionItem>('completionItem/resolve', item);
  expect((resolved.documentation as MarkupContent).value).toContain('order_id: string;\n  total: number;');
});

test('a name that is being typed does not count as an event', async () => {
  expect(
    await labels("inngest.createFunction({ id: 'f', triggers: { event: 'order.mad|' } }, f);"),
  ).not.toContain('order.mad');
});

test('durations, with the typed amount', async () => {
  const waiting = (text: string): string =>
    `inngest.createFunction({ id: 'f', triggers: made }, async ({ step }) => { await step.waitForEvent('w', { event: paid, timeout: '${text}|' }); });`;
  expect(await labels(waiting(''))).toContain('15m');
  expect(await labels(waiting('45'))).toEqual(['45s', '45m', '45h', '45d', '45w']);
  expect(await chosen(waiting('2 da'), '2d')).toContain("timeout: '2d' });");
  expect(
    await labels("inngest.createFunction({ id: 'f', batchEvents: { maxSize: 5, timeout: '3|' } }, f);"),
    'a batch knows no days',
  ).toEqual(['3s', '3m', '3h']);
});

test('crons in plain English, with a given time zone', async () => {
  const items = await offeredIn(
    "inngest.createFunction({ id: 'f', triggers: { cron: '|' } }, async () => {});",
  );
  expect(items?.find(({ label }) => label === '0 9 * * 1-5')?.labelDetails?.description).toBe(
    'At 09:00, Monday through Friday, UTC',
  );
  const zoned = (text: string): string =>
    `inngest.createFunction({ id: 'f', triggers: { cron: '${text}|' } }, f);`;
  expect(await chosen(zoned('TZ=Eur'), 'Europe/Berlin')).toContain("cron: 'TZ=Europe/Berlin' }");
  expect(await chosen(zoned('TZ=Europe/Berlin '), '0 9 * * *')).toContain(
    "cron: 'TZ=Europe/Berlin 0 9 * * *' }",
  );
});

test('an expression completes the fields of the events', async () => {
  const when = (condition: string): string =>
    `inngest.createFunction({ id: 'f', triggers: made }, async ({ step }) => {\n  await step.waitForEvent('w', { event: paid, timeout: '1d', if: '${condition}|`;
  expect(await labels(when(''))).toEqual(['async', 'event']);
  expect(await labels(when('event.'))).toEqual(['data', 'id', 'name', 'ts', 'user', 'v']);
  expect(await labels(when('event.data.'))).toEqual(['customer', 'order_id', 'total']);
  expect(await labels(when('event.data.customer.'))).toEqual(['email', 'name']);
  expect(await labels(when('event.data.order_id == async.data.'))).toEqual(['amount', 'order_id']);
  expect(await labels(when('event.data.order_id == "event.')), 'a text in the expression').toBe(null);
});

test('a match completes the fields that both events have first', async () => {
  const matching = (text: string): string =>
    `inngest.createFunction({ id: 'f', triggers: made }, async ({ step }) => {\n  await step.waitForEvent('w', { event: paid, timeout: '1d', match: '${text}|' });\n});`;
  expect((await labels(matching('')))?.[0]).toBe('data');
  expect(await labels(matching('data.'))).toEqual(['order_id', 'amount', 'customer', 'total']);
  expect(await chosen(matching('data.ord'), 'order_id')).toContain("match: 'data.order_id' });");
});

test('keys of flow control and conditions of triggers are expressions, too', async () => {
  expect(
    await labels(
      "inngest.createFunction({ id: 'f', triggers: made, concurrency: [{ limit: 1, key: 'event.data.|' }] }, f);",
    ),
  ).toEqual(['customer', 'order_id', 'total']);
  expect(
    await labels(
      "inngest.createFunction({ id: 'f', triggers: [{ event: paid, if: 'event.data.|' }, made] }, f);",
    ),
  ).toEqual(['amount', 'order_id']);
  expect(await labels("inngest.createFunction({ id: 'f', triggers: made, idempotency: '|' }, f);")).toEqual([
    'event',
  ]);
});

test('a reference completes function IDs', async () => {
  expect(await labels("const other = referenceFunction({ functionId: '|' });")).toEqual(['f', 'ship']);
});

test('after step. whole calls are offered, awaited as statements', async () => {
  const body = (code: string): string =>
    `inngest.createFunction({ id: 'f', triggers: made }, async ({ step }) => {\n  ${code}\n});`;
  expect(await chosen(body('step.ru|'), "run('id', async () => …)")).toContain(
    "\n  await step.run('<1:id>', async () => {\n\t$0\n})\n",
  );
  expect(await chosen(body('const x = await step.|'), "sleep('id', '1h')")).toContain(
    "const x = await step.sleep('<1:id>', '<2:1h>')",
  );
  expect(await labels('wizard.step.|'), 'no function around it').toBe(null);
});

test('each SDK version gets its own calls', async () => {
  const old = session.text('old/old.ts').replace("await step.sleep('1h')", 'step.|');
  expect(await chosen(old, "sleep('1h')", 'old/old.ts')).toContain("await step.sleep('<1:1h>')");
});

test('other strings get no completions', async () => {
  expect(await labels("console.log('|')")).toBe(null);
  expect(await labels("import x from './|'")).toBe(null);
});
