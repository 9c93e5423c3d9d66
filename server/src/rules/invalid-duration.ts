/**
 * A duration that its reader does not understand. Neither reader complains where a person would see it: the SDK takes
 * such a text for no time at all, the server refuses the whole function or ignores the option.
 */
import { ts } from 'ts-morph';
import { unwrap } from '../syntax/references.ts';
import { formatDuration, readDuration, rewrittenDuration } from '../values/duration.ts';
import { type DurationPlace, durationPlaces } from './facts/duration-places.ts';
import { textFinding, type WrittenText, writtenText } from './facts/written-text.ts';
import type { Finding, Fix, Rule, RuleContext } from './model/rule.ts';

export const invalidDuration: Rule = {
  code: 'invalid-duration',
  title: 'Invalid duration',
  defaultSeverity: 'error',
  *check(context) {
    for (const place of durationPlaces(context)) {
      const finding = textProblem(place, context) ?? numberProblem(place, context);
      if (finding) yield finding;
    }
    yield* untilProblems(context);
  },
};

function textProblem(place: DurationPlace, context: RuleContext): Finding | null {
  const written = writtenText(place.expression, context.sources);
  if (!written?.isKnown) return null;
  const { text } = written;
  const milliseconds = readDuration(text, place.reader);
  if (milliseconds === null) return unreadable(written, place, context);
  const found = (message: string, severity?: 'information'): Finding => ({
    ...textFinding(written, { start: 0, end: text.length, message }, titleOf),
    ...(severity ? { severity } : {}),
  });
  if (milliseconds < 0) return found(`\`${text}\` is in the past, ${place.otherwise}.`);
  const limit = limitProblem(milliseconds, place);
  if (limit !== null) return found(limit);
  if (place.step && milliseconds > 0 && milliseconds < 1_000)
    return found(tooShort(`\`${text}\``, context), 'information');
  return null;
}

function unreadable(written: WrittenText, place: DurationPlace, context: RuleContext): Finding {
  const { text } = written;
  const reader = place.reader === 'sdk' ? 'SDK' : 'server';
  const rewritten = rewrittenDuration(text, place.reader);
  const advice = rewritten === null ? `Use a format like \`${example(place)}\`.` : `Use \`${rewritten}\`.`;
  const problem = {
    start: 0,
    end: text.length,
    message: `The ${reader} cannot parse ${text === '' ? 'an empty duration' : `\`${text}\``}, ${place.otherwise}. ${advice}`,
    ...(rewritten === null ? {} : { edits: [{ start: 0, end: text.length, text: rewritten }] }),
  };
  const finding = textFinding(written, problem, titleOf);
  const isDate = place.step?.tool === 'sleep' && /^\d{4}-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
  const fix = isDate && place.step ? renamed(place.step.call, 'sleepUntil', context) : null;
  if (!fix) return finding;
  return {
    ...finding,
    message: `\`${text}\` is a point in time, not a duration, ${place.otherwise}. Use \`sleepUntil\`.`,
    fixes: [fix],
  };
}

function example({ reader }: DurationPlace): string {
  return reader === 'batch' ? '30s' : reader === 'server' ? '1h30m' : '90m';
}

function titleOf(fixed: string): string {
  return `Replace with "${fixed}"`;
}

function limitProblem(milliseconds: number, { minMs, maxMs, otherwise, step }: DurationPlace): string | null {
  const consequence = step ? 'The server rejects it.' : `${otherwise.replace(/^so t/, 'T')}.`;
  if (minMs !== undefined && milliseconds < minMs) {
    return `Must be at least ${formatDuration(minMs)}, but is ${formatDuration(milliseconds)}. ${consequence}`;
  }
  if (maxMs !== undefined && milliseconds > maxMs) {
    const limit = maxMs > 31_000_000_000 ? '1 year' : formatDuration(maxMs);
    return `Must be at most ${limit}, but is ${formatDuration(milliseconds)}. ${consequence}`;
  }
  return null;
}

function tooShort(what: string, { major }: RuleContext): string {
  const effect = major === 4 ? 'the SDK rounds it up to a second' : 'the SDK does not wait at all';
  return `${what} is less than a second: ${effect}.`;
}

/** A bare number is milliseconds, and `30` hardly means 30 ms. */
function numberProblem(place: DurationPlace, context: RuleContext): Finding | null {
  const inner = unwrap(place.expression);
  const at = context.span(inner);
  if (!place.step || !at || !ts.isNumericLiteral(inner)) return null;
  const count = Number(inner.text);
  if (count <= 0 || count >= 1_000) return null;
  const fixes: Fix[] = ['s', 'm'].map((unit) => ({
    title: `Replace with "${count}${unit}"`,
    edits: [{ at, text: `'${count}${unit}'` }],
  }));
  const message = `Numbers are milliseconds. ${tooShort(`\`${inner.text}\``, context)}`;
  return { message, at, severity: 'information', fixes };
}

/** `sleepUntil('1h')` throws when the run gets there. */
function* untilProblems(context: RuleContext): Iterable<Finding> {
  for (const { call, tool } of context.steps) {
    if (tool !== 'sleepUntil') continue;
    const time = call.arguments[context.major !== null && context.major <= 2 ? 0 : 1];
    const written = time && writtenText(time, context.sources);
    if (!written?.isKnown || !Number.isNaN(Date.parse(written.text))) continue;
    const isDuration = readDuration(written.text, 'sdk') !== null;
    const fix = isDuration ? renamed(call, 'sleep', context) : null;
    const advice = isDuration ? 'Use `sleep` for durations.' : 'Use a format like `2030-01-31T12:00:00Z`.';
    const message = `\`${written.text}\` is not a date, so the step throws. ${advice}`;
    const finding = textFinding(written, { start: 0, end: written.text.length, message }, titleOf);
    yield { ...finding, fixes: fix ? [fix] : [] };
  }
}

function renamed(call: ts.CallExpression, tool: string, context: RuleContext): Fix | null {
  const callee = call.expression;
  const at = ts.isPropertyAccessExpression(callee) ? context.span(callee.name) : null;
  return at && { title: `Use ${tool}`, edits: [{ at, text: tool }], isPreferred: true, isSafe: true };
}
