/** What an expression stands for, by its form. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { namespaceMember } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import { valueOfCall } from './calls.ts';
import type { Environment } from './environment.ts';
import { baseOf, construct, instanceOfThis } from './instances.ts';
import { elementOf, memberOf } from './members.ts';
import { valueOfName, valueOfTarget } from './names.ts';
import { truthOf } from './truth.ts';
import { type Frame, type Option, oneOf, type Value } from './value.ts';

export function valueOfExpression(
  inner: ts.Expression,
  environment: Environment,
  depth: number,
): Value | null {
  if (ts.isIdentifier(inner)) return valueOfName(inner, environment, depth);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) {
    return { kind: 'function', node: inner, frame: environment.frame.around(inner) };
  }
  if (ts.isObjectLiteralExpression(inner))
    return { kind: 'object', literal: inner, frame: environment.frame };
  if (ts.isArrayLiteralExpression(inner)) return valueOfArray(inner, environment, depth);
  if (ts.isClassExpression(inner))
    return { kind: 'class', node: inner, frame: environment.frame.around(inner) };
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return valueOfThis(inner, environment);
  if (inner.kind === ts.SyntaxKind.SuperKeyword) return baseOf(inner, valueOfThis(inner, environment));
  if (ts.isPropertyAccessExpression(inner)) return valueOfAccess(inner, environment, depth);
  if (ts.isElementAccessExpression(inner)) return valueOfElementAccess(inner, environment, depth);
  if (ts.isConditionalExpression(inner)) {
    const truth = truthOf(inner.condition, environment);
    if (truth !== null) return environment.evaluate(truth ? inner.whenTrue : inner.whenFalse, depth);
    return oneOf([
      ...optionOf(inner.condition.getText(), inner.whenTrue, environment, depth),
      ...optionOf(`!(${inner.condition.getText()})`, inner.whenFalse, environment, depth),
    ]);
  }
  if (ts.isBinaryExpression(inner)) return valueOfBinary(inner, environment, depth);
  if (ts.isNewExpression(inner)) return valueOfNew(inner, environment, depth);
  return ts.isCallExpression(inner) ? valueOfCall(inner, environment, depth) : null;
}

function optionOf(
  label: string,
  expression: ts.Expression,
  environment: Environment,
  depth: number,
): Option[] {
  const value = environment.evaluate(expression, depth);
  return value ? [{ label, value }] : [];
}

function valueOfArray(
  list: ts.ArrayLiteralExpression,
  environment: Environment,
  depth: number,
): Value | null {
  if (list.elements.length > 64) return null;
  const items = list.elements.flatMap((element): (Value | null)[] => {
    if (!ts.isSpreadElement(element)) return [environment.evaluate(element, depth)];
    const inner = environment.evaluate(element.expression, depth);
    return inner?.kind === 'list' ? [...inner.items] : [];
  });
  return items.some((item) => item !== null) ? { kind: 'list', items } : null;
}

function valueOfThis(node: ts.Node, environment: Environment): Value | null {
  for (let frame: Frame | null = environment.frame; frame; frame = frame.parent)
    if (frame.self) return frame.self;
  return instanceOfThis(node, environment);
}

function valueOfAccess(
  inner: ts.PropertyAccessExpression,
  environment: Environment,
  depth: number,
): Value | null {
  if (ts.isIdentifier(inner.expression)) {
    // Most of these are globals, which need no import lookup.
    if (!lookupName(inner.expression)) return null;
    const outside = namespaceMember(inner, environment.sources);
    if (outside) return valueOfTarget(outside, environment, depth);
  }
  const whole = environment.evaluate(inner.expression, depth);
  return whole ? memberOf(whole, inner.name.text, environment, depth) : null;
}

function valueOfElementAccess(
  inner: ts.ElementAccessExpression,
  environment: Environment,
  depth: number,
): Value | null {
  const whole = environment.evaluate(inner.expression, depth);
  if (!whole) return null;
  const key = inner.argumentExpression;
  if (key && (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))) {
    return memberOf(whole, key.text, environment, depth);
  }
  const known = key ? textOf(key, environment.sources) : null;
  return known === null ? elementOf(whole, environment, depth) : memberOf(whole, known, environment, depth);
}

function valueOfBinary(inner: ts.BinaryExpression, environment: Environment, depth: number): Value | null {
  switch (inner.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return environment.evaluate(inner.left, depth) ?? environment.evaluate(inner.right, depth);
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return environment.evaluate(inner.right, depth);
    default:
      return null;
  }
}

function valueOfNew(inner: ts.NewExpression, environment: Environment, depth: number): Value | null {
  const made = environment.evaluate(inner.expression, depth);
  const args = environment.argumentsOf(inner, depth);
  if (made?.kind === 'class') return construct(made, args, environment);
  const isGiven = args.some(({ value }) => environment.carriesSteps(value));
  return isGiven ? { kind: 'carrier', source: inner.expression.getText() } : null;
}
