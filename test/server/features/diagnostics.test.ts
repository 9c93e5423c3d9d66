/** What editors get to see of problems: diagnostics behind the graph, by settings, and quick fixes where the cursor is. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeAction, Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { graphsChanged, listFunctions, type NotificationSpec } from '../../../server/src/protocol.ts';
import { ServerProcess } from '../../support/analysis/server-process.ts';

const published: NotificationSpec<PublishDiagnosticsParams> = { method: 'textDocument/publishDiagnostics' };

const project = `
//- /package.json
{ "dependencies": { "inngest": "^4.0.0" } }
//- /client.ts
import { Inngest } from 'inngest';
export const inngest = new Inngest({ id: 'shop' });
export const send = () => inngest.send({ name: 'x' });
//- /ship.ts
export async function ship(step, order) {
  step.run('ship', () => send(order));
}
//- /uses-ship.ts
import { inngest } from './client';
import { ship } from './ship';
export const a = inngest.createFunction({ id: 'a', triggers: { event: 'x' } }, async ({ step }) => {
  await ship(step, 1);
});
`;

const source = (body: string): string => `import { inngest } from './client';
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'x' } }, async ({ event, step }) => {
${body}
});
`;

let server: ServerProcess;
let files = 0;

beforeAll(async () => {
  server = await started();
});
afterAll(() => server.stop());

async function started(
  ...rest: [capabilities?: object, rules?: Record<string, string>]
): Promise<ServerProcess> {
  const own = await ServerProcess.start(project, undefined, ...rest);
  await own.ask(listFunctions, {});
  return own;
}

/** A document that is open and not on disk; the tests share the server. */
async function opened(body: string, own = server): Promise<string> {
  files += 1;
  const path = `case-${files}.ts`;
  await own.open(path, source(body));
  return path;
}

async function diagnostics(path: string, version = 1): Promise<Diagnostic[]> {
  const uri = server.uri(path);
  return (await server.notified(published, (params) => params.uri === uri && params.version === version))
    .diagnostics;
}

/** The last diagnostics that were sent, once they are as wanted. */
async function eventually(
  own: ServerProcess,
  path: string,
  wanted: (codes: string[]) => boolean,
): Promise<void> {
  const uri = own.uri(path);
  await own.notified(
    published,
    (params) => params.uri === uri && wanted(params.diagnostics.map(codeAndLevel)),
  );
}

function codeAndLevel({ code, severity }: Diagnostic): string {
  return `${code} ${['', 'error', 'warning', 'information', 'hint'][severity ?? 0]}`;
}

async function actionsAt(path: string, line: number, character: number): Promise<CodeAction[]> {
  const at = { line, character };
  return server.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: server.uri(path) },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
}

test('a diagnostic has its code, its page, its source and related locations', async () => {
  const path = await opened(`await step.run('mail', work);\nawait step.run('mail', work);`);
  expect(await diagnostics(path)).toEqual([
    {
      range: { start: { line: 3, character: 15 }, end: { line: 3, character: 21 } },
      severity: 2,
      code: 'duplicate-step-id',
      codeDescription: {
        href: 'https://github.com/steplight/steplight/blob/main/server/docs/rules/duplicate-step-id.md',
      },
      source: 'steplight',
      message: expect.stringContaining('has the same ID "mail"'),
      relatedInformation: [
        {
          message: 'The other step "mail".',
          location: {
            uri: server.uri(path),
            range: { start: { line: 2, character: 15 }, end: { line: 2, character: 21 } },
          },
        },
      ],
    },
  ]);
});

test('code that can never run is marked as unnecessary', async () => {
  const path = await opened(`await step.run('a', work);\nreturn;\nawait step.run('b', work);`);
  const found = await diagnostics(path);
  expect(found.map(({ code, tags }) => [code, tags])).toEqual([['unreachable-step', [1]]]);
});

test('the graph arrives first', async () => {
  const path = await opened(`step.run('mail', work);`);
  await diagnostics(path);
  expect(
    server.received<{ uri: string }>(({ uri }) => uri === server.uri(path)).map(({ method }) => method),
  ).toEqual([graphsChanged.method, published.method]);
});

test('outdated text gets no diagnostics', async () => {
  const path = await opened(`step.run('1', work);`);
  for (let count = 2; count <= 5; count += 1)
    await server.change(path, source(`step.run('${count}', work);`));
  const uri = server.uri(path);
  const first = await server.notified(published, (params) => params.uri === uri);
  expect(first.version).toBe(5);
  expect(first.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('Step "5"')]);
});

