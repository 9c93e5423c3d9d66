/** Evaluates a condition knowing only whether one variable is null or an object. */
import { ts } from 'ts-morph';
import { unwrap } from '../syntax/references.ts';

/** What is known of a value: the value itself, that it is some object, or nothing. */
export type Known = 'null' | 'undefined' | 'object' | { literal: string | number | boolean } | 'unknown';

type Holds = (expression: ts.Expression) => boolean;

/** Null: cannot be told. */
export function truthOf(condition: ts.Expression, holds: Holds, held: Known): boolean | null {
  return truthOfKnown(evaluate(condition, holds, held));
}

function truthOfKnown(value: Known): boolean | null {
  if (value === 'null' || value === 'undefined') return false;
  if (value === 'object') return true;
  if (value === 'unknown') return null;
  return Boolean(value.literal);
}

function asKnown(truth: boolean | null): Known {
  return truth === null ? 'unknown' : { literal: truth };
}

function evaluate(expression: ts.Expression, holds: Holds, held: Known): Known {
  const inner = unwrap(expression, true);
  if (holds(inner)) return held;
  if (inner.kind === ts.SyntaxKind.NullKeyword) return 'null';
  if (inner.kind === ts.SyntaxKind.TrueKeyword) return { literal: true };
  if (inner.kind === ts.SyntaxKind.FalseKeyword) return { literal: false };
  if (ts.isStringLiteralLike(inner)) return { literal: inner.text };
  if (ts.isNumericLiteral(inner)) return { literal: Number(inner.text) };
  if (ts.isIdentifier(inner)) return inner.text === 'undefined' ? 'undefined' : 'unknown';
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const truth = truthOf(inner.operand, holds, held);
    return asKnown(truth === null ? null : !truth);
  }
  if (ts.isCallExpression(inner) && inner.expression.getText() === 'Boolean' && inner.arguments[0]) {
    return asKnown(truthOf(inner.arguments[0], holds, held));
  }
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
    return isShortCircuited(inner, holds, held) ? 'undefined' : 'unknown';
  }
  if (ts.isCallExpression(inner)) return isShortCircuited(inner, holds, held) ? 'undefined' : 'unknown';
  if (ts.isConditionalExpression(inner)) {
    const truth = truthOf(inner.condition, holds, held);
    if (truth === null) return 'unknown';
    return evaluate(truth ? inner.whenTrue : inner.whenFalse, holds, held);
  }
  return ts.isBinaryExpression(inner) ? evaluateBinary(inner, holds, held) : 'unknown';
}

type Chain = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression;

/** `x?.a.b` is undefined as a whole when `x` is null. */
function isShortCircuited(access: Chain, holds: Holds, held: Known): boolean {
  if ((access.flags & ts.NodeFlags.OptionalChain) === 0) return false;
  const value = evaluate(access.expression, holds, held);
  if (access.questionDotToken) return value === 'null' || value === 'undefined';
  const inner = unwrap(access.expression);
  const isChain =
    ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) || ts.isCallExpression(inner);
  return isChain && isShortCircuited(inner, holds, held);
}

function evaluateBinary(node: ts.BinaryExpression, holds: Holds, held: Known): Known {
  const kind = node.operatorToken.kind;
  const left = evaluate(node.left, holds, held);
  const truth = truthOfKnown(left);
  switch (kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken: {
      if (truth === false) return left;
      const right = evaluate(node.right, holds, held);
      if (truth === true) return right;
      return truthOfKnown(right) === false ? asKnown(false) : 'unknown';
    }
    case ts.SyntaxKind.BarBarToken: {
      if (truth === true) return left;
      const right = evaluate(node.right, holds, held);
      if (truth === false) return right;
      return truthOfKnown(right) === true ? asKnown(true) : 'unknown';
    }
    case ts.SyntaxKind.QuestionQuestionToken:
      if (left === 'null' || left === 'undefined') return evaluate(node.right, holds, held);
      return left;
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return asKnown(equal(left, evaluate(node.right, holds, held), true));
    case ts.SyntaxKind.EqualsEqualsToken:
      return asKnown(equal(left, evaluate(node.right, holds, held), false));
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return asKnown(negate(equal(left, evaluate(node.right, holds, held), true)));
    case ts.SyntaxKind.ExclamationEqualsToken:
      return asKnown(negate(equal(left, evaluate(node.right, holds, held), false)));
    default:
      return 'unknown';
  }
}

function negate(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function equal(a: Known, b: Known, strictly: boolean): boolean | null {
  if (a === 'unknown' || b === 'unknown') return null;
  const isNone = (value: Known): value is 'null' | 'undefined' => value === 'null' || value === 'undefined';
  if (isNone(a) || isNone(b)) return strictly ? a === b : isNone(a) && isNone(b);
  if (a === 'object' || b === 'object') return null;
  return a.literal === b.literal;
}
