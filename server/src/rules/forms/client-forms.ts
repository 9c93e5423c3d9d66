/** The forms of `new Inngest(…)`: apps are known by `name` until SDK 2 and by `id` from SDK 3 on. */

import { ts } from 'ts-morph';
import { clientOf } from '../../definitions/clients.ts';
import { unwrap } from '../../syntax/references.ts';
import { slug } from '../../syntax/slug.ts';
import type { Finding, Fix, RuleContext } from '../model/rule.ts';
import { memberNamed } from './definition-forms.ts';

export function* clientForms(major: number, context: RuleContext): Iterable<Finding> {
  const callee = context.built.definition.call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return;
  const [argument] = clientOf(callee.expression, context.sources)?.creation?.arguments ?? [];
  const options = argument && unwrap(argument);
  if (!options || !ts.isObjectLiteralExpression(options)) return;
  if (!options.properties.some(ts.isSpreadAssignment)) yield* identity(options, major, context);
  const schemas = memberNamed(options, 'schemas');
  const at = schemas && context.span(schemas);
  if (!at || major < 4 || isUndefined(schemas)) return;
  yield {
    at,
    message:
      'SDK 4 has no `schemas` and no `EventSchemas`; declare each event with `eventType(name, { schema })`.',
  };
}

function isUndefined(member: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(member)) return false;
  const value = unwrap(member.initializer);
  return ts.isIdentifier(value) && value.text === 'undefined';
}

function* identity(
  options: ts.ObjectLiteralExpression,
  major: number,
  context: RuleContext,
): Iterable<Finding> {
  const wanted = major >= 3 ? 'id' : 'name';
  const given = memberNamed(options, major >= 3 ? 'name' : 'id');
  const at = given && context.span(given);
  if (!at || memberNamed(options, wanted)) return;
  const value = ts.isPropertyAssignment(given) ? unwrap(given.initializer) : null;
  const text = value && ts.isStringLiteralLike(value) ? value.text : null;
  // As SDK 2 made the app's part of the ids of functions.
  const id = text === null ? null : major >= 3 ? slug(text) : text;
  const fixes: Fix[] = id
    ? [
        {
          title: `Use ${wanted}: '${id}'`,
          edits: [{ at, text: `${wanted}: '${id}'` }],
          isPreferred: true,
          isSafe: true,
        },
      ]
    : [];
  yield { at, message: `SDK ${major} identifies apps by \`${wanted}\`, and throws without one.`, fixes };
}
