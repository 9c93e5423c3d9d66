/**
 * The survey's second opinion: calls that look like functions and steps by their names alone, found by a walk that shares
 * no code with the analysis and knows nothing of scopes, imports or clients. It counts too much on purpose; what the
 * analysis neither drew nor noted is listed for a person to judge.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface NamedCall {
  kind: 'function' | 'step';
  /** Relative to the repository, with forward slashes. */
  file: string;
  /** 0-based, of the whole call. */
  startLine: number;
  startCharacter: number;
  endLine: number;
  endCharacter: number;
  text: string;
}

const makers = new Set(['createFunction', 'createStepFunction', 'createScheduledFunction']);
const tools = new Set([
  'run',
  'sleep',
  'sleepUntil',
  'waitForEvent',
  'waitForSignal',
  'sendEvent',
  'sendSignal',
  'invoke',
  'fetch',
  'ai.infer',
  'ai.wrap',
  'realtime.publish',
]);
/** What steps are called by people: `step`, `ctx.step`, `stepTools`, `tools` of SDK 0. */
const toolboxName = /^(?:step|steps|stepTools?|inngestStep|tools)$/;

export function namedCalls(root: string): NamedCall[] {
  const found: NamedCall[] = [];
  for (const path of sourceFiles(root)) {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    if (!/inngest|step|tools/i.test(text) || text.length > 1_000_000) continue;
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const file = relative(root, path).split(sep).join('/');
    const visit = (node: ts.Node): void => {
      const kind = ts.isCallExpression(node) ? kindOf(node) : null;
      if (kind) found.push({ kind, file, ...placeOf(node, tree), text: firstLineOf(node) });
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return found;
}

function kindOf({ expression }: ts.CallExpression): NamedCall['kind'] | null {
  if (ts.isIdentifier(expression)) return makers.has(expression.text) ? 'function' : null;
  if (!ts.isPropertyAccessExpression(expression)) return null;
  if (makers.has(expression.name.text)) return 'function';
  const path = pathOf(expression);
  for (let at = 1; at < path.length; at += 1) {
    if (toolboxName.test(path[at - 1] ?? '') && tools.has(path.slice(at).join('.'))) return 'step';
  }
  return null;
}

/** `a.b!.c` as ["a", "b", "c"]; what is no name is "". */
function pathOf(expression: ts.Expression): string[] {
  if (ts.isNonNullExpression(expression) || ts.isParenthesizedExpression(expression)) {
    return pathOf(expression.expression);
  }
  if (ts.isPropertyAccessExpression(expression)) {
    return [...pathOf(expression.expression), expression.name.text];
  }
  return [ts.isIdentifier(expression) ? expression.text : ''];
}

function placeOf(node: ts.Node, tree: ts.SourceFile) {
  const start = tree.getLineAndCharacterOfPosition(node.getStart(tree));
  const end = tree.getLineAndCharacterOfPosition(node.end);
  return {
    startLine: start.line,
    startCharacter: start.character,
    endLine: end.line,
    endCharacter: end.character,
  };
}

function firstLineOf(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const skippedFolders = new Set(['node_modules', 'dist', 'build', 'out', 'coverage']);

function sourceFiles(folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !skippedFolders.has(entry.name)) files.push(...sourceFiles(path));
    } else if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name)) {
      files.push(path);
    }
  }
  return files.sort();
}
