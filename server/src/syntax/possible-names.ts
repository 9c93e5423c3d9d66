/** Every text that an expression may be, where the code lists them: a table, a condition, a function's returns. */
import { ts } from 'ts-morph';
import { ofReturned } from './callee.ts';
import { literalOf, nameText, propertyOf, resolveExpression, unwrap } from './references.ts';
import type { Sources } from './sources.ts';

const maxDepth = 6;

/** The expressions of which one is chosen at run time; the expression itself when there is no choice. */
export function possibleNames(expression: ts.Expression, sources: Sources, depth = 0): ts.Expression[] {
  const choices = depth > maxDepth ? null : choicesOf(unwrap(expression), sources, depth);
  return choices?.flatMap((choice) => possibleNames(choice, sources, depth + 1)) ?? [expression];
}

function choicesOf(inner: ts.Expression, sources: Sources, depth: number): readonly ts.Expression[] | null {
  if (ts.isConditionalExpression(inner)) return [inner.whenTrue, inner.whenFalse];
  if (ts.isBinaryExpression(inner)) {
    const { kind } = inner.operatorToken;
    const isFallback = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
    return isFallback ? [inner.left, inner.right] : null;
  }
  if (ts.isCallExpression(inner)) return gotten(inner, sources) ?? returned(inner, sources, depth);
  if (ts.isElementAccessExpression(inner)) return elementsOf(inner.expression, sources);
  if (ts.isPropertyAccessExpression(inner)) {
    const members = membersOfChoice(inner, sources, depth);
    if (members) return members;
  }
  const value = resolveExpression(inner, sources);
  const choices = value && value !== inner ? choicesOf(value, sources, depth + 1) : null;
  return depth > maxDepth ? null : choices;
}

/** `table[key].event` */
function membersOfChoice(
  access: ts.PropertyAccessExpression,
  sources: Sources,
  depth: number,
): ts.Expression[] | null {
  const owner = resolveExpression(access.expression, sources);
  if (!owner || ts.isObjectLiteralExpression(owner)) return null;
  const members = possibleNames(owner, sources, depth + 1).flatMap((each) => {
    const literal = literalOf(each, sources);
    const member = literal && propertyOf(literal, access.name.text, sources);
    return member && ts.isExpression(member) ? [member] : [];
  });
  return members.length > 0 ? members : null;
}

/** The values of a record, or the elements of a list. */
function elementsOf(table: ts.Expression, sources: Sources): ts.Expression[] | null {
  const whole = resolveExpression(table, sources);
  if (whole && ts.isArrayLiteralExpression(whole)) {
    return whole.elements.filter((each) => !ts.isSpreadElement(each));
  }
  if (!whole || !ts.isObjectLiteralExpression(whole)) return null;
  return whole.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return elementsOf(property.expression, sources) ?? [];
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) && isKnownKey(property.name) ? [property.initializer] : [];
  });
}

/** `[Kind.Made]: …` is a value of the table, too. */
function isKnownKey(name: ts.PropertyName): boolean {
  return nameText(name) !== null || ts.isComputedPropertyName(name);
}

/** `new Map([['a', 'jobs/a']]).get(key)` */
function gotten(call: ts.CallExpression, sources: Sources): ts.Expression[] | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'get') return null;
  const map = resolveExpression(callee.expression, sources);
  if (!map || !ts.isNewExpression(map) || map.expression.getText() !== 'Map') return null;
  const [entries] = map.arguments ?? [];
  const list = entries && resolveExpression(entries, sources);
  if (!list || !ts.isArrayLiteralExpression(list)) return null;
  return list.elements.flatMap((entry) => {
    const pair = unwrap(entry);
    return ts.isArrayLiteralExpression(pair) && pair.elements[1] ? [pair.elements[1]] : [];
  });
}

/** What a function returns that is given no part in it: `nameFor(kind)` with a `switch`. */
function returned(call: ts.CallExpression, sources: Sources, depth: number): ts.Expression[] | null {
  const found: ts.Expression[] = [];
  ofReturned(call, sources, depth, (expression): null => {
    found.push(expression);
    return null;
  });
  return found.length > 1 ? found : null;
}
