/**
 * A wait (or cancellation) that accepts the first event of its name, whatever it is about: as soon as two runs wait at the
 * same time, both go on with the same event.
 */
import { ts } from 'ts-morph';
import { eventNameOf } from '../definitions/triggers.ts';
import { memberOf } from '../events/name-literals.ts';
import { literalOf, unwrap } from '../syntax/references.ts';
import { type ExpressionPath, expressionPaths, parsedExpression } from '../values/expression-paths.ts';
import { fieldsOf } from './facts/event-fields.ts';
import { expressionPlaces } from './facts/expression-places.ts';
import { optionAt } from './facts/option-expressions.ts';
import { idText } from './facts/step-text.ts';
import { textFinding, type WrittenText, writtenText } from './facts/written-text.ts';
import { addedMember } from './fixes/added-member.ts';
import type { Finding, Fix, Rule, RuleContext } from './model/rule.ts';

export const waitWithoutMatch: Rule = {
  code: 'wait-without-match',
  title: 'Wait without a match condition',
  defaultSeverity: 'warning',
  looksAt: 'workspace',
  *check(context) {
    yield* openWaits(context);
    yield* openCancellations(context);
    yield* conditionsWithoutAsync(context);
  },
};

function* openWaits(context: RuleContext): Iterable<Finding> {
  // Cron runs have nothing to match, and a single run cannot be confused with another.
  const isCronOnly = context.built.definition.triggers.every(({ event }) => event === undefined);
  const isQuiet = isCronOnly || isSingle(context);
  for (const { call, tool, info } of context.steps) {
    const options = tool === 'waitForEvent' ? call.arguments[1] : undefined;
    // A name that is only known at run time may be one run's own.
    if (!options || info.event === undefined || info.match !== undefined || info.if !== undefined) continue;
    const literal = literalOf(options, context.sources);
    const isText = ts.isStringLiteralLike(unwrap(options));
    if ((!literal && !isText) || (literal && !isClosed(literal, context))) continue;
    const callee = call.expression;
    const at = context.span(ts.isPropertyAccessExpression(callee) ? callee.name : callee);
    if (!at) continue;
    const name = info.id.kind === 'unknown' ? 'This wait' : `The wait ${idText(info)}`;
    yield {
      at,
      message: `${name} accepts the first "${info.event}" from any sender: all waiting runs resume with the same event. Add \`match\` or \`if\` to select one.`,
      ...(isQuiet ? { severity: 'hint' as const } : {}),
      fixes: matchFixes(literal, options, info.event, context),
    };
  }
}

function* openCancellations(context: RuleContext): Iterable<Finding> {
  for (const entry of optionAt(context, 'cancelOn')) {
    const literal = literalOf(entry, context.sources);
    if (!literal || literal !== unwrap(entry) || !isClosed(literal, context)) continue;
    if (memberOf(literal, 'match', context.sources) ?? memberOf(literal, 'if', context.sources)) continue;
    const event = memberOf(literal, 'event', context.sources);
    const at = context.span(event ?? literal);
    const name = event && eventNameOf(event, context.sources);
    if (!at || name === null) continue;
    yield {
      at,
      severity: isSingle(context) ? 'hint' : 'information',
      message: `Any "${name}" cancels all runs of this function. Add \`match\` or \`if\` to select one.`,
      fixes: matchFixes(literal, entry, name, context),
    };
  }
}

/** Never more than one run at a time: a singleton whose key, if it has one, is the same for all. */
function isSingle(context: RuleContext): boolean {
  const keys = optionAt(context, 'singleton', 'key').map((key) => writtenText(key, context.sources));
  const isOne = optionAt(context, 'singleton').length > 0;
  return isOne && keys.every((key) => key?.isKnown === true && expressionPaths(key.text).length === 0);
}

/** False when a spread of something unknown may bring what seems to be missing. */
function isClosed(literal: ts.ObjectLiteralExpression, { sources }: RuleContext): boolean {
  return literal.properties.every(
    (property) => !ts.isSpreadAssignment(property) || literalOf(property.expression, sources) !== null,
  );
}

function matchFixes(
  literal: ts.ObjectLiteralExpression | null,
  options: ts.Expression,
  event: string,
  context: RuleContext,
): Fix[] {
  if (!literal || literal !== unwrap(options)) return [];
  return sharedFields(event, context).flatMap((field, index) => {
    const edit = addedMember(literal, `match: 'data.${field}'`, context);
    const title = `Add match: 'data.${field}'`;
    return edit ? [{ title, edits: [edit], ...(index === 0 ? { isPreferred: true } : {}) }] : [];
  });
}

/** Most that are offered. */
const maxFields = 3;

/** Fields that both events have, those that look like ids first. */
function sharedFields(event: string, context: RuleContext): string[] {
  const awaited = fieldsOf(event, context);
  const starting = context.built.definition.triggers.flatMap((trigger) =>
    trigger.event === undefined ? [] : [fieldsOf(trigger.event, context)],
  );
  if (!awaited || starting.length === 0) return [];
  const shared = awaited.filter((field) => starting.every((fields) => fields?.includes(field)));
  const ids = shared.filter((field) => /^id$|_id$|[a-z]Id$|ID$|^uuid$|key$/i.test(field));
  return (ids.length > 0 ? ids : shared).slice(0, maxFields);
}

/** An `if` that only looks at the event that started the run is the same for every event that comes. */
function* conditionsWithoutAsync(context: RuleContext): Iterable<Finding> {
  for (const { expression, role } of expressionPlaces(context)) {
    if (role !== 'wait' && role !== 'cancel') continue;
    const written = writtenText(expression, context.sources);
    if (!written || !parsedExpression(written.text)) continue;
    const paths = expressionPaths(written.text);
    if (paths.some(({ root }) => root === 'async') || mayHaveMore(written, paths)) continue;
    const what = role === 'wait' ? 'awaited' : 'cancelling';
    const edits = paths
      .filter(({ root }) => root === 'event')
      .map(({ start }) => ({ start, end: start + 'event'.length, text: 'async' }));
    const message = `This condition never reads the ${what} event, \`async\`; \`event\` is the one that started the run.`;
    const problem = { start: 0, end: written.text.length, message, ...(edits.length === 1 ? { edits } : {}) };
    const finding = textFinding(written, problem, (fixed) => `Replace with "${fixed}"`);
    // Only the author knows which of the two was meant.
    yield { ...finding, fixes: finding.fixes?.map((fix) => ({ ...fix, isSafe: false })) ?? [] };
  }
}

/** An interpolated part outside quotes may be more than a value. */
function mayHaveMore({ holes, isKnown }: WrittenText, paths: readonly ExpressionPath[]): boolean {
  return (
    !isKnown && holes.some((hole) => paths.some(({ start, end }) => hole.start < end && start < hole.end))
  );
}
