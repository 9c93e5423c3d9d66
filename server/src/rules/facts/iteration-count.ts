/** How often a place in the code is passed, as far as the bounds of the loops around it are written there. */
import { ts } from 'ts-morph';
import { textOf } from '../../syntax/constants.ts';
import { resolveExpression, unwrap } from '../../syntax/references.ts';
import { isFunctionNode } from '../../syntax/scope.ts';
import type { Sources } from '../../syntax/sources.ts';

export interface Iterations {
  /** A loop whose bound is not known counts for once. */
  count: number;
  /** The outermost loop whose bound is known. */
  outermost: ts.Node | null;
  /** One of the loops may be left before its bound is reached. */
  mayEndEarly: boolean;
}

const iterating: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach']);

export function iterationsAround(node: ts.Node, sources: Sources): Iterations {
  let count = 1;
  let outermost: ts.Node | null = null;
  let mayEndEarly = false;
  for (let current: ts.Node = node; current.parent; current = current.parent) {
    const { parent } = current;
    let turns: number | null = null;
    if (isFunctionNode(current)) {
      turns = callbackTurns(current, sources);
      // Who calls any other function, and how often, is not known.
      if (turns === null && !isPassedOn(current)) break;
    } else if (ts.isForStatement(parent) && current === parent.statement)
      turns = countedTurns(parent, sources);
    else if (ts.isForOfStatement(parent) && current === parent.statement)
      turns = lengthOf(parent.expression, sources);
    if (turns === null || turns <= 1) continue;
    count *= turns;
    outermost = isFunctionNode(current) ? current.parent : parent;
    mayEndEarly ||= !isFunctionNode(current) && isLeft(current);
  }
  return { count, outermost, mayEndEarly };
}

function isLeft(body: ts.Node): boolean {
  if (ts.isBreakStatement(body) || ts.isReturnStatement(body)) return true;
  if (ts.isFunctionLike(body)) return false;
  return ts.forEachChild(body, (child) => isLeft(child) || undefined) ?? false;
}

/** An argument of a call, which may run it in place: `Promise.all(list.map(…))` around it still counts. */
function isPassedOn(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression !== node;
}

function callbackTurns(callback: ts.Node, sources: Sources): number | null {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const { expression, name } = call.expression;
  if (iterating.has(name.text)) return lengthOf(expression, sources);
  // `Array.from({ length: 10 }, callback)`
  return expression.getText() === 'Array' && name.text === 'from' ? lengthOf(call, sources) : null;
}

/** `for (let i = 0; i < 10; i++)`, up or down, in steps of any size. */
function countedTurns(loop: ts.ForStatement, sources: Sources): number | null {
  const { initializer, condition, incrementor } = loop;
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !condition || !incrementor) return null;
  const [declaration] = initializer.declarations;
  const from = numberOf(declaration?.initializer, sources);
  if (!declaration || from === null || !ts.isBinaryExpression(condition)) return null;
  const name = declaration.name.getText();
  const to = numberOf(condition.right, sources);
  const stride = strideOf(incrementor, name, sources);
  if (condition.left.getText() !== name || to === null || stride === null || stride === 0) return null;
  const kind = condition.operatorToken.kind;
  const isInclusive =
    kind === ts.SyntaxKind.LessThanEqualsToken || kind === ts.SyntaxKind.GreaterThanEqualsToken;
  const isUp = kind === ts.SyntaxKind.LessThanToken || kind === ts.SyntaxKind.LessThanEqualsToken;
  const isDown = kind === ts.SyntaxKind.GreaterThanToken || kind === ts.SyntaxKind.GreaterThanEqualsToken;
  if ((isUp && stride < 0) || (isDown && stride > 0) || (!isUp && !isDown)) return null;
  const distance = Math.abs(to - from) / Math.abs(stride);
  return (isUp ? from > to : from < to) ? 0 : isInclusive ? Math.floor(distance) + 1 : Math.ceil(distance);
}

function strideOf(expression: ts.Expression, name: string, sources: Sources): number | null {
  if (ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression)) {
    if (expression.operand.getText() !== name) return null;
    return expression.operator === ts.SyntaxKind.PlusPlusToken ? 1 : -1;
  }
  if (!ts.isBinaryExpression(expression) || expression.left.getText() !== name) return null;
  const by = numberOf(expression.right, sources);
  if (by === null) return null;
  if (expression.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken) return by;
  return expression.operatorToken.kind === ts.SyntaxKind.MinusEqualsToken ? -by : null;
}

/** Methods that give a list as long as the one before. */
const keepsLength: ReadonlySet<string> = new Set([
  'map',
  'fill',
  'reverse',
  'sort',
  'entries',
  'keys',
  'values',
]);

function lengthOf(list: ts.Expression, sources: Sources, depth = 0): number | null {
  const value = resolveExpression(unwrap(list, true), sources);
  if (!value || depth > 4) return null;
  if (ts.isArrayLiteralExpression(value)) {
    let sum = 0;
    for (const element of value.elements) {
      const part = ts.isSpreadElement(element) ? lengthOf(element.expression, sources, depth + 1) : 1;
      if (part === null) return null;
      sum += part;
    }
    return sum;
  }
  if (ts.isNewExpression(value) || ts.isCallExpression(value)) {
    const [first] = value.arguments ?? [];
    const callee = value.expression.getText();
    if (callee === 'Array' && value.arguments?.length === 1) return numberOf(first, sources);
    if (callee === 'Array.from' && first)
      return givenLength(first, sources) ?? lengthOf(first, sources, depth + 1);
    if (ts.isPropertyAccessExpression(value.expression) && keepsLength.has(value.expression.name.text)) {
      return lengthOf(value.expression.expression, sources, depth + 1);
    }
  }
  return null;
}

/** `{ length: 10 }` */
function givenLength(expression: ts.Expression, sources: Sources): number | null {
  const value = resolveExpression(expression, sources);
  if (!value || !ts.isObjectLiteralExpression(value)) return null;
  for (const property of value.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'length') {
      return numberOf(property.initializer, sources);
    }
  }
  return null;
}

/** A number that is written, or a constant; products of them, too. */
function numberOf(expression: ts.Expression | undefined, sources: Sources): number | null {
  if (!expression) return null;
  const inner = resolveExpression(expression, sources) ?? expression;
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AsteriskToken) {
    const [left, right] = [numberOf(inner.left, sources), numberOf(inner.right, sources)];
    return left === null || right === null ? null : left * right;
  }
  if (!ts.isNumericLiteral(inner)) return null;
  const text = textOf(inner, sources);
  return text === null ? null : Number(text);
}
