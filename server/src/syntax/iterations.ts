/**
 * Code that runs once for each element of a list: `list.map((each) => …)`, `for (const each of list)`, over literals,
 * records, and lists made from them. Where the list can be read, each iteration is known by its element.
 */
import { ts } from 'ts-morph';
import { returnedBy } from './ast.ts';
import { type Bindings, bindingsOfCall } from './bindings.ts';
import { functionBehind } from './callee.ts';
import { exportTarget, initializerOf, nameText, resolveExpression, targetOf, unwrap } from './references.ts';
import { isFunctionNode } from './scope.ts';
import type { Sources } from './sources.ts';

/** One iteration: the bindings of its names, and its element. */
export interface Iteration {
  bindings: Bindings;
  /** Null: the code is not repeated. */
  element: ts.Expression | null;
}

interface Loop {
  /** The parameter or variable that stands for the element; null for a callback without one. */
  variable: ts.ParameterDeclaration | ts.VariableDeclaration | null;
  list: ts.Expression;
  /** `for (const key in record)`. */
  isKeys: boolean;
}

/** Every iteration in which `node` runs, within `boundary`. A list that cannot be read counts as one. */
export function iterationsOf(
  node: ts.Node,
  boundary: ts.Node,
  bindings: Bindings,
  sources: Sources,
): Iteration[] {
  let iterations: Iteration[] = [{ bindings, element: null }];
  for (const loop of loopsAround(node, boundary).reverse()) {
    iterations = iterations.flatMap((iteration) => {
      const here = sources.with(iteration.bindings);
      const elements = loop.isKeys ? keysOf(loop.list, here) : elementsOf(loop.list, here);
      const { variable } = loop;
      if (!elements || !variable) return [iteration];
      return elements.map((element) => ({
        bindings: withElement(element, variable),
        element: element.expression,
      }));
    });
  }
  return iterations;
}

/** The lists whose elements decide how often `node` runs, innermost first. */
export function loopsAround(node: ts.Node, boundary: ts.Node): Loop[] {
  const found: Loop[] = [];
  for (let at: ts.Node = node; at.parent && at !== boundary; at = at.parent) {
    const { parent } = at;
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.statement === at) {
      const list = parent.initializer;
      const variable = ts.isVariableDeclarationList(list) ? (list.declarations[0] ?? null) : null;
      found.push({ variable, list: parent.expression, isKeys: ts.isForInStatement(parent) });
    } else if (isFunctionNode(at) && ts.isCallExpression(parent) && isFirstArgument(at, parent)) {
      const callee = parent.expression;
      if (!ts.isPropertyAccessExpression(callee) || !isIteration(callee.name.text)) continue;
      found.push({ variable: at.parameters[0] ?? null, list: callee.expression, isKeys: false });
    }
  }
  return found;
}

export function isIteration(method: string): boolean {
  return method === 'map' || method === 'forEach' || method === 'flatMap';
}

function isFirstArgument(node: ts.Node, call: ts.CallExpression): boolean {
  return call.arguments[0] === node;
}

interface Element {
  expression: ts.Expression;
  /** Names inside of the expression that only this element knows. */
  bindings: Bindings;
  /** `[key, value]` of a record. */
  pair?: readonly [ts.Expression, ts.Expression];
}

function withElement(element: Element, variable: ts.ParameterDeclaration | ts.VariableDeclaration): Bindings {
  const bindings = new Map(element.bindings);
  if (!element.pair) return bindings.set(variable, element.expression);
  if (!ts.isArrayBindingPattern(variable.name)) return bindings;
  for (const [index, part] of variable.name.elements.entries()) {
    const value = element.pair[index];
    if (ts.isBindingElement(part) && value) bindings.set(part, value);
  }
  return bindings;
}

