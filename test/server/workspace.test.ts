/** What the server knows while files change under it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { printEdges } from '../../server/src/graph/print-graph.ts';
import { BuildQueue } from '../../server/src/workspace/build-queue.ts';
import { pathOf, uriOf } from '../../server/src/workspace/document-uri.ts';
import { findFiles } from '../../server/src/workspace/find-files.ts';
import { workspaceOf } from '../support/workspace-of.ts';

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

test('syntax errors keep the last good graph until they are gone', () => {
  const workspace = workspaceOf(fixture);
  const good = workspace.stateOf('/main.ts');
  workspace.setText('file:///main.ts', 'typescript', 2, `${main}const x = (`);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: true, version: 2, analysis: good?.analysis });
  workspace.setText('file:///main.ts', 'typescript', 3, main);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: false, version: 3 });
});

test('a file that was broken from the start has the graph of what can be read', () => {
  const workspace = workspaceOf(`//- /main.ts\n${main.replace("'e' }", "'e' ")}`);
  expect(workspace.stateOf('/main.ts')).toMatchObject({ stale: false });
});

test('a helper that appears is found', () => {
  const workspace = workspaceOf(`//- /main.ts\n${main}`);
  expect(edgesOf(workspace)).toContain('opaque work(…)');
  workspace.setText('file:///work.ts', 'typescript', 1, helper('a'));
  expect(edgesOf(workspace)).toContain('call work -> a');
});

test('a burst of edits is looked at once', async () => {
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
    'e.d.ts',
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  const found = findFiles(folder).sources.map((path) => path.slice(folder.length + 1));
  rmSync(folder, { recursive: true });
  expect(found).toEqual(['src/build/a.ts']);
});
