/** Array methods whose callback makes steps. Most start all at once; a `reduce` that awaits its result is sequential. */
import { ts } from 'ts-morph';
import { elementOf } from '../../evaluation/members.ts';
import type { Argument, FunctionValue, Value } from '../../evaluation/value.ts';
import { isAssigned } from '../../syntax/assigned.ts';
import { isAsync } from '../../syntax/ast.ts';
import {
  importedPackage,
  isConstDeclaration,
  propertyOf,
  resolveExpression,
  unwrap,
} from '../../syntax/references.ts';
import { lookupName } from '../../syntax/scope.ts';
import type { Sources } from '../../syntax/sources.ts';
import { type Block, connect, emptyBlock, gather, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { chainLabel, shorten } from '../label.ts';
import { atOnce, type Effects } from './effects.ts';
import { fanOut } from './parallel.ts';
import { startPromise } from './promises.ts';

const methods: ReadonlySet<string> = new Set([
  ...['map', 'flatMap', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast'],
  ...['reduce', 'reduceRight'],
]);

/** An iteration over a list with a callback. */
interface Iteration {
  header: string;
  list: ts.Expression;
  callback: FunctionValue;
  method: string;
  others: readonly ts.Expression[];
}

export function arrayMethodEffects(
  call: ts.CallExpression,
  callee: Value | null,
  context: BuildContext,
): Effects | null {
  if (callee && callee.kind !== 'carrier') return null;
  const iteration = methodOf(call, context) ?? fromOf(call, context) ?? libraryOf(call, context);
  if (!iteration) return null;
  const { draft, environment } = context;
  const { header, list, callback, method, others } = iteration;
  const whole = environment.evaluate(list);
  const element = whole && elementOf(whole, environment, 0);
  if (!context.carriesSteps(callback, call) && !context.carriesSteps(element, call)) {
    return throwingCallback(iteration, context);
  }
  draft.inlined.set(call, callback.node);
  const before = sequence(
    draft,
    [list, ...others].map((code) => context.expression(code)),
  );
  const each = context.inBranch(header, { multiple: true });
  if (method.startsWith('reduce')) {
    const args = [
      { value: null, source: null },
      { value: element, source: null },
    ];
    if (isSequential(callback)) {
      return { now: before, work: sequentialLoop(call, header, callback, args, context) };
    }
    const body = each.inline(callback, args, { isCallback: true });
    return { now: before, work: fanOut(call, header, body, mayBeEmpty(list, context), context) };
  }
  const body = each.inline(callback, [{ value: element, source: null }], { isCallback: true });
  if (method !== 'forEach')
    return { now: before, work: fanOut(call, header, body, mayBeEmpty(list, context), context) };
  // `forEach` discards the promises.
  if (!isSubstantial(body)) return atOnce(before);
  const { fork } = startPromise(body, call, header, [], context);
  return atOnce(sequence(draft, [before, fork]));
}

/** No steps, but a `throw` of the callback ends the iteration and whatever is around it. */
function throwingCallback(
  { callback, list, others, header }: Iteration,
  context: BuildContext,
): Effects | null {
  if (!throwsItself(callback) || context.build.isRecursive(callback.node)) return null;
  const before = [list, ...others].map((each) => context.expression(each));
  const body = context.inBranch(header).inline(callback, [], { isCallback: true });
  if (body.entry.kind === 'jump') return atOnce(sequence(context.draft, [...before, body]));
  return atOnce({ ...sequence(context.draft, [...before, body]), result: null });
}

/** A synchronous function with a `throw` of its own. */
function throwsItself({ node }: FunctionValue): boolean {
  const visit = (child: ts.Node): boolean =>
    ts.isThrowStatement(child) || (!ts.isFunctionLike(child) && (ts.forEachChild(child, visit) ?? false));
  return !isAsync(node) && node.body !== undefined && visit(node.body);
}

/** Not for a list that is written out. */
function mayBeEmpty(list: ts.Expression, { environment: { sources } }: BuildContext): boolean {
  const value = resolveExpression(list, sources);
  if (value && ts.isObjectLiteralExpression(value)) {
    const length = propertyOf(value, 'length', sources);
    return !(length && ts.isNumericLiteral(length) && Number(length.text) > 0);
  }
  return !(
    value &&
    ts.isArrayLiteralExpression(value) &&
    value.elements.some((each) => !ts.isSpreadElement(each)) &&
    isUnchanged(list, value, sources)
  );
}

/** A list in a variable may get more elements, but `push` and its like take none away. */
function isUnchanged(list: ts.Expression, value: ts.Expression, sources: Sources): boolean {
  const inner = unwrap(list);
  if (inner === value || !ts.isIdentifier(inner)) return true;
  const declaration = lookupName(inner);
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) return isConstDeclaration(declaration);
  if (ts.isBindingElement(declaration)) return !isAssigned(declaration);
  if (!ts.isParameter(declaration) || isAssigned(declaration)) return false;
  const given = sources.boundValue(declaration);
  return given !== null && isUnchanged(given, value, sources);
}

/** `xs.map(f)`. */
function methodOf(call: ts.CallExpression, context: BuildContext): Iteration | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !methods.has(callee.name.text)) return null;
  const [argument, ...others] = call.arguments;
  const callback = argument ? context.environment.evaluate(argument) : null;
  if (callback?.kind !== 'function') return null;
  const method = callee.name.text;
  return {
    header: shorten(chainLabel(callee)),
    list: callee.expression,
    callback,
    method,
    others,
  };
}

