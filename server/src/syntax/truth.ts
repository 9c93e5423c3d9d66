/** Whether a condition surely holds: by what is written in it, and by what the caller passes or leaves out. */
import { ts } from 'ts-morph';
import { isAssigned } from './assigned.ts';
import { isTransparent } from './ast.ts';
import { literalOf, nameText, resolveExpression, unwrap } from './references.ts';
import { isFunctionNode, lookupName } from './scope.ts';
import type { Sources } from './sources.ts';

/** Names between a condition and what it is about. */
const maxDepth = 12;

/** What else is known where a condition stands. */
export interface Known {
  readonly sources: Sources;
  textOf(expression: ts.Expression, sources: Sources): string | null;
  /** Whether a name that leads to no code surely has a value. `end`: where following it ends. */
  isThere(expression: ts.Expression, end: ts.Expression): boolean;
}

/** Null: it depends on the run, or cannot be told. */
export function truthOf(test: ts.Expression, known: Known): boolean | null {
  const inner = unwrap(test);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    return not(truthOf(inner.operand, known));
  }
  if (ts.isBinaryExpression(inner)) return truthOfBinary(inner, known);
  if (ts.isCallExpression(inner)) {
    const [value] = inner.arguments;
    return value && inner.expression.getText() === 'Boolean' ? truthOf(value, known) : null;
  }
  const thing = surely(inner, known);
  return thing === null ? null : thing !== 'nothing' && thing !== 'falsy';
}

function truthOfBinary(test: ts.BinaryExpression, known: Known): boolean | null {
  const { left, right, operatorToken } = test;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return both(truthOf(left, known), () => truthOf(right, known));
    case ts.SyntaxKind.BarBarToken:
      return not(both(not(truthOf(left, known)), () => not(truthOf(right, known))));
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return isEqual(left, right, known);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return not(isEqual(left, right, known));
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

function isEqual(left: ts.Expression, right: ts.Expression, known: Known): boolean | null {
  const { sources, textOf } = known;
  if (ts.isTypeOfExpression(left)) {
    const thing = surely(left.expression, known);
    const name = textOf(right, sources);
    if (thing === null || name === null) return null;
    if (name === 'undefined' || name === 'function')
      return thing === (name === 'function' ? 'function' : 'nothing');
    return null;
  }
  const [a, b] = [surely(left, known), surely(right, known)];
  if (a === null || b === null) return null;
  if (a === 'nothing' || b === 'nothing') return a === b;
  const [one, other] = [textOf(left, sources), textOf(right, sources)];
  return one === null || other === null ? null : one === other;
}

/** `text`: one that is not empty; `nothing`: null or undefined. */
type Thing = 'function' | 'object' | 'text' | 'falsy' | 'nothing';

function surely(expression: ts.Expression, known: Known): Thing | null {
  if (!isStable(expression, known.sources, 0)) return null;
  const thing = thingBehind(expression, known);
  const isMissing = thing === 'nothing' || thing === 'falsy';
  return isMissing && isSlot(expression, known.sources) ? null : thing;
}

/** A member of an object in a variable: what is not there yet may be filled in by anybody. */
function isSlot(expression: ts.Expression, sources: Sources): boolean {
  const inner = unwrap(expression);
  if (!ts.isPropertyAccessExpression(inner)) return false;
  const owner = literalOf(inner.expression, sources);
  if (!owner) return isSlot(inner.expression, sources);
  let holder = owner.parent;
  while (isTransparent(holder)) holder = holder.parent;
  return !ts.isCallExpression(holder) && !ts.isPropertyAssignment(holder);
}

function thingBehind(expression: ts.Expression, known: Known): Thing | null {
  const { sources } = known;
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
  return known.isThere(expression, value) ? 'object' : null;
}

/** False when a name or member may have another value by the time it is asked for. */
function isStable(expression: ts.Expression, sources: Sources, depth: number): boolean {
  if (depth > maxDepth) return false;
  const inner = unwrap(expression);
  if (ts.isPropertyAccessExpression(inner)) {
    return !isNameAssigned(inner) && isStable(inner.expression, sources, depth + 1);
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

/** In the file at hand, on whatever object: an alias of this one would do. */
function isNameAssigned({ name }: ts.PropertyAccessExpression): boolean {
  const pattern = new RegExp(`\\.${name.text.replace(/[$#]/g, '\\$&')}\\s*(\\?\\?|\\|\\||&&)?=[^=>]`);
  return pattern.test(name.getSourceFile().text);
}

/** Surely undefined: a member that the caller's object does not have. */
export function isAbsent(expression: ts.Expression, sources: Sources): boolean {
  const inner = unwrap(expression);
  if (ts.isIdentifier(inner) && inner.text === 'undefined') return true;
  const value = resolveExpression(inner, sources);
  if (value && ts.isIdentifier(value) && value.text === 'undefined') return true;
  if (!value || !ts.isPropertyAccessExpression(value)) return false;
  const owner = literalOf(value.expression, sources);
  if (!owner) return value.questionDotToken !== undefined && isAbsent(value.expression, sources);
  const isOpen = owner.properties.some((each) => ts.isSpreadAssignment(each) || !isNamed(each));
  return !isOpen && !owner.properties.some(({ name }) => name && nameText(name) === value.name.text);
}

function isNamed({ name }: ts.ObjectLiteralElementLike): boolean {
  return name !== undefined && nameText(name) !== null;
}
