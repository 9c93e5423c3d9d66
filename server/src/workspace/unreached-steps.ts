/** Step calls that belong to no function, so that every call is accounted for. */
import { ts } from 'ts-morph';
import { labelOf } from '../graph/label.ts';
import { isIteration } from '../syntax/iterations.ts';
import { isSdkModule, ParsedFile } from '../syntax/parsed-file.ts';
import { unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note } from '../workflow-graph.ts';
import { siteKey } from './analyse-file.ts';
import { withoutByteOrderMark } from './disk.ts';
import { readHints } from './find-files.ts';

const toolNames = 'run|sleep|sleepUntil|waitForEvent|waitForSignal|sendEvent|sendSignal|invoke|fetch';
const toolPath = new RegExp(`^(${toolNames}|ai\\.(infer|wrap)|realtime\\.publish)$`);
const stepText = new RegExp(`\\b(step|tools)\\s*[?!]?\\.\\s*(${toolNames}|ai|realtime)\\b`);

/**
 * Calls that look like steps but were reached from no function: their place is not known. `definesFunctions`: the file
 * uses the SDK, whatever the packages are called by which it does.
 */
export function unreachedStepsOf(
  path: string,
  reached: ReadonlySet<string>,
  sources: Sources,
  definesFunctions: boolean,
): Note[] {
  const file = fileWithSteps(path, sources, definesFunctions);
  return file ? unreachedSteps(file, reached) : [];
}

/** Only where the SDK is in use: elsewhere a step is something else. Most files are not worth parsing. */
function fileWithSteps(path: string, sources: Sources, definesFunctions: boolean): ParsedFile | null {
  const isOfSdk = (): boolean => definesFunctions || sources.packageOf(path).dependsOnSdk;
  if (sources.files.has(path)) {
    const file = sources.file(path);
    return file && (file.usesSdk || isOfSdk()) ? file : null;
  }
  const read = readHints(path);
  if (!read || !(read.hints.namesSdk || isOfSdk())) return null;
  if (!read.bytes.includes('step') && !read.bytes.includes('tools')) return null;
  const text = withoutByteOrderMark(read.bytes.toString('utf8'));
  return stepText.test(text) ? new ParsedFile(path, text) : null;
}

function unreachedSteps(file: ParsedFile, reached: ReadonlySet<string>): Note[] {
  if (!stepText.test(file.text)) return [];
  const notes: Note[] = [];
  // A stack of its own: generated expressions are nested deeper than the call stack allows.
  const waiting: ts.Node[] = [file.tree];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (ts.isCallExpression(node) && looksLikeStep(node, file) && !reached.has(siteKey(node))) {
      notes.push({
        severity: 'info',
        code: 'unreached-step',
        message: `\`${labelOf(node.expression)}\` is not reached from any known function.`,
        file: file.path,
        range: file.rangeOf(node),
      });
    }
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    for (const child of children.reverse()) waiting.push(child);
  }
  return notes;
}

function looksLikeStep(call: ts.CallExpression, file: ParsedFile): boolean {
  const [first, second] = call.arguments;
  if (!first) return false;
  const path: string[] = [];
  let at = unwrap(call.expression);
  while (ts.isPropertyAccessExpression(at) && !isTools(at)) {
    path.unshift(at.name.text);
    at = unwrap(at.expression);
  }
  if (!toolPath.test(path.join('.'))) return false;
  // `step.run(fn)` of something else has no name for what it runs.
  if (path[0] === 'run' && !second && !ts.isStringLiteralLike(unwrap(first))) return false;
  if (ts.isPropertyAccessExpression(at)) return true;
  return ts.isIdentifier(at) && isTools(at) && mayBeTools(at, file);
}

function isTools(node: ts.Expression): boolean {
  const name = ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
  return name === 'step' || name === 'tools';
}

/** Not the step of a wizard or the element of a list: the SDK's tools come as an argument, or from the SDK. */
function mayBeTools(name: ts.Identifier, file: ParsedFile): boolean {
  const imported = file.imports.get(name.text);
  if (imported) return isSdkModule(imported.specifier) || imported.specifier.startsWith('.');
  let owner: ts.Node | null = lookupName(name);
  if (!owner) return false;
  const isTakenApart = ts.isBindingElement(owner);
  while (ts.isBindingElement(owner)) owner = owner.parent.parent;
  if (ts.isParameter(owner)) return isTakenApart || !isElement(owner);
  if (!ts.isVariableDeclaration(owner) || !owner.initializer) return false;
  const value = unwrap(owner.initializer, true);
  if (isTakenApart) return true;
  // `const step = ctx.step`
  return ts.isPropertyAccessExpression(value) && isTools(value);
}

/** `steps.map((step) => …)`. */
function isElement(parameter: ts.ParameterDeclaration): boolean {
  const call = parameter.parent.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const method = call.expression.name.text;
  return isIteration(method) || /^(filter|find|findIndex|some|every|reduce|sort|then)$/.test(method);
}
