/** What the options of a function say, wherever they are written. */
import { ts } from 'ts-morph';
import { memberOf } from '../events/spelling.ts';
import { literalOf, resolveExpression } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import type { RuleContext } from './rule.ts';

/** Null: no object, or one that is known at run time only. */
export function optionsOf({ built, sources }: RuleContext): ts.ObjectLiteralExpression | null {
  const { call } = built.definition;
  const [first, second] = call.arguments;
  const options = first ? literalOf(first, sources) : null;
  // `createDefer(client, options, handler)`
  return options ?? (second && ts.isIdentifier(call.expression) ? literalOf(second, sources) : null);
}

/** Every expression at a path of the options; lists on the way count for each of their elements. */
export function optionAt(context: RuleContext, ...path: readonly string[]): ts.Expression[] {
  const options = optionsOf(context);
  return options ? membersAt(options, path, context.sources) : [];
}

/** Every trigger, as it is written: an object, a text, `cron(…)`. */
export function triggersOf(context: RuleContext): ts.Expression[] {
  const { call, major } = context.built.definition;
  const named = ['triggers', 'trigger'].flatMap((name) => optionAt(context, name));
  const second = call.arguments.length >= 3 && major !== 4 ? call.arguments[1] : undefined;
  return [...named, ...(second ? elementsOf(second, context.sources) : [])];
}

/** The value of a property of every trigger that is an object. */
export function triggerMembers(context: RuleContext, name: string): ts.Expression[] {
  return triggersOf(context).flatMap((trigger) => membersAt(trigger, [name], context.sources));
}

export function membersAt(
  expression: ts.Expression,
  path: readonly string[],
  sources: Sources,
): ts.Expression[] {
  const [name, ...rest] = path;
  return elementsOf(expression, sources).flatMap((element) => {
    if (name === undefined) return [element];
    const object = literalOf(element, sources);
    const value = object && memberOf(object, name, sources);
    return value ? membersAt(value, rest, sources) : [];
  });
}

/** The elements of a list; the expression alone when it is none. */
function elementsOf(expression: ts.Expression, sources: Sources): ts.Expression[] {
  const value = resolveExpression(expression, sources);
  if (!value || !ts.isArrayLiteralExpression(value)) return [expression];
  return value.elements.flatMap((element) =>
    ts.isSpreadElement(element) ? elementsOf(element.expression, sources) : [element],
  );
}
