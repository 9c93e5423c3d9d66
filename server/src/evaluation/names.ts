/** What a name stands for: what it is bound to, what it was declared with, what its type says. */
import { ts } from 'ts-morph';
import { type Target, targetOf } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Environment } from './environment.ts';
import { elementOf, memberOf } from './members.ts';
import { valueOfType } from './types.ts';
import type { Value } from './value.ts';

export function valueOfName(
  identifier: ts.Identifier,
  environment: Environment,
  depth: number,
): Value | null {
  const declaration = lookupName(identifier);
  if (!declaration) return null;
  const bound = environment.frame.find(declaration);
  if (bound) return bound;
  if (bound === null) return valueOfUnknown(declaration, environment, depth);
  if (ts.isBindingElement(declaration)) return valueOfElement(declaration, environment, depth);
  const target = targetOf(identifier, environment.sources);
  return target ? valueOfTarget(target, environment, depth) : null;
}

export function valueOfTarget(target: Target, environment: Environment, depth: number): Value | null {
  if (target.kind === 'sdk') {
    if (target.name === 'step') return { kind: 'tools', path: [] };
    return target.name === 'group' ? { kind: 'group', path: [] } : null;
  }
  return target.kind === 'node' ? valueOfNode(target.node, environment, depth) : null;
}

/** What a declaration (or the expression of an `export default`) stands for. */
export function valueOfNode(node: ts.Node, environment: Environment, depth: number): Value | null {
  const bound = environment.frame.find(node);
  if (bound) return bound;
  if (bound === null) return valueOfUnknown(node, environment, depth);
  const given =
    ts.isParameter(node) || ts.isVariableDeclaration(node) ? environment.sources.boundValue(node) : null;
  if (given) return environment.at(environment.top).evaluate(given, depth);
  const frame = environment.frame.around(node);
  if (ts.isVariableDeclaration(node)) {
    if (node.initializer)
      return environment.at(frame).evaluate(node.initializer, depth) ?? valueOfAnnotation(node, environment);
    const statement = node.parent.parent;
    if (!ts.isForOfStatement(statement)) return valueOfAnnotation(node, environment);
    const list = environment.evaluate(statement.expression, depth);
    return list && elementOf(list, environment, depth);
  }
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
    return { kind: 'function', node, frame };
  if (ts.isClassDeclaration(node)) return { kind: 'class', node, frame };
  if (ts.isBindingElement(node)) return valueOfElement(node, environment, depth);
  if (ts.isParameter(node)) return valueOfParameter(node, environment, depth);
  if (ts.isExpression(node)) return environment.at(frame).evaluate(node, depth);
  return null;
}

/** A parameter without an argument: its type may tell. Looked up last, because types lead far. */
function valueOfUnknown(declaration: ts.Node, environment: Environment, depth: number): Value | null {
  if (ts.isParameter(declaration)) return valueOfParameter(declaration, environment, depth);
  if (!ts.isBindingElement(declaration)) return null;
  return valueOfElement(declaration, environment, depth);
}

function valueOfParameter(
  node: ts.ParameterDeclaration,
  environment: Environment,
  depth: number,
): Value | null {
  const instead = node.initializer
    ? environment.at(environment.frame.around(node)).evaluate(node.initializer, depth)
    : null;
  return instead ?? valueOfAnnotation(node, environment);
}

function valueOfAnnotation(
  node: ts.ParameterDeclaration | ts.VariableDeclaration,
  environment: Environment,
): Value | null {
  return node.type ? valueOfType(node.type, environment) : null;
}

/** A name taken out of a value by destructuring. */
function valueOfElement(element: ts.BindingElement, environment: Environment, depth: number): Value | null {
  const owner = element.parent.parent;
  if (depth > 40) return null;
  const whole = ts.isBindingElement(owner)
    ? (environment.frame.find(owner) ?? valueOfElement(owner, environment, depth + 1))
    : valueOfNode(owner, environment, depth + 1);
  if (!whole) return null;
  return elementValue(element, element.parent.elements.indexOf(element as never), whole, environment);
}

export function elementValue(
  element: ts.BindingElement,
  index: number,
  whole: Value,
  environment: Environment,
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
  const value = name === null ? null : memberOf(whole, name, environment, 0);
  return value ?? (element.initializer ? environment.evaluate(element.initializer) : null);
}