/** Null: the list cannot be read. */
export function elementsOf(list: ts.Expression, sources: Sources, depth = 0): Element[] | null {
  if (depth > 6) return null;
  const value = resolveExpression(unwrap(list, true), sources);
  if (!value) return null;
  if (ts.isArrayLiteralExpression(value)) {
    const elements: Element[] = [];
    for (const item of value.elements) {
      if (!ts.isSpreadElement(item)) elements.push({ expression: item, bindings: sources.bindings });
      else elements.push(...(elementsOf(item.expression, sources, depth + 1) ?? []));
    }
    return elements.length > 0 ? elements : null;
  }
  return ts.isCallExpression(value) ? elementsOfCall(value, sources, depth) : null;
}

function elementsOfCall(call: ts.CallExpression, sources: Sources, depth: number): Element[] | null {
  const callee = call.expression;
  const [first] = call.arguments;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const method = callee.name.text;
  if (callee.expression.getText() === 'Object' && first) {
    const members = membersOf(first, sources);
    if (!members) return null;
    const { bindings } = sources;
    switch (method) {
      case 'values':
        return members.map(([, expression]) => ({ expression, bindings }));
      case 'keys':
        return members.map(([key]) => ({ expression: key, bindings }));
      case 'entries':
        return members.map((pair) => ({ expression: pair[1], bindings, pair }));
      default:
        return null;
    }
  }
  switch (method) {
    case 'filter':
    case 'slice':
    case 'sort':
    case 'toSorted':
    case 'reverse':
    case 'flat':
      return elementsOf(callee.expression, sources, depth + 1);
    case 'concat': {
      const parts = [callee.expression, ...call.arguments].map(
        (part) => elementsOf(part, sources, depth + 1) ?? [],
      );
      return parts.flat();
    }
    case 'map':
    case 'flatMap':
      return first ? mapped(callee.expression, first, method === 'flatMap', sources, depth) : null;
    default:
      return null;
  }
}

/** Elements made from other elements by a callback that only returns something. */
function mapped(
  list: ts.Expression,
  callback: ts.Expression,
  isFlat: boolean,
  sources: Sources,
  depth: number,
): Element[] | null {
  const elements = elementsOf(list, sources, depth + 1);
  const made = functionBehind(callback, sources);
  const returned = made ? returnedBy(made.node) : [];
  const [only] = returned;
  if (!elements || !made || !only || returned.length > 1) return null;
  return elements.flatMap((element) => {
    const [variable] = made.node.parameters;
    const bindings = element.pair && variable ? withElement(element, variable) : element.bindings;
    const inside = element.pair ? bindings : bindingsOfCall(made.node, [element.expression], bindings);
    const items = isFlat ? elementsOf(only, sources.with(inside), depth + 1) : null;
    return items ?? [{ expression: only, bindings: inside }];
  });
}

function keysOf(record: ts.Expression, sources: Sources): Element[] | null {
  const members = membersOf(record, sources);
  return members?.map(([expression]) => ({ expression, bindings: sources.bindings })) ?? null;
}

/** Names and values of a record, or of everything that a module exports. */
function membersOf(
  record: ts.Expression,
  sources: Sources,
  depth = 0,
): (readonly [ts.Expression, ts.Expression])[] | null {
  if (depth > 6) return null;
  const inner = unwrap(record);
  const target = ts.isIdentifier(inner) ? targetOf(inner, sources) : null;
  if (target?.kind === 'namespace') {
    return [...target.file.exports.named.keys()].flatMap((name) => {
      const member = exportTarget(target.file, name, sources, 0);
      const value = member?.kind === 'node' ? initializerOf(member.node) : null;
      return value ? [[textNode(name), value] as const] : [];
    });
  }
  const value = resolveExpression(inner, sources);
  if (!value || !ts.isObjectLiteralExpression(value)) return null;
  const members: (readonly [ts.Expression, ts.Expression])[] = [];
  for (const property of value.properties) {
    if (ts.isSpreadAssignment(property))
      members.push(...(membersOf(property.expression, sources, depth + 1) ?? []));
    else {
      const name = property.name ? nameText(property.name) : null;
      const held = ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : null;
      if (name !== null && held) members.push([textNode(name), held]);
    }
  }
  return members.length > 0 ? members : null;
}

/** A text without a literal in the code: the name of a property. */
function textNode(text: string): ts.Expression {
  return ts.factory.createStringLiteral(text);
}
