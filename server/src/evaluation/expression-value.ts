/** What an expression stands for, by its form. */
import { ts } from 'ts-morph';
import { namespaceMember } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import { valueOfCall } from './call-value.ts';
import type { Frame } from './frame.ts';
import { baseOf, construct, instanceOfThis } from './instances.ts';
import { elementOf, memberOf } from './members.ts';
import { valueOfName, valueOfTarget } from './name-value.ts';
import { type Option, oneOf, type Value } from './value.ts';
import type { Values } from './values.ts';

export function valueOfExpression(inner: ts.Expression, values: Values, depth: number): Value | null {
  if (ts.isIdentifier(inner)) return valueOfName(inner, values, depth);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) {
    return { kind: 'function', node: inner, frame: values.frame.around(inner) };
  }
  if (ts.isObjectLiteralExpression(inner)) return { kind: 'object', literal: inner, frame: values.frame };
  if (ts.isArrayLiteralExpression(inner)) return valueOfArray(inner, values, depth);
  if (ts.isClassExpression(inner)) return { kind: 'class', node: inner, frame: values.frame.around(inner) };
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return valueOfThis(inner, values);
  if (inner.kind === ts.SyntaxKind.SuperKeyword) return baseOf(inner, valueOfThis(inner, values));
  if (ts.isPropertyAccessExpression(inner)) return valueOfAccess(inner, values, depth);
  if (ts.isElementAccessExpression(inner)) return valueOfElementAccess(inner, values, depth);
  if (ts.isConditionalExpression(inner)) {
    return oneOf([
      ...optionOf(inner.condition.getText(), inner.whenTrue, values, depth),
      ...optionOf(`!(${inner.condition.getText()})`, inner.whenFalse, values, depth),
    ]);
  }
  if (ts.isBinaryExpression(inner)) return valueOfBinary(inner, values, depth);
  if (ts.isNewExpression(inner)) return valueOfNew(inner, values, depth);
  return ts.isCallExpression(inner) ? valueOfCall(inner, values, depth) : null;
}

function optionOf(label: string, expression: ts.Expression, values: Values, depth: number): Option[] {
  const value = values.of(expression, depth);
  return value ? [{ label, value }] : [];
}

function valueOfArray(list: ts.ArrayLiteralExpression, values: Values, depth: number): Value | null {
  if (list.elements.length > 64) return null;
  const items = list.elements.flatMap((element): (Value | null)[] => {
    if (!ts.isSpreadElement(element)) return [values.of(element, depth)];
    const inner = values.of(element.expression, depth);
    return inner?.kind === 'list' ? [...inner.items] : [];
  });
  return items.some((item) => item !== null) ? { kind: 'list', items } : null;
}

function valueOfThis(node: ts.Node, values: Values): Value | null {
  for (let frame: Frame | null = values.frame; frame; frame = frame.parent) if (frame.self) return frame.self;
  return instanceOfThis(node, values);
}

function valueOfAccess(inner: ts.PropertyAccessExpression, values: Values, depth: number): Value | null {
  if (ts.isIdentifier(inner.expression)) {
    // Globals are by far the most; they need no look at the imports.
    if (!lookupName(inner.expression)) return null;
    const outside = namespaceMember(inner, values.sources);
    if (outside) return valueOfTarget(outside, values, depth);
  }
  const whole = values.of(inner.expression, depth);
  return whole ? memberOf(whole, inner.name.text, values, depth) : null;
}

function valueOfElementAccess(
  inner: ts.ElementAccessExpression,
  values: Values,
  depth: number,
): Value | null {
  const whole = values.of(inner.expression, depth);
  if (!whole) return null;
  const key = inner.argumentExpression;
  if (key && (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))) {
    return memberOf(whole, key.text, values, depth);
  }
  return elementOf(whole, values, depth);
}

function valueOfBinary(inner: ts.BinaryExpression, values: Values, depth: number): Value | null {
  switch (inner.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return values.of(inner.left, depth) ?? values.of(inner.right, depth);
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return values.of(inner.right, depth);
    default:
      return null;
  }
}

function valueOfNew(inner: ts.NewExpression, values: Values, depth: number): Value | null {
  const made = values.of(inner.expression, depth);
  const passed = values.passed(inner, depth);
  if (made?.kind === 'class') return construct(made, passed, values);
  const isGiven = passed.some(({ value }) => values.carriesSteps(value));
  return isGiven ? { kind: 'carrier', source: inner.expression.getText() } : null;
}
