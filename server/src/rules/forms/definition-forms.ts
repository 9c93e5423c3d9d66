/** The forms of `createFunction`: where the triggers stand, and what names the function. */

import { ts } from 'ts-morph';
import { nameText, resolveExpression, unwrap } from '../../syntax/references.ts';
import { slug } from '../../syntax/slug.ts';
import { quoted } from '../../values/quoting.ts';
import { addedMember } from '../fixes/added-member.ts';
import type { Edit, Finding, Fix, RuleContext } from '../model/rule.ts';

type Major = 1 | 2 | 3 | 4;

export function* definitionForms(major: Major, context: RuleContext): Iterable<Finding> {
  const { call } = context.built.definition;
  const { expression } = call;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  const [options, second, third] = call.arguments;
  if (name !== 'createFunction' || !options || ts.isSpreadElement(options)) return;
  const literal = unwrap(options);
  const object = ts.isObjectLiteralExpression(literal) ? literal : null;
  const triggers = object && memberNamed(object, 'triggers');
  if (major === 4 && second && third) yield* triggerBehind(options, second, third, context);
  else if (major < 4 && triggers && second && !third)
    yield* triggersInOptions(triggers, second, major, context);
  else if (major >= 3 && ts.isStringLiteralLike(literal)) yield* bareName(literal, major, context);
  if (major === 3 && second && third) yield* bareTrigger(second, context);
  if (object) yield* identity(object, major, context);
}

/** SDK 1 to 3: `createFunction(options, trigger, handler)`. */
function* triggerBehind(
  options: ts.Expression,
  trigger: ts.Expression,
  handler: ts.Expression,
  context: RuleContext,
): Iterable<Finding> {
  const [optionsAt, at, handlerAt] = [context.span(options), context.span(trigger), context.span(handler)];
  if (!optionsAt || !at || !handlerAt) return;
  const member = `triggers: ${triggerText(trigger, context)}`;
  const literal = unwrap(options);
  const source = options.getText();
  let into: Edit | null;
  if (ts.isObjectLiteralExpression(literal)) into = addedMember(literal, member, context);
  else if (ts.isStringLiteralLike(literal)) into = { at: optionsAt, text: `{ id: ${source}, ${member} }` };
  else into = { at: optionsAt, text: `{ ...${source}, ${member} }` };
  const edits = into && [into, { at: { ...at, end: handlerAt.start }, text: '' }];
  yield {
    at,
    message:
      'SDK 4 takes the triggers in the options: `createFunction({ id, triggers }, handler)`. With three arguments it throws.',
    fixes: edits
      ? [{ title: 'Move the trigger into the options', edits, isPreferred: true, isSafe: true }]
      : [],
  };
}

/** A text is the name of an event. */
function triggerText(trigger: ts.Expression, { sources }: RuleContext): string {
  const value = resolveExpression(trigger, sources);
  const text = trigger.getText();
  return value && ts.isStringLiteralLike(value) ? `{ event: ${text} }` : text;
}

/** SDK 4: `createFunction({ id, triggers }, handler)`. */
function* triggersInOptions(
  triggers: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  handler: ts.Expression,
  major: Major,
  context: RuleContext,
): Iterable<Finding> {
  const [at, handlerAt] = [context.span(triggers), context.span(handler)];
  if (!at || !handlerAt) return;
  const text = ts.isPropertyAssignment(triggers) ? triggers.initializer.getText() : 'triggers';
  const edits = [
    removedMember(triggers, context),
    { at: { ...handlerAt, end: handlerAt.start }, text: `${text}, ` },
  ];
  const isList =
    ts.isPropertyAssignment(triggers) && ts.isArrayLiteralExpression(unwrap(triggers.initializer));
  yield {
    at,
    message: `SDK ${major} takes the trigger as the second argument: \`createFunction(options, trigger, handler)\`. As written, it treats the handler as the trigger.`,
    fixes:
      edits.every((edit) => edit !== null) && !(isList && major < 3)
        ? [{ title: 'Move the triggers after the options', edits, isPreferred: true, isSafe: true }]
        : [],
  };
}

/** SDK 0 to 2: `createFunction('Name', …)`; SDK 3 still takes it, with a warning. */
function* bareName(literal: ts.StringLiteralLike, major: Major, context: RuleContext): Iterable<Finding> {
  const at = context.span(literal);
  if (!at) return;
  yield {
    at,
    ...(major === 3 ? { severity: 'information' as const } : {}),
    message: `SDK ${major} takes an object with the \`id\` of the function.`,
    fixes: [safe('Replace with { id }', [{ at, text: `{ id: ${literal.getText()} }` }])],
  };
}

function* bareTrigger(trigger: ts.Expression, context: RuleContext): Iterable<Finding> {
  const at = context.span(trigger);
  if (!at || !ts.isStringLiteralLike(unwrap(trigger))) return;
  yield {
    at,
    severity: 'information',
    message: 'SDK 3 takes an object for the trigger.',
    fixes: [safe('Replace with { event }', [{ at, text: `{ event: ${trigger.getText()} }` }])],
  };
}

/** Functions are known by `name` until SDK 2 and by `id` from SDK 3 on. */
function* identity(
  object: ts.ObjectLiteralExpression,
  major: Major,
  context: RuleContext,
): Iterable<Finding> {
  if (object.properties.some(ts.isSpreadAssignment)) return;
  const [id, name] = [memberNamed(object, 'id'), memberNamed(object, 'name')];
  const [wanted, given] = major >= 3 ? (['id', name] as const) : (['name', id] as const);
  const at = given && context.span(given);
  if (!at || (id && name)) return;
  if (major >= 3 ? id : name) return;
  const text = ts.isPropertyAssignment(given) ? textIn(given.initializer) : null;
  // As SDK 2 made the id, so that the function stays the same one.
  const value = text === null ? null : quoted(major >= 3 ? slug(text) : text);
  const start = { ...at, end: at.start };
  yield {
    at,
    message: `SDK ${major} identifies functions by \`${wanted}\`${major >= 3 ? ': without one, all of them are the same function' : ', and the server rejects those without one'}.`,
    fixes: value ? [safe(`Add ${wanted}: ${value}`, [{ at: start, text: `${wanted}: ${value}, ` }])] : [],
  };
}

function textIn(expression: ts.Expression): string | null {
  const inner = unwrap(expression);
  return ts.isStringLiteralLike(inner) && inner.text !== '' ? inner.text : null;
}

function safe(title: string, edits: Edit[]): Fix {
  return { title, edits, isPreferred: true, isSafe: true };
}

export function memberNamed(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | ts.ShorthandPropertyAssignment | null {
  for (const property of object.properties) {
    const isValue = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
    if (isValue && nameText(property.name) === name) return property;
  }
  return null;
}

/** Takes a member out together with its comma and the space around it. */
export function removedMember(member: ts.ObjectLiteralElementLike, context: RuleContext): Edit | null {
  const object = member.parent;
  const at = context.span(member);
  if (!at || !ts.isObjectLiteralExpression(object)) return null;
  const { properties } = object;
  const index = properties.indexOf(member);
  const next = properties[index + 1];
  const previous = properties[index - 1];
  const nextAt = next && context.span(next);
  const previousAt = previous && context.span(previous);
  if (nextAt) return { at: { ...at, end: nextAt.start }, text: '' };
  if (previousAt) return { at: { ...at, start: previousAt.end }, text: '' };
  return { at, text: '' };
}