/** `Array.from(xs, f)`. */
function fromOf(call: ts.CallExpression, context: BuildContext): Iteration | null {
  const [list, argument] = call.arguments;
  if (call.expression.getText() !== 'Array.from' || !list || !argument) return null;
  const callback = context.environment.evaluate(argument);
  if (callback?.kind !== 'function') return null;
  return { header: `Array.from(${shorten(list.getText())})`, list, callback, method: 'map', others: [] };
}

const libraries: ReadonlySet<string> = new Set([
  'p-map',
  'p-filter',
  'lodash',
  'lodash-es',
  'remeda',
  'radash',
  'p-each-series',
  'p-map-series',
]);

/** `pMap(xs, f)` and its like. */
function libraryOf(call: ts.CallExpression, context: BuildContext): Iteration | null {
  const callee = unwrap(call.expression);
  const named = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  const from = importedPackage(named, context.environment.sources);
  if (from === null || !libraries.has(from)) return null;
  const functions = call.arguments.map((argument) => context.environment.evaluate(argument));
  const at = functions.findIndex((value) => value?.kind === 'function');
  const callback = functions[at];
  const list = call.arguments.find((_, index) => index !== at);
  if (callback?.kind !== 'function' || !list) return null;
  const name = shorten(call.expression.getText());
  const method = /series|reduce/i.test(`${from} ${name}`) ? 'reduce' : 'map';
  return { header: `${name}(${shorten(list.getText())})`, list, callback, method, others: [] };
}

/** Sequential: the accumulator is awaited before anything else. */
function isSequential({ node }: FunctionValue): boolean {
  const [result] = node.parameters;
  if (!result || !node.body) return false;
  let answer: boolean | null = null;
  const visit = (child: ts.Node): void => {
    if (answer !== null) return;
    if (ts.isIdentifier(child) && lookupName(child) === result) {
      const { parent } = child;
      const isThen = ts.isPropertyAccessExpression(parent) && /^(then|catch|finally)$/.test(parent.name.text);
      answer = ts.isAwaitExpression(parent) || isThen;
      return;
    }
    ts.forEachChild(child, visit);
  };
  visit(node.body);
  return answer ?? false;
}

function sequentialLoop(
  call: ts.CallExpression,
  header: string,
  callback: FunctionValue,
  args: readonly Argument[],
  context: BuildContext,
): Block {
  const { draft } = context;
  const id = context.node('loop', `loop:${header}`, header, call);
  const body = context.inBranch(header, { parent: id }).inline(callback, args, { isCallback: true });
  if (!isSubstantial(body)) {
    draft.nodes.delete(id);
    return emptyBlock;
  }
  const joined = connect(draft, [{ from: id, kind: 'true' }], body);
  for (const edge of joined.exits) {
    const label = edge.kind === 'next' ? undefined : edge.kind;
    draft.addEdge({ from: edge.from, kind: 'back', ...(label === undefined ? {} : { label }) }, id);
  }
  return {
    ...emptyBlock,
    ...gather([body]),
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'false' }],
    jumps: joined.jumps,
  };
}
