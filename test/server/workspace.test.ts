/** What the server knows while files change under it. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { printEdges } from '../../server/src/graph/print-graph.ts';
import { BuildQueue } from '../../server/src/workspace/build-queue.ts';
import { pathOf, uriOf } from '../../server/src/workspace/document-uri.ts';
import { findFiles, readHints } from '../../server/src/workspace/find-files.ts';
import { manifestsAround } from '../../server/src/workspace/monorepo.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { filesIn } from '../support/analysis/check-graph.ts';
import { workspaceOf } from '../support/analysis/workspace-of.ts';

const main = `import { Inngest } from 'inngest';
import { work } from './work';
const inngest = new Inngest({ id: 'app' });
inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ step }) => { await work(step); });
`;
const helper = (name: string) => `export const work = async (step) => { await step.run('${name}', f); };\n`;
const fixture = `
//- /main.ts
${main}
//- /work.ts
${helper('a')}
//- /other.ts
export const other = 1;
`;

function edgesOf(workspace: ReturnType<typeof workspaceOf>): string {
  return workspace
    .graphs()
    .map(({ graph }) => printEdges(graph))
    .join('\n');
}

test('an edit of a helper changes the graphs of the functions that call it, and of no others', () => {
  const workspace = workspaceOf(fixture);
  expect(edgesOf(workspace)).toContain('call work -> a');
  expect(workspace.setText('file:///work.ts', 'typescript', 2, helper('b'))).toEqual([
    '/work.ts',
    '/main.ts',
  ]);
  expect(edgesOf(workspace)).toContain('call work -> b');
  expect(workspace.setText('file:///other.ts', 'typescript', 2, 'export const other = 2;')).toEqual([
    '/other.ts',
  ]);
});

test('a graph is made once for one text', () => {
  const workspace = workspaceOf(fixture);
  expect(workspace.stateOf('/main.ts')).toBe(workspace.stateOf('/main.ts'));
});

test('syntax errors keep the last good graph until they are fixed', () => {
  const workspace = workspaceOf(fixture);
  const good = workspace.stateOf('/main.ts');
  workspace.setText('file:///main.ts', 'typescript', 2, `${main}const x = (`);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: true, version: 2, analysis: good?.analysis });
  workspace.setText('file:///main.ts', 'typescript', 3, main);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: false, version: 3 });
});

test('a file that was broken from the start has the graph of what can be parsed', () => {
  const workspace = workspaceOf(`//- /main.ts\n${main.replace("'e' }", "'e' ")}`);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: false });
});

test('a helper that appears is found', () => {
  const workspace = workspaceOf(`//- /main.ts\n${main}`);
  expect(edgesOf(workspace)).toContain('opaque work(…)');
  workspace.setText('file:///work.ts', 'typescript', 1, helper('a'));
  expect(edgesOf(workspace)).toContain('call work -> a');
});

test('a burst of edits is analyzed once', async () => {
  const built: string[][] = [];
  const queue = new BuildQueue((paths) => built.push([...paths]));
  queue.add(['/a.ts']);
  queue.add(['/a.ts', '/b.ts']);
  queue.add([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(built).toEqual([['/a.ts', '/b.ts']]);
  queue.add(['/a.ts']);
  queue.stop();
  await new Promise((resolve) => setImmediate(resolve));
  expect(built).toHaveLength(1);
});

test.each([
  ['file:///a/b%20c/d%28e%29.ts', '/a/b c/d(e).ts'],
  ['file:///a/%40scope/%5Bid%5D.ts', '/a/@scope/[id].ts'],
  ['file:///c%3A/x/y.ts', 'c:/x/y.ts'],
])('%s is %s and back', (uri, path) => {
  expect(pathOf(uri)).toBe(path);
  expect(uriOf(path)).toBe(uri);
});

test('only folders that builds write beside a package.json are left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-files-'));
  for (const path of [
    'package.json',
    'src/build/a.ts',
    'dist/b.ts',
    'node_modules/x/c.ts',
    '.next/d.ts',
    'app/.server/f.ts',
    'e.d.ts',
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  const found = findFiles(folder).sources.map((path) => path.slice(folder.length + 1));
  rmSync(folder, { recursive: true });
  expect(found).toEqual(['app/.server/f.ts', 'src/build/a.ts']);
});

const manifest = '//- /package.json\n{ "dependencies": { "inngest": "^3.0.0" } }\n';
const clientFile = `//- /client.ts
import { Inngest } from 'inngest';
export const inngest = new Inngest({ id: 'app' });
`;
const wrapperFile = `//- /make.ts
import { inngest } from './client';
export const make = (id, work) => inngest.createFunction({ id }, { event: 'e' }, work);
`;
const never = () => false;

function functionsIn(workspace: ReturnType<typeof workspaceOf>): string[] {
  return workspace
    .lists()
    .flatMap(({ uri, functions }) => functions.map(({ id }) => `${uri.slice('file://'.length)} ${id}`));
}

test('callers of a wrapper are found by its name, and it no longer counts as a function', async () => {
  const workspace = workspaceOf(
    `//- /one.ts\nimport { make } from './make';\nmake('one', async ({ step }) => { await step.run('a', f); });\n${wrapperFile}${clientFile}${manifest}`,
  );
  expect(functionsIn(workspace)).toEqual(['/make.ts app-id']);
  expect(await workspace.followWrappers(never)).toContain('/one.ts');
  expect(functionsIn(workspace)).toEqual(['/one.ts app-one']);
  expect(workspace.stateOf('/one.ts')?.analysis.graphs[0]?.nodes.map(({ label }) => label)).toContain('a');
});

test('a wrapper that gets another name has other callers', async () => {
  const workspace = workspaceOf(
    `//- /one.ts\nimport { define } from './make';\ndefine('one', async () => {});\n${wrapperFile}${clientFile}${manifest}`,
  );
  await workspace.followWrappers(never);
  expect(functionsIn(workspace)).toEqual(['/make.ts app-id']);
  const renamed = (filesIn(wrapperFile).get('/make.ts') ?? '').replace('const make', 'const define');
  workspace.setText('file:///make.ts', 'typescript', 2, renamed);
  workspace.stateOf('/make.ts');
  expect(workspace.hasNewWrappers).toBe(true);
  await workspace.followWrappers(never);
  expect(functionsIn(workspace)).toEqual(['/one.ts app-one']);
});

test('functions are located at their definition objects', () => {
  const list = `//- /list.ts
import { inngest } from './client';
import { one } from './one';
export const all = [one].map(({ config, trigger, handler }) => inngest.createFunction(config, trigger, handler));
`;
  const one = (step: string) => `export const one = { config: { id: 'one' }, trigger: { event: 'e' },
  handler: async ({ step }) => { await step.run('${step}', f); } };`;
  const workspace = workspaceOf(`${list}//- /one.ts\n${one('a')}\n${clientFile}${manifest}`);
  expect(functionsIn(workspace)).toEqual(['/one.ts app-one']);
  const labels = () => workspace.stateOf('/one.ts')?.analysis.graphs[0]?.nodes.map(({ label }) => label);
  expect(labels()).toEqual(['start', 'a', 'end']);
  expect(workspace.stateOf('/list.ts')?.analysis.graphs).toEqual([]);
  workspace.setText('file:///one.ts', 'typescript', 2, one('b'));
  expect(labels()).toEqual(['start', 'b', 'end']);
});

describe('on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-workspace-'));
  const root = pathOf(pathToFileURL(folder).href);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const workspace = new Workspace();
  const ids = () => workspace.lists().flatMap(({ functions }) => functions.map(({ id }) => id));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('removing a folder removes its functions, and adding it restores them', async () => {
    write('package.json', '{ "dependencies": { "inngest": "^3.0.0" } }');
    write(
      'src/client.ts',
      "import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });\n",
    );
    write(
      'src/jobs/one.ts',
      "import { inngest } from '../client';\ninngest.createFunction({ id: 'one' }, { event: 'e' }, async () => {});\n",
    );
    await workspace.index(root, () => {}, never);
    expect(ids()).toEqual(['app-one']);
    renameSync(join(folder, 'src/jobs'), join(folder, 'src/kept'));
    expect(workspace.fileChanged(`${root}/src/jobs`)).toContain(`${root}/src/jobs/one.ts`);
    expect(ids()).toEqual([]);
    workspace.fileChanged(`${root}/src/kept`);
    expect(ids()).toEqual(['app-one']);
  });

  test('packages next to the open folder are known', () => {
    write('pnpm-workspace.yaml', "packages:\n  - 'apps/*'\n  - packages/**\n");
    write('apps/web/package.json', '{ "name": "web" }');
    write('packages/deep/core/package.json', '{ "name": "core" }');
    expect(manifestsAround(`${root}/apps/web`).map((path) => path.slice(root.length + 1))).toEqual([
      'apps/web/package.json',
      'packages/deep/core/package.json',
    ]);
  });

  test('what a bundler wrote is not read', () => {
    const bundle = `var a = ${JSON.stringify("inngest.createFunction({ id: 'x' })")};`;
    write('src/bundle.js', bundle.repeat(2_000));
    expect(readHints(`${root}/src/bundle.js`)).toBeNull();
    write('src/list.ts', `${bundle}\n`.repeat(2_000));
    expect(readHints(`${root}/src/list.ts`)?.hints.mayDefineFunctions).toBe(true);
  });
});
