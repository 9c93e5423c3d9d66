/** Names of events, functions and steps: where they lead, where they stand, and how they change everywhere at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentHighlight, Location, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { FeatureSession } from '../../support/analysis/feature-session.ts';

const shop = `
//- /package.json
{ "dependencies": { "inngest": "^3.0.0" } }
//- /client.ts
import { EventSchemas, Inngest } from 'inngest';
import type { Events } from './events';
export const inngest = new Inngest({ id: 'shop', schemas: new EventSchemas().fromRecord<Events>() });
//- /events.ts
export type Events = {
  'order.made': { data: { order_id: string } };
  restocked: { data: {} };
};
//- /names.ts
export const Names = { paid: 'order.paid', done: 'order.done' } as const;
export const cancelled = 'order.cancelled';
//- /order.ts
import { referenceFunction } from 'inngest';
import { inngest } from './client';
import { cancelled, Names } from './names';
import { ship } from './ship';
export const order = inngest.createFunction(
  { id: 'order', cancelOn: [{ event: cancelled, match: 'data.order_id' }] },
  { event: 'order.made' },
  async ({ event, step }) => {
    const charged = await step.run('charge', () => pay());
    if (!charged) await step.run('tell', () => mail());
    await step.waitForEvent('wait', { event: Names.paid, timeout: '1d', match: 'data.order_id' });
    await step.invoke('call ship', { function: ship, data: {} });
    await step.invoke('call bill', { function: referenceFunction({ functionId: 'bill' }), data: {} });
    await step.sendEvent('finish', { name: Names.done, data: {} });
    await step.run('tell', () => mail());
  },
);
//- /ship.ts
import { inngest } from './client';
export const ship = inngest.createFunction({ id: 'ship' }, { event: 'restocked' }, async ({ event, step }) => {
  if (event.name === 'restocked') await step.run('tell', () => mail());
});
export const bill = inngest.createFunction({ id: 'bill' }, { event: 'order.done' }, async ({ step }) => {});
//- /route.ts
import { inngest } from './client';
import { Names } from './names';
export async function POST() {
  await inngest.send({ name: 'order.made', data: { order_id: '1' } });
  await inngest.send([{ name: Names.paid, data: {} }, { name: 'restocked', data: {} }]);
}
`;

let session: FeatureSession;

beforeAll(async () => {
  session = await FeatureSession.start(shop, {
    workspace: {
      workspaceEdit: {
        documentChanges: true,
        changeAnnotationSupport: { groupsOnLabel: true },
      },
    },
  });
});
afterAll(() => session.stop());

async function definitions(place: string, method = 'definition'): Promise<string[]> {
  return session.printAll(await session.ask<Location[] | null>(method, place));
}

async function references(place: string, includeDeclaration = true): Promise<string[]> {
  const context = { includeDeclaration };
  return session.printAll(await session.ask<Location[] | null>('references', place, { context }));
}

async function renamed(
  place: string,
  newName: string,
): Promise<{ lines: string[]; risk: string | undefined; needsConfirmation: boolean | undefined }> {
  const edit = await session.ask<WorkspaceEdit | null>('rename', place, { newName });
  const [risk] = Object.values(edit?.changeAnnotations ?? {});
  return {
    lines: session.printEdit(edit),
    risk: risk?.label,
    needsConfirmation: risk?.needsConfirmation,
  };
}

test('an event leads to its declared type, whoever names it', async () => {
  const declared = ['events.ts:2 order.made'];
  expect(await definitions("route.ts: name: 'order|.made'")).toEqual(declared);
  expect(await definitions("order.ts: event: '|order.made'")).toEqual(declared);
  expect(await definitions("order.ts: event: 'order|.made'", 'typeDefinition')).toEqual(declared);
});

test('the declaration leads to the functions that the event starts', async () => {
  expect(await definitions("events.ts: 'order|.made'")).toEqual(['order.ts:7 order.made']);
  expect(await definitions('events.ts: rest|ocked')).toEqual(['ship.ts:2 restocked']);
});

test('a constant leads to where it is declared', async () => {
  expect(await definitions('order.ts: event: Names.pa|id')).toEqual(['names.ts:1 paid']);
  expect(await definitions('order.ts: event: can|celled')).toEqual(['names.ts:2 cancelled']);
});

test("the value of a constant leads to the event's handlers", async () => {
  expect(await definitions("names.ts: 'order|.paid'")).toEqual(['order.ts:11 Names.paid']);
  expect(await definitions("names.ts: 'order|.done'")).toEqual(['ship.ts:5 order.done']);
});

test("implementations are the event's handlers", async () => {
  expect(await definitions("route.ts: 'rest|ocked'", 'implementation')).toEqual(['ship.ts:2 restocked']);
  expect(await definitions('route.ts: Names.p|aid', 'implementation')).toEqual(['order.ts:11 Names.paid']);
});

test('an invoke step and a reference lead to the function', async () => {
  expect(await definitions("order.ts: 'call| ship'")).toEqual(['ship.ts:2 ship']);
  expect(await definitions("order.ts: functionId: 'b|ill'")).toEqual(['ship.ts:5 bill']);
});

test('references of an event are its senders, triggers, waits and declarations', async () => {
  const all = ['events.ts:2 order.made', 'order.ts:7 order.made', 'route.ts:4 order.made'];
  expect(await references("route.ts: 'order|.made'")).toEqual(all);
  expect(await references("route.ts: 'order|.made'", false)).toEqual(all.slice(1));
  expect(await references("names.ts: 'order|.paid'")).toEqual([
    'names.ts:1 order.paid',
    'order.ts:11 Names.paid',
    'route.ts:5 Names.paid',
  ]);
  expect(await references('order.ts: event: can|celled')).toEqual([
    'names.ts:2 order.cancelled',
    'order.ts:6 cancelled',
  ]);
});

test('references of a step stay in its function', async () => {
  expect(await references("order.ts: 'te|ll'")).toEqual(['order.ts:10 tell', 'order.ts:15 tell']);
});

test('references of a function are its definition and its callers', async () => {
  expect(await references("ship.ts: id: 's|hip'")).toEqual(['order.ts:12 ship', 'ship.ts:2 ship']);
  expect(await references("ship.ts: id: 'b|ill'")).toContain('order.ts:13 bill');
});

test('occurrences in one file are highlighted together', async () => {
  const lit = await session.ask<DocumentHighlight[]>('documentHighlight', "ship.ts: event: 'rest|ocked'");
  expect(lit.map(({ range }) => range.start.line + 1)).toEqual([2, 3]);
  expect(await session.ask('documentHighlight', 'ship.ts: step|.run')).toBe(null);
});

test('an event is renamed wherever its name is written, quotes where they are needed', async () => {
  expect(await renamed("route.ts: 'order|.made'", 'order.placed')).toEqual({
    lines: [
      "events.ts:2 'order.placed': { data: { order_id: string } };",
      "order.ts:7 { event: 'order.placed' },",
      "route.ts:4 await inngest.send({ name: 'order.placed', data: { order_id: '1' } });",
    ],
    risk: undefined,
    needsConfirmation: undefined,
  });
  expect((await renamed('events.ts: rest|ocked', "it's full")).lines).toEqual([
    "events.ts:3 'it\\'s full': { data: {} };",
    "route.ts:5 await inngest.send([{ name: Names.paid, data: {} }, { name: 'it\\'s full', data: {} }]);",
    "ship.ts:2 export const ship = inngest.createFunction({ id: 'ship' }, { event: 'it\\'s full' }, async ({ event, step }) => {",
    "ship.ts:3 if (event.name === 'it\\'s full') await step.run('tell', () => mail());",
  ]);
});

test('renaming where a constant holds the name changes the constant only', async () => {
  expect((await renamed("names.ts: 'order|.paid'", 'order.settled')).lines).toEqual([
    "names.ts:1 export const Names = { paid: 'order.settled', done: 'order.done' } as const;",
  ]);
  expect(
    await session.ask('prepareRename', 'order.ts: Names.pa|id'),
    'the constant itself is TypeScript’s to rename',
  ).toBe(null);
  expect(await session.ask('prepareRename', "names.ts: 'order|.paid'")).toMatchObject({
    placeholder: 'order.paid',
  });
});

test('an event that is sent from elsewhere is renamed after a warning', async () => {
  expect(await renamed("names.ts: 'order|.cancelled'", 'order.stopped')).toEqual({
    lines: ["names.ts:2 export const cancelled = 'order.stopped';"],
    risk: 'Nothing in this workspace sends this event by name',
    needsConfirmation: true,
  });
  expect((await renamed("names.ts: 'order|.done'", 'order.made')).risk).toBe(
    'Event `order.made` already exists',
  );
});

test('a step is renamed in its function, after a warning about runs in progress', async () => {
  expect(await renamed("order.ts: 'te|ll'", 'tell customer')).toEqual({
    lines: [
      "order.ts:10 if (!charged) await step.run('tell customer', () => mail());",
      "order.ts:15 await step.run('tell customer', () => mail());",
    ],
    risk: 'Runs in progress run this step again',
    needsConfirmation: true,
  });
});

test('a function is renamed with the references to its id', async () => {
  const { lines, needsConfirmation } = await renamed("ship.ts: id: 'b|ill'", 'invoice');
  expect([lines.map((line) => line.split(' ')[0]), needsConfirmation]).toEqual([
    ['order.ts:13', 'ship.ts:5'],
    true,
  ]);
});

test('names that would break something are rejected, with the reason', async () => {
  const refusal = (place: string, newName: string): Promise<string> =>
    session.ask('rename', place, { newName }).then(
      () => 'renamed',
      (error: Error) => error.message,
    );
  expect(await refusal("order.ts: 'char|ge'", 'tell')).toMatch('already has a step `tell`');
  expect(await refusal("route.ts: 'order|.made'", ' ')).toMatch('cannot be empty');
  expect(await refusal("route.ts: 'order|.made'", 'inngest/made')).toMatch('reserved');
  expect(await refusal("ship.ts: id: 'b|ill'", 'ship')).toMatch('A function `shop-ship` already exists');
});

test('unsaved text counts', async () => {
  await session.edit(
    'new.ts',
    "import { inngest } from './client';\ninngest.send({ name: 'order.made', data: {} });\n",
  );
  expect(await references("new.ts: 'order|.made'")).toContain('new.ts:2 order.made');
  await session.edit(
    'new.ts',
    "import { inngest } from './client';\ninngest.send({ name: 'restocked', data: {} });\n",
  );
  expect(await references("route.ts: 'order|.made'")).not.toContain('new.ts:2 order.made');
});
