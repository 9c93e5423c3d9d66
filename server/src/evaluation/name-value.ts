/** What a name stands for: what it is bound to, what it was declared with, what its type says. */
import { ts } from 'ts-morph';
import { type Target, targetOf } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import { elementOf, memberOf } from './members.ts';
import { valueOfType } from './types.ts';
import type { Value } from './value.ts';
import type { Values } from './values.ts';

export function valueOfName(identifier: ts.Identifier, values: Values, depth: number): Value | null {
  const declaration = lookupName(identifier);
  if (!declaration) return null;
  const bound = values.frame.find(declaration);
  if (bound) return bound;
  if (bound === null) return valueOfUnknown(declaration, values, depth);
  if (ts.isBindingElement(declaration)) return valueOfElement(declaration, values, depth);
  const target = targetOf(identifier, values.sources);
  return target ? valueOfTarget(target, values, depth) : null;
}

export function valueOfTarget(target: Target, values: Values, depth: number): Value | null {
  if (target.kind === 'sdk') {
    if (target.name === 'step') return { kind: 'tools', path: [] };
    return target.name === 'group' ? { kind: 'group', path: [] } : null;
  }
  return target.kind === 'node' ? valueOfNode(target.node, values, depth) : null;
}

/** What a declaration (or the expression of an `export default`) stands for. */
export function valueOfNode(node: ts.Node, values: Values, depth: number): Value | null {
  const bound = values.frame.find(node);
  if (bound) return bound;
  if (bound === null) return valueOfUnknown(node, values, depth);
  const given =
    ts.isParameter(node) || ts.isVariableDeclaration(node) ? values.sources.givenValue(node) : null;
  if (given) return values.in(values.root, given, depth);
  const frame = values.frame.around(node);
  if (ts.isVariableDeclaration(node)) {
    if (node.initializer) return values.in(frame, node.initializer, depth) ?? valueOfAnnotation(node, values);
    const statement = node.parent.parent;
    if (!ts.isForOfStatement(statement)) return valueOfAnnotation(node, values);
    const list = values.of(statement.expression, depth);
    return list && elementOf(list, values, depth);
  }
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
    return { kind: 'function', node, frame };
  if (ts.isClassDeclaration(node)) return { kind: 'class', node, frame };
  if (ts.isBindingElement(node)) return valueOfElement(node, values, depth);
  if (ts.isParameter(node)) return valueOfParameter(node, values, depth);
  if (ts.isExpression(node)) return values.in(frame, node, depth);
  return null;
}

/** A parameter that nothing was given to: its type may tell. Asked for only now, because types lead far. */
function valueOfUnknown(declaration: ts.Node, values: Values, depth: number): Value | null {
  if (ts.isParameter(declaration)) return valueOfParameter(declaration, values, depth);
  if (!ts.isBindingElement(declaration)) return null;
  return valueOfElement(declaration, values, depth);
}

function valueOfParameter(node: ts.ParameterDeclaration, values: Values, depth: number): Value | null {
  const instead = node.initializer ? values.in(values.frame.around(node), node.initializer, depth) : null;
  return instead ?? valueOfAnnotation(node, values);
}

function valueOfAnnotation(
  node: ts.ParameterDeclaration | ts.VariableDeclaration,
  values: Values,
): Value | null {
  return node.type ? valueOfType(node.type, values) : null;
}

/** A name taken out of a value by destructuring. */
function valueOfElement(element: ts.BindingElement, values: Values, depth: number): Value | null {
  const owner = element.parent.parent;
  if (depth > 40) return null;
  const whole = ts.isBindingElement(owner)
    ? (values.frame.find(owner) ?? valueOfElement(owner, values, depth + 1))
    : valueOfNode(owner, values, depth + 1);
  if (!whole) return null;
  return elementValue(element, element.parent.elements.indexOf(element as never), whole, values);
}

export function elementValue(
  element: ts.BindingElement,
  index: number,
  whole: Value,
  values: Values,
): Value | null {
  if (ts.isArrayBindingPattern(element.parent)) {
    if (whole.kind !== 'list') return null;
    return element.dotDotDotToken
      ? { kind: 'list', items: whole.items.slice(index) }
      : (whole.items[index] ?? null);
  }
  if (element.dotDotDotToken) return whole.kind === 'function' ? null : whole;
  const key = element.propertyName ?? element.name;
  const name = ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : null;
  const value = name === null ? null : memberOf(whole, name, values, 0);
  return value ?? (element.initializer ? values.of(element.initializer) : null);
}
