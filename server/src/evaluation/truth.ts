/** Whether a condition surely holds in an environment. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import { truthOf as truthOfCode } from '../syntax/truth.ts';
import type { Environment } from './environment.ts';

/** Null: it depends on the run, or cannot be told. */
export function truthOf(test: ts.Expression, environment: Environment): boolean | null {
  return truthOfCode(test, {
    sources: environment.sources,
    textOf,
    isThere: (expression, end) => isGivenBySdk(end) && isTools(expression, environment),
  });
}

/** `step`, `ctx.step` of a handler's own parameters: what the SDK passes is there. */
function isGivenBySdk(value: ts.Expression): boolean {
  const inner = unwrap(value);
  if (ts.isPropertyAccessExpression(inner)) return isGivenBySdk(inner.expression);
  let declaration = ts.isIdentifier(inner) ? lookupName(inner) : null;
  while (declaration && ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
  return declaration !== null && ts.isParameter(declaration) && !declaration.questionToken;
}

function isTools(expression: ts.Expression, environment: Environment): boolean {
  const kind = environment.evaluate(expression)?.kind;
  return kind === 'tools' || kind === 'context' || kind === 'group';
}
