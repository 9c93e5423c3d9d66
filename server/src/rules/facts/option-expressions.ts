/** The expressions behind a function's options, wherever they are written. */
import { ts } from 'ts-morph';
import { memberOf } from '../../events/name-literals.ts';
import { literalOf, resolveExpression } from '../../syntax/references.ts';
import { sdkCallName } from '../../syntax/sdk-call.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { RuleContext } from '../model/rule.ts';

/** Every expression at a path of the options; lists on the way count for each of their elements. */
export function optionAt(context: RuleContext, ...path: readonly string[]): ts.Expression[] {
  const { options } = context.built.definition;
  return options ? membersAt(options, path, context.sources) : [];
}

/** Every trigger, as it is written: an object, a text, `cron(…)`. */
export function triggersOf(context: RuleContext): ts.Expression[] {
  const { call } = context.built.definition;
  const named = ['triggers', 'trigger'].flatMap((name) => optionAt(context, name));
  const takesClient = /^create(Defer|Scorer)$/.test(calleeName(call));
  const second = call.arguments.length >= 3 && !takesClient ? call.arguments[1] : undefined;
  return [...named, ...(second ? elementsOf(second, context.sources) : [])];
}

/** The value of a property of every trigger that is an object. */
export function triggerMembers(context: RuleContext, name: string): ts.Expression[] {
  return triggersOf(context).flatMap((trigger) => membersAt(trigger, [name], context.sources));
}

/** The expression for `event` or `cron`: a member of the trigger, the argument of `cron(…)`, or a string in SDK 0. */
export function triggerTexts(context: RuleContext, name: 'event' | 'cron'): ts.Expression[] {
  const { sources } = context;
  const maker = calleeName(context.built.definition.call);
  const own = maker === 'createScheduledFunction' ? 'cron' : 'event';
  return triggersOf(context).flatMap((trigger) => {
    const value = resolveExpression(trigger, sources);
    if (value && ts.isCallExpression(value)) {
      const [argument] = value.arguments;
      return sdkCallName(value, sources) === (name === 'cron' ? 'cron' : 'eventType') && argument
        ? [argument]
        : [];
    }
    if (value && ts.isObjectLiteralExpression(value)) return membersAt(value, [name], sources);
    return own === name ? [trigger] : [];
  });
}

function calleeName({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
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