test('half-typed code keeps the earlier diagnostics', async () => {
  const path = await opened(`step.run('mail', work);`);
  expect(await diagnostics(path)).toHaveLength(1);
  await server.change(path, source(`step.run('mail`));
  // Documents are looked at in the order in which they were opened.
  await diagnostics(await opened(`await step.run('mail', work);`));
  const versions = server
    .received<PublishDiagnosticsParams>(({ uri }) => uri === server.uri(path))
    .flatMap(({ method, params }) => (method === published.method ? [params.version] : []));
  expect(versions).toEqual([1]);
  const version = await server.change(path, source(`await step.run('mail', work);`));
  expect(await diagnostics(path, version)).toEqual([]);
});

test('closing a document clears its diagnostics', async () => {
  const path = await opened(`step.run('mail', work);`);
  expect(await diagnostics(path)).toHaveLength(1);
  await server.close(path);
  await eventually(server, path, (codes) => codes.length === 0);
});

test('a helper shows its problems although its functions are elsewhere', async () => {
  await server.open(
    'uses-ship.ts',
    `import { inngest } from './client';
import { ship } from './ship';
export const a = inngest.createFunction({ id: 'a', triggers: { event: 'x' } }, async ({ step }) => {
  await ship(step, 1);
});
`,
  );
  await server.open(
    'ship.ts',
    `export async function ship(step, order) {\n  step.run('ship', () => send(order));\n}\n`,
  );
  await eventually(server, 'ship.ts', (codes) => codes.includes('step-not-awaited warning'));
});

test.each([
  [
    'asked for',
    { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
  ],
  ['told at the start', {}],
])('severities that are %s, and changed later', async (_, capabilities) => {
  const own = await started(capabilities, { 'step-not-awaited': 'error' });
  const path = await opened(`step.run('mail', work);`, own);
  await eventually(own, path, (codes) => codes.includes('step-not-awaited error'));
  await own.configure({ 'step-not-awaited': 'off', 'unknown-rule': 'error', 'nested-step': 'loud' });
  await eventually(own, path, (codes) => codes.length === 0);
  await own.configure({ 'step-not-awaited': 'information' });
  await eventually(own, path, (codes) => codes.includes('step-not-awaited information'));
  await own.stop();
});

const three = `step.run('a', work);
await step.run('b', async () => {
  await work();
  await step.sleep('c', '1d');
});
step.run('d', work);`;

test('actions at a location: the fixes, a fix for all, and the comment', async () => {
  const path = await opened(three);
  await diagnostics(path);
  expect(
    (await actionsAt(path, 2, 3)).map(({ title, kind, isPreferred }) => [title, kind, isPreferred]),
  ).toEqual([
    ['Add await', 'quickfix', true],
    ['Fix all 2 step-not-awaited problems in this file', 'quickfix', undefined],
    ['Disable step-not-awaited for this line', 'quickfix', undefined],
  ]);
  expect((await actionsAt(path, 5, 10)).map(({ title }) => title)).toEqual([
    'Move it after the step',
    'Disable nested-step for this line',
  ]);
  expect(await actionsAt(path, 4, 3)).toEqual([]);
});

test('an action names the diagnostics that it resolves, as they were sent', async () => {
  const path = await opened(three);
  const sent = await diagnostics(path);
  const [, all] = await actionsAt(path, 2, 3);
  expect(all?.diagnostics).toEqual(sent.filter(({ code }) => code === 'step-not-awaited'));
});

test('no action for code with syntax errors, or of a kind that was not requested', async () => {
  const path = await opened(`step.run('a', work);`);
  await diagnostics(path);
  const refactors = await server.request('textDocument/codeAction', {
    textDocument: { uri: server.uri(path) },
    range: { start: { line: 2, character: 3 }, end: { line: 2, character: 3 } },
    context: { diagnostics: [], only: ['refactor'] },
  });
  expect(refactors).toEqual([]);
  await server.change(path, source(`step.run('a', work`));
  expect(await actionsAt(path, 2, 3)).toEqual([]);
});

test('codes that share a line share the comment above it', async () => {
  const body = `  // steplight-disable-next-line nested-step -- never mind\n  step.run('a', work);`;
  const text = source(body);
  const path = await opened(body);
  await diagnostics(path);
  const disable = (await actionsAt(path, 3, 4)).find(({ title }) => title.startsWith('Disable'));
  const changed = TextDocument.applyEdits(
    TextDocument.create('', '', 1, text),
    disable?.edit?.changes?.[server.uri(path)] ?? [],
  );
  expect(changed).toBe(
    source(
      `  // steplight-disable-next-line nested-step, step-not-awaited -- never mind\n  step.run('a', work);`,
    ),
  );
  const version = await server.change(path, changed);
  expect(await diagnostics(path, version)).toEqual([]);
});

test('a comment without codes disables every rule, on the next line only', async () => {
  const path = await opened(`/* steplight-disable-next-line */\nstep.run('a', work);\nstep.run('b', work);`);
  expect((await diagnostics(path)).map(({ range }) => range.start.line)).toEqual([4]);
});
