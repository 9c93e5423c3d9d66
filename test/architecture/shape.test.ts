/** How large things may grow before they miss a noun: a folder, a file, a function, a list of parameters. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesBelow, isCode, textOf } from './source-files.ts';

const limits = { filesPerFolder: 24, linesPerFile: 400, linesPerFunction: 80, parameters: 5 };
const product = ['server', 'runtime', 'webview', 'extension'];

function countedFiles(): string[] {
  return [...product, 'test', 'l10n', ''].flatMap((folder) =>
    folder === '' ? filesBelow('').filter((file) => !file.includes('/')) : filesBelow(folder),
  );
}

test('no folder has more than two dozen files', () => {
  const counts = new Map<string, number>();
  for (const file of countedFiles()) {
    const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > limits.filesPerFolder)).toEqual([]);
});

test('no source file has more than 400 lines', () => {
  const long = product
    .flatMap((folder) => filesBelow(`${folder}/src`))
    .filter(isCode)
    .filter((file) => textOf(file).trimEnd().split('\n').length > limits.linesPerFile);
  expect(long).toEqual([]);
});

interface Shape {
  place: string;
  lines: number;
  parameters: number;
}

/** The callback of `describe`, and a `specify…` function: lists of tests, which grow with what is specified. */
function isListOfTests(node: ts.Node, source: ts.SourceFile): boolean {
  if (ts.isFunctionDeclaration(node)) return /^specify/.test(node.name?.text ?? '');
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText(source));
}

function functionsOf(file: string): Shape[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const found: Shape[] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = lineOf(node.getStart(source));
      const lines = isListOfTests(node, source) ? 0 : lineOf(node.end) - first + 1;
      found.push({ place: `${file}:${first + 1}`, lines, parameters: node.parameters.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What tests read and run, but nobody wrote as a test: recorded, or a sample. */
const samples = /^test\/(fixtures|workspaces|real-vscode\/code-server)\//;

const functions = [...product.map((folder) => `${folder}/src`), 'test']
  .flatMap(filesBelow)
  .filter((file) => isCode(file) && !samples.test(file))
  .flatMap(functionsOf);

test('no function has more than 80 lines', () => {
  const long = functions.filter(({ lines }) => lines > limits.linesPerFunction);
  expect(long.map(({ place, lines }) => `${place}: ${lines} lines`)).toEqual([]);
});

test('no function has more than 5 parameters', () => {
  const wide = functions.filter(({ parameters }) => parameters > limits.parameters);
  expect(wide.map(({ place, parameters }) => `${place}: ${parameters} parameters`)).toEqual([]);
});
