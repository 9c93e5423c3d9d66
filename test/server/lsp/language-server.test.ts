/** The server in its own process, over the protocol, on unsaved and broken text. */
import { afterEach, expect, test } from 'vitest';
import { printEdges } from '../../../server/src/graph/print-graph.ts';
import {
  documentGraphs,
  eventPayload,
  functionsChanged,
  graphsChanged,
  listEvents,
  listFunctions,
  nodeAt,
} from '../../../server/src/protocol.ts';
import { ServerProcess } from '../../support/analysis/server-process.ts';

const source = `import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
export const order = inngest.createFunction(
  { id: 'order', triggers: { event: 'order.made' } },
  async ({ event, step }) => {
    const paid = await step.run('charge card', () => charge(event.data.order_id));
    if (paid) await step.run('ship', () => ship());
    await step.waitForEvent('wait', { event: 'order.done', timeout: '2h', match: 'data.order_id' });
  },
);
`;
const fixture = `
//- /package.json
{ "dependencies": { "inngest": "^4.0.0" } }
//- /order.ts
${source}`;

let server: ServerProcess | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

async function started(text = fixture): Promise<ServerProcess> {
  server = await ServerProcess.start(text);
  return server;
}

test('functions of unopened files are listed once the folder is indexed', async () => {
  const own = await started();
  const { functions } = await own.ask(listFunctions, {});
  expect(functions).toMatchObject([
    {
      id: 'shop-order',
      app: 'shop',
      sdk: { major: 4 },
      uri: own.uri('order.ts'),
      triggers: [{ event: 'order.made' }],
    },
  ]);
});

test('a graph follows unsaved text and carries its version', async () => {
  const own = await started();
  await own.open('order.ts', source);
  const version = await own.change('order.ts', source.replace("'ship'", "'send parcel'"));
  await own.notified(graphsChanged, (change) => change.version === version);
  const answer = await own.ask(documentGraphs, { uri: own.uri('order.ts') });
  expect([answer.version, answer.stale]).toEqual([version, false]);
  expect(answer.graphs.map(printEdges)).toEqual([
    [
      'start -> charge card',
      'charge card -> paid?',
      'paid? -true-> send parcel',
      'paid? -false-> wait for order.done',
      'send parcel -> wait for order.done',
      'wait for order.done -> end',
    ].join('\n'),
  ]);
});

test('half-typed code keeps the last good graph and says so', async () => {
  const own = await started();
  await own.open('order.ts', source);
  const before = await own.ask(documentGraphs, { uri: own.uri('order.ts') });
  const version = await own.change('order.ts', source.replace("step.run('ship'", "step.run('ship"));
  const after = await own.ask(documentGraphs, { uri: own.uri('order.ts') });
  expect(after).toEqual({ ...before, version, stale: true });
  await own.change('order.ts', source);
  expect((await own.ask(documentGraphs, { uri: own.uri('order.ts') })).stale).toBe(false);
});

test('a new function is announced', async () => {
  const own = await started();
  await own.open('order.ts', source);
  const second = source
    .slice(source.indexOf('export'))
    .replace('const order', 'const other')
    .replace("'order'", "'other'");
  await own.change('order.ts', source + second);
  await own.notified(functionsChanged, ({ count }) => count === 2);
});

test('a position leads to the node at that code', async () => {
  const own = await started();
  const at = (line: number, character: number) =>
    own.ask(nodeAt, { uri: own.uri('order.ts'), position: { line, character } });
  expect(await at(5, 30)).toEqual({ functionId: 'shop-order', nodeId: 'step:run:charge card' });
  expect(await at(6, 9)).toEqual({ functionId: 'shop-order', nodeId: 'if:paid' });
  expect(await at(5, 0), 'the indentation before it').toEqual({
    functionId: 'shop-order',
    nodeId: 'step:run:charge card',
  });
  expect(await at(0, 0)).toBe(null);
});

test('lenses, outline and hover show the functions and their steps', async () => {
  const own = await started();
  await own.open('order.ts', source);
  const textDocument = { uri: own.uri('order.ts') };
  const lenses = await own.request<{ command: { title: string; arguments: unknown[] } }[]>(
    'textDocument/codeLens',
    { textDocument },
  );
  expect(lenses.map(({ command }) => [command.title, ...command.arguments])).toEqual([
    ['▷ Send Event', { id: 'shop-order', uri: textDocument.uri }, 'order.made'],
    ['Graph', textDocument.uri, 'shop-order'],
  ]);
  const symbols = await own.request<{ name: string; children: { name: string }[] }[]>(
    'textDocument/documentSymbol',
    { textDocument },
  );
  expect(symbols.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([
    ['order', ['charge card', 'ship', 'wait']],
  ]);
  const hover = await own.request<{ contents: { value: string } }>('textDocument/hover', {
    textDocument,
    position: { line: 7, character: 20 },
  });
  expect(hover.contents.value).toContain(
    'Waits up to 2 hours for `order.done` where `event.data.order_id == async.data.order_id`',
  );
});

test('events of the workspace, and a payload from the way the code uses one', async () => {
  const own = await started();
  expect((await own.ask(listEvents, {})).events).toEqual([
    { name: 'order.done', startsFunctions: [], isWaitedFor: true, isSent: false },
    { name: 'order.made', startsFunctions: ['shop-order'], isWaitedFor: false, isSent: false },
  ]);
  expect(await own.ask(eventPayload, { event: 'order.made' })).toMatchObject({
    source: 'usage',
    skeleton: { order_id: '' },
  });
  expect(await own.ask(eventPayload, { event: 'unknown' })).toEqual({
    event: 'unknown',
    skeleton: {},
    schema: null,
    source: 'none',
  });
});

test('a payload from declared types uses the values of @example and @default', async () => {
  const own = await started(`
//- /package.json
{ "dependencies": { "inngest": "^4.0.0" } }
//- /upload.ts
import { eventType, Inngest, staticSchema } from 'inngest';
type Upload = {
  /** Name of the file. @example valid.csv */
  filename: string;
  /** @example 3 */
  retries: number;
  /** @default "normal" */
  priority: 'low' | 'normal';
  owner_email: string;
  note?: string;
};
const uploaded = eventType('list.uploaded', { schema: staticSchema<Upload>() });
const inngest = new Inngest({ id: 'shop' });
export const f = inngest.createFunction({ id: 'f', triggers: [uploaded] }, async ({ step }) => {
  await step.run('a', b);
});
`);
  expect(await own.ask(eventPayload, { event: 'list.uploaded' })).toMatchObject({
    source: 'types',
    skeleton: { filename: 'valid.csv', retries: 3, priority: 'normal', owner_email: 'user@example.com' },
    schema: { properties: { filename: { description: 'Name of the file.', examples: ['valid.csv'] } } },
  });
});

test('a folder without the SDK has no functions, whatever its functions are called', async () => {
  const own = await started(`
//- /package.json
{ "dependencies": { "aws-sdk": "^3.0.0" } }
//- /lambda.ts
export const fn = lambda.createFunction({ id: 'x', name: 'y' }, async ({ step }) => { await step.run('a', b); });
`);
  expect((await own.ask(listFunctions, {})).functions).toEqual([]);
  expect((await own.ask(documentGraphs, { uri: own.uri('lambda.ts') })).graphs).toEqual([]);
});
