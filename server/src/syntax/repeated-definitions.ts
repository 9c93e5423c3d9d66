/**
 * One `createFunction` for a whole list: `list.map(({ config, trigger, handler }) => client.createFunction(…))`, and
 * `for (const each of list)`. Where the list can be read, every element is a function of its own.
 */
import { ts } from 'ts-morph';
import { resolveExpression } from './references.ts';
import { isFunctionNode } from './scope.ts';
import type { Sources } from './sources.ts';

export interface Repetition {
  /** The parameter or variable that stands for the element. */
  variable: ts.ParameterDeclaration | ts.VariableDeclaration;
  elements: readonly ts.Expression[];
}

/** Null: the call does not depend on the element of a list, or the list cannot be read. */
export function repetitionOf(call: ts.CallExpression, sources: Sources): Repetition | null {
  for (let node: ts.Node = call; node.parent; node = node.parent) {
    const { parent } = node;
    if (ts.isForOfStatement(parent) && parent.statement === node) return ofLoop(parent, sources);
    if (isFunctionNode(node)) {
      return ts.isCallExpression(parent) ? ofCallback(node.parameters[0], parent, sources) : null;
    }
  }
  return null;
}

function ofLoop(loop: ts.ForOfStatement, sources: Sources): Repetition | null {
  if (!ts.isVariableDeclarationList(loop.initializer)) return null;
  const [variable] = loop.initializer.declarations;
  const elements = elementsOf(loop.expression, sources);
  return variable && elements ? { variable, elements } : null;
}

function ofCallback(
  variable: ts.ParameterDeclaration | undefined,
  call: ts.CallExpression,
  sources: Sources,
): Repetition | null {
  const callee = call.expression;
  if (!variable || !ts.isPropertyAccessExpression(callee)) return null;
  if (!/^(map|forEach|flatMap)$/.test(callee.name.text)) return null;
  const elements = elementsOf(callee.expression, sources);
  return elements ? { variable, elements } : null;
}

function elementsOf(list: ts.Expression, sources: Sources, depth = 0): ts.Expression[] | null {
  const value = resolveExpression(list, sources);
  if (!value || !ts.isArrayLiteralExpression(value) || depth > 4) return null;
  const elements: ts.Expression[] = [];
  for (const element of value.elements) {
    if (!ts.isSpreadElement(element)) elements.push(element);
    else elements.push(...(elementsOf(element.expression, sources, depth + 1) ?? []));
  }
  return elements.length > 0 ? elements : null;
}
