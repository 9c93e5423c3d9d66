/** A comparison of two runs in words, the same in terminal, page and text. Pure. */
import { durationText } from '../contract/duration-text.ts';
import type { ComparedStep, Difference, Divergence, Expected } from './run-comparison.ts';

/** Translates an English text; `{0}`, `{1}` … stand for the values. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** Characters of a value in a sentence. */
const valueLength = 60;

/** The part of a comparison that the sentence is made from. */
export interface TextSource {
  steps: readonly Pick<ComparedStep, 'name' | 'occurrence'>[];
  first: Divergence | null;
}

/** Where two runs part first, as one sentence. */
export function divergenceText({ steps, first }: TextSource, t: Translate): string {
  if (first === null) return t('The runs do not differ.');
  if (first.branch) return branchText(first.branch, t);
  const { difference } = first;
  if (typeof first.at === 'number') return stepSentence(rowName(steps[first.at]!), difference, t);
  return runSentence(difference, t);
}

/** The name of a step, with its number where steps share a name: `pack item #2`. */
export function rowName({ name, occurrence }: Pick<ComparedStep, 'name' | 'occurrence'>): string {
  return occurrence === 1 ? name : `${name} #${occurrence}`;
}

function branchText({ after, a, b }: NonNullable<Divergence['branch']>, t: Translate): string {
  const nextOf = (name: string | null) => (name === null ? t('ends') : t('runs “{0}”', name));
  return after === null
    ? t('First, A {0} and B {1}.', nextOf(a), nextOf(b))
    : t('After “{0}”, A {1} and B {2}.', after, nextOf(a), nextOf(b));
}

function stepSentence(name: string, difference: Difference, t: Translate): string {
  switch (difference.kind) {
    case 'value':
      return valueSentence(
        difference.of === 'input' ? t('The input of “{0}”', name) : t('The result of “{0}”', name),
        difference,
        t,
      );
    case 'error':
      return errorSentence(`“${name}”`, difference, t);
    case 'order':
      return difference.other === null
        ? t('“{0}” is step {1} in A and step {2} in B.', name, difference.a, difference.b)
        : difference.a < difference.b
          ? t('“{0}” ended before “{1}” in A and after it in B.', name, difference.other)
          : t('“{0}” ended after “{1}” in A and before it in B.', name, difference.other);
    case 'attempts':
      return t(
        '“{0}” took {1} in A and {2} in B.',
        name,
        attempts(difference.a, t),
        attempts(difference.b, t),
      );
    case 'duration':
      return t(
        '“{0}” took {1} in A and {2} in B.',
        name,
        durationText(difference.a),
        durationText(difference.b),
      );
    case 'branch':
      return difference.only === 'a' ? t('Only A runs “{0}”.', name) : t('Only B runs “{0}”.', name);
    case 'wait':
    case 'status':
      return t('“{0}” {1} in A and {2} in B.', name, stateText(difference.a, t), stateText(difference.b, t));
  }
}

function runSentence(difference: Difference, t: Translate): string {
  switch (difference.kind) {
    case 'value':
      return valueSentence(
        difference.of === 'event' ? t('The event') : t('The result of the run'),
        difference,
        t,
      );
    case 'error':
      return errorSentence(t('The run'), difference, t);
    case 'attempts':
      return t('The run took {0} in A and {1} in B.', attempts(difference.a, t), attempts(difference.b, t));
    default:
      return 'a' in difference
        ? t(
            'The run {0} in A and {1} in B.',
            stateText(String(difference.a), t),
            stateText(String(difference.b), t),
          )
        : '';
  }
}

function valueSentence(
  what: string,
  { path, a, b }: Extract<Difference, { kind: 'value' }>,
  t: Translate,
): string {
  const [left, right] = [valueText(a), valueText(b)];
  return path === ''
    ? t('{0} is {1} in A and {2} in B.', what, left, right)
    : t('{0} differs at {1}: {2} in A, {3} in B.', what, path, left, right);
}

function errorSentence(what: string, { a, b }: Extract<Difference, { kind: 'error' }>, t: Translate): string {
  if (a !== null && b !== null)
    return t('{0} fails with another error: {1} in A, {2} in B.', what, cut(a), cut(b));
  return a === null
    ? t('{0} fails only in B: {1}', what, cut(b ?? ''))
    : t('{0} fails only in A: {1}', what, cut(a));
}

/** One difference, for a table. */
export function differenceText(difference: Difference, t: Translate): string {
  switch (difference.kind) {
    case 'branch':
      if (difference.pending) return difference.only === 'a' ? t('not yet in B') : t('not yet in A');
      return difference.only === 'a' ? t('only in A') : t('only in B');
    case 'status':
    case 'wait':
      return pairText(stateText(difference.a, t), stateText(difference.b, t));
    case 'error':
      return difference.a !== null && difference.b !== null
        ? t('another error')
        : difference.a === null
          ? t('error in B')
          : t('error in A');
    case 'value': {
      const text = pairText(valueText(difference.a), valueText(difference.b));
      const place = [...(difference.of === 'input' ? [t('input')] : []), difference.path]
        .filter((part) => part !== '')
        .join(' ');
      return place === '' ? text : `${place}: ${text}`;
    }
    case 'order':
      return t('order: {0}', pairText(String(difference.a), String(difference.b)));
    case 'attempts':
      return pairText(attempts(difference.a, t), attempts(difference.b, t));
    case 'duration':
      return pairText(durationText(difference.a), durationText(difference.b));
  }
}

/** Why a difference says little; null: it does not. */
export function expectedText(difference: Difference, t: Translate): string | null {
  if (!('expected' in difference) || difference.expected === null) return null;
  return expectedTexts(t)[difference.expected];
}

function expectedTexts(t: Translate): Record<Expected, string> {
  return { event: t('as the events do'), id: t('generated ID'), time: t('time') };
}

function pairText(a: string, b: string): string {
  return `${a} | ${b}`;
}

function attempts(count: number, t: Translate): string {
  return count === 1 ? t('1 attempt') : t('{0} attempts', count);
}

function stateText(state: string, t: Translate): string {
  switch (state) {
    case 'received':
      return t('received its event');
    case 'timed-out':
      return t('timed out');
    case 'skipped':
      return t('was skipped');
    case 'completed':
      return t('completed');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('was cancelled');
    default:
      return t('is {0}', t(state));
  }
}

/** One line of JSON, shortened; a missing value reads `undefined`. */
export function valueText(value: unknown): string {
  return value === undefined ? 'undefined' : cut(JSON.stringify(value) ?? String(value));
}

function cut(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length > valueLength ? `${line.slice(0, valueLength - 1)}…` : line;
}

/** English, for the terminal. */
export const english: Translate = (text, ...values) =>
  text.replaceAll(/\{(\d)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
