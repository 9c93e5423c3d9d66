/** Where the id of a step is written. */
import { ts } from 'ts-morph';
import { isGivenId } from '../../definitions/step-calls.ts';
import { nameText, unwrap } from '../../syntax/references.ts';
import type { StepSite } from '../model/rule.ts';

/** The expression that gives the id: the first argument, or `id` of an object in its place. */
export function idExpression({ call, info }: StepSite): ts.Expression | null {
  const [first] = call.arguments;
  if (!first || !isGivenId(info)) return null;
  const inner = unwrap(first);
  if (!ts.isObjectLiteralExpression(inner)) return first;
  for (const property of inner.properties) {
    if (ts.isPropertyAssignment(property) && nameText(property.name) === 'id') return property.initializer;
  }
  return first;
}

/** The text between quotes that is the id; null when it comes from elsewhere or has parts. */
export function idLiteral(site: StepSite): ts.StringLiteralLike | null {
  const expression = idExpression(site);
  const inner = expression && unwrap(expression);
  return inner && ts.isStringLiteralLike(inner) ? inner : null;
}

/**
 * SDK 3 and 4 know a step by its id; before, they knew it by where it stands, and the first argument was only its name.
 */
export function isKnownById({ major }: { readonly major: number | null }): boolean {
  return major === null || major >= 3;
}
