/** Whether a condition surely holds in an environment: by what the caller passes, or leaves out. */
import { ts } from 'ts-morph';
import { isAssigned } from '../syntax/assigned.ts';
import { isAbsent, textOf } from '../syntax/constants.ts';
import { resolveExpression, unwrap } from '../syntax/references.ts';
import { isFunctionNode, lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Environment } from './environment.ts';
import type { Value } from './value.ts';

/** Names between a condition and what it is about. */
const maxDepth = 12;

/** Null: it depends on the run, or cannot be told. */
export function truthOf(test: ts.Expression, environment: Environment): boolean | null {
  const inner = unwrap(test);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    return not(truthOf(inner.operand, environment));
  }
  if (ts.isBinaryExpression(inner)) return truthOfBinary(inner, environment);
  if (ts.isCallExpression(inner)) {
    const [value] = inner.arguments;
    return value && inner.expression.getText() === 'Boolean' ? truthOf(value, environment) : null;
  }
  const thing = surely(inner, environment);
  return thing === null ? null : thing !== 'nothing' && thing !== 'falsy';
}

function truthOfBinary(test: ts.BinaryExpression, environment: Environment): boolean | null {
  const { left, right, operatorToken } = test;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return both(truthOf(left, environment), () => truthOf(right, environment));
    case ts.SyntaxKind.BarBarToken:
      return not(both(not(truthOf(left, environment)), () => not(truthOf(right, environment))));
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return isEqual(left, right, environment);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return not(isEqual(left, right, environment));
    default:
      return null;
  }
}

function not(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function both(first: boolean | null, second: () => boolean | null): boolean | null {
  if (first === false) return false;
  const other = second();
  if (other === false) return false;
  return first === true && other === true ? true : null;
}

function isEqual(left: ts.Expression, right: ts.Expression, environment: Environment): boolean | null {
  const { sources } = environment;
  if (ts.isTypeOfExpression(left)) {
    const thing = surely(left.expression, environment);
    const name = textOf(right, sources);
    if (thing === null || name === null) return null;
    if (name === 'undefined' || name === 'function')
      return thing === (name === 'function' ? 'function' : 'nothing');
    return null;
  }
  const [a, b] = [surely(left, environment), surely(right, environment)];
  if (a === null || b === null) return null;
  if (a === 'nothing' || b === 'nothing') return a === b;
  const [one, other] = [textOf(left, sources), textOf(right, sources)];
  return one === null || other === null ? null : one === other;
}

/** `text`: one that is not empty; `nothing`: null or undefined. */
type Thing = 'function' | 'object' | 'text' | 'falsy' | 'nothing';

function surely(expression: ts.Expression, environment: Environment): Thing | null {
  const { sources } = environment;
  if (!isStable(expression, sources, 0)) return null;
  if (isAbsent(expression, sources)) return 'nothing';
  const value = resolveExpression(expression, sources);
  if (!value) return null;
  if (isFunctionNode(value)) return 'function';
  if (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)) return 'object';
  if (ts.isNewExpression(value) || ts.isClassExpression(value)) return 'object';
  if (ts.isStringLiteralLike(value)) return value.text === '' ? 'falsy' : 'text';
  if (ts.isNumericLiteral(value)) return Number(value.text) === 0 ? 'falsy' : 'text';
  switch (value.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return 'text';
    case ts.SyntaxKind.FalseKeyword:
      return 'falsy';
    case ts.SyntaxKind.NullKeyword:
      return 'nothing';
  }
  if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return null;
  const declaration = ts.isIdentifier(value) ? lookupName(value) : null;
  if (declaration && ts.isFunctionDeclaration(declaration)) return 'function';
  return isGivenBySdk(value) && isTools(environment.evaluate(expression)) ? 'object' : null;
}

/** `step`, `ctx.step` of a handler's own parameters: what the SDK passes is there. */
function isGivenBySdk(value: ts.Expression): boolean {
  const inner = unwrap(value);
  if (ts.isPropertyAccessExpression(inner)) return isGivenBySdk(inner.expression);
  let declaration = ts.isIdentifier(inner) ? lookupName(inner) : null;
  while (declaration && ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
  return declaration !== null && ts.isParameter(declaration) && !declaration.questionToken;
}

function isTools(value: Value | null): boolean {
  return value?.kind === 'tools' || value?.kind === 'context' || value?.kind === 'group';
}

/** False when a name or member may have another value by the time it is asked for. */
function isStable(expression: ts.Expression, sources: Sources, depth: number): boolean {
  if (depth > maxDepth) return false;
  const inner = unwrap(expression);
  if (ts.isPropertyAccessExpression(inner)) {
    return !isMemberAssigned(inner) && isStable(inner.expression, sources, depth + 1);
  }
  if (!ts.isIdentifier(inner)) return true;
  let declaration = lookupName(inner);
  while (declaration && ts.isBindingElement(declaration)) {
    if (isAssigned(declaration)) return false;
    declaration = declaration.parent.parent;
  }
  if (!declaration || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))) return true;
  if (ts.isIdentifier(declaration.name) && isAssigned(declaration)) return false;
  const given = sources.boundValue(declaration) ?? declaration.initializer;
  return !given || isStable(given, sources, depth + 1);
}

function isMemberAssigned({ name }: ts.PropertyAccessExpression): boolean {
  const pattern = new RegExp(`\\.${name.text.replace(/[$#]/g, '\\$&')}\\s*(\\?\\?|\\|\\||&&)?=[^=>]`);
  return pattern.test(name.getSourceFile().text);
}
