/** Tests of graphs read as: this source has this control flow, in the notation that `steplight graph` prints. */
import { expect } from 'vitest';
import { functionsIn } from '../../../server/src/definitions/functions.ts';
import { printEdges } from '../../../server/src/graph/print-graph.ts';
import type { TextSource } from '../../../server/src/syntax/file-store.ts';
import { ParsedFile } from '../../../server/src/syntax/parsed-file.ts';
import { Sources } from '../../../server/src/syntax/sources.ts';
import type { Note, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { analyseFile, type FileAnalysis } from '../../../server/src/workspace/analyse-file.ts';

/** Files of a fixture by absolute path. `//- /other.ts` on a line of its own starts another file. */
export function filesIn(fixture: string, firstPath = '/main.ts'): Map<string, string> {
  const files = new Map<string, string>();
  let path = firstPath;
  let lines: string[] = [];
  const finish = (): void => {
    if (lines.some((line) => line.trim() !== '')) files.set(path, lines.join('\n'));
    lines = [];
  };
  for (const line of fixture.split('\n')) {
    const next = /^\s*\/\/- (\/\S+)\s*$/.exec(line)?.[1];
    if (next === undefined) lines.push(line);
    else {
      finish();
      path = next;
    }
  }
  finish();
  return files;
}

export function sourcesOf(files: ReadonlyMap<string, string>): Sources {
  const packages = new Map<string, string>();
  for (const [path, manifest] of files) {
    const name = path.endsWith('/package.json') ? /"name"\s*:\s*"([^"]+)"/.exec(manifest)?.[1] : undefined;
    if (name !== undefined) packages.set(name, path.slice(0, -'/package.json'.length));
  }
  const text: TextSource = {
    read: (path) => files.get(path) ?? null,
    exists: (path) => files.has(path),
    workspacePackage: (name) => packages.get(name) ?? null,
  };
  return new Sources(text);
}

/** Analyses the first file of a fixture. */
export function analyseFixture(fixture: string): FileAnalysis & { file: ParsedFile; sources: Sources } {
  const files = filesIn(fixture);
  const sources = sourcesOf(files);
  const [path = '/main.ts', text = ''] = [...files][0] ?? [];
  const file = sources.file(path) ?? new ParsedFile(path, text);
  learnWrappers(files.keys(), sources);
  return { ...analyseFile(file, sources), file, sources };
}

/** As an index of the whole folder does: wrappers are known by name before their callers are looked at. */
export function learnWrappers(paths: Iterable<string>, sources: Sources): void {
  const all = [...paths].filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  for (let version = -1; version !== sources.wrappers.version; ) {
    version = sources.wrappers.version;
    for (const path of all) {
      const file = sources.file(path);
      if (file) functionsIn(file, sources);
    }
  }
}

export function graphOf(fixture: string): WorkflowGraph {
  const [graph] = analyseFixture(fixture).graphs;
  if (!graph) throw new Error(`The fixture defines no function:\n${fixture}`);
  return graph;
}

const header = `import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'app' });
export default inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step }) => {
`;

/** A whole file from the body of a handler; files after `//- /path` follow it. */
export function handlerFile(body: string): string {
  const others = body.search(/^\s*\/\/- \//m);
  const [own, rest] = others < 0 ? [body, ''] : [body.slice(0, others), body.slice(others)];
  return `${header}${own}\n});\n${rest}`;
}

/** Checks a handler's body; `expected` has one edge a line, indentation does not count. */
export function checkGraph(body: string, expected: string): WorkflowGraph {
  return checkFile(handlerFile(body), expected);
}

/** Checks the first function of a whole file, or of several. */
export function checkFile(fixture: string, expected: string): WorkflowGraph {
  const graph = graphOf(fixture);
  expect(printEdges(graph)).toBe(tidy(expected));
  return graph;
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** `code: message` of every note, for a readable failure. */
export function noteCodes(notes: readonly Note[]): string[] {
  return notes.map(({ code }) => code);
}
