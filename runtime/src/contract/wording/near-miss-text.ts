/** Why an event with the awaited name did not match, the same everywhere: what it had, and what it needed. Pure. */
import type { ClauseVerdict } from '../run.ts';
import type { Texts } from './texts.ts';

/**
 * Whose condition it is: a wait's or a cancellation's asks about the new event as `async` and about the run's as `event`;
 * a trigger's knows only the new one, as `event`.
 */
export type ConditionOf = 'wait' | 'cancellation' | 'trigger';

type Side = NonNullable<ClauseVerdict['left']>;

const valueLimit = 40;
/** Characters before the first difference of two long texts. */
const shownBeforeDifference = 8;

/**
 * `got "upload-2", waits for "upload-1"`, from the first clause that was not true.
 *
 * @param clauses all of the condition.
 * @returns null when every clause is true.
 */
export function nearMissText(
  clauses: readonly ClauseVerdict[],
  l10n: Texts,
  of: ConditionOf = 'wait',
): string | null {
  const [first, ...more] = missTexts(clauses, l10n, of);
  if (first === undefined) return null;
  return more.length === 0 ? first : l10n.t('{0}, and {1} more', first, more.length);
}

/**
 * One text for each clause that was not true. Fields are named when the condition asks for more than one thing, or does not
 * stand beside the text.
 */
export function missTexts(
  clauses: readonly ClauseVerdict[],
  l10n: Texts,
  of: ConditionOf = 'wait',
): string[] {
  const named = clauses.length > 1 || of !== 'wait';
  return clauses
    .filter((clause) => clause.result !== true)
    .map((clause) => {
      const text = comparisonText(clause, named, l10n, of) ?? notMet(clause, l10n, of);
      return clause.reason ? l10n.t('{0}: {1}', text, inWords(clause.reason, of)) : text;
    });
}

function comparisonText(
  { expression, left, right, result }: ClauseVerdict,
  named: boolean,
  l10n: Texts,
  of: ConditionOf,
): string | null {
  if (!left || !right || result === null) return null;
  const received = of === 'trigger' ? 'event' : 'async';
  const isReceived = (side: Side) => mentions(side.expression, received);
  if (isReceived(left) && isReceived(right)) return null;
  const operator = operatorOf(expression, left, right);
  if (operator === null) return null;
  // Neither side is of the new event: the run's own event differs.
  const subject = isReceived(right) ? right : left;
  const other = subject === left ? right : left;
  const wanted = subject === left ? operator : (mirrored[operator] ?? operator);
  const values = shownValues(subject.value, other.value);
  const owner = isReceived(subject) ? 'new' : 'run';
  return l10n.t(
    '{0}, {1}',
    gotText({ name: fieldName(subject.expression), value: values[0], owner, named }, l10n),
    of === 'wait'
      ? l10n.t('waits for {0}', wantedBy(wanted, values[1] ?? 'null', l10n))
      : l10n.t('needs {0}', wantedBy(wanted, values[1] ?? 'null', l10n)),
  );
}

function gotText(
  got: { name: string; value: string | null; owner: 'new' | 'run'; named: boolean },
  l10n: Texts,
): string {
  const { name, value, owner, named } = got;
  if (owner === 'run') {
    return value === null
      ? l10n.t("the run's event has no {0}", name)
      : l10n.t("the run's event has {0} {1}", name, value);
  }
  if (value === null) return l10n.t('has no {0}', name);
  return named ? l10n.t('got {0} {1}', name, value) : l10n.t('got {0}', value);
}

/** What makes a comparison with the value true. */
function wantedBy(operator: string, value: string, l10n: Texts): string {
  switch (operator) {
    case '!=':
      return l10n.t('anything but {0}', value);
    case '>':
      return l10n.t('more than {0}', value);
    case '>=':
      return l10n.t('at least {0}', value);
    case '<':
      return l10n.t('less than {0}', value);
    case '<=':
      return l10n.t('at most {0}', value);
    case 'in':
      return l10n.t('one of {0}', value);
    case 'contains':
      return l10n.t('a list with {0}', value);
    default:
      return value;
  }
}

/** The same comparison, read from its other side. */
const mirrored: Record<string, string> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  in: 'contains',
};

/** Null when it cannot be told from the text. */
function operatorOf(expression: string, left: Side, right: Side): string | null {
  const start = expression.indexOf(left.expression);
  const end = expression.lastIndexOf(right.expression);
  if (start < 0 || end < start + left.expression.length) return null;
  const between = expression.slice(start + left.expression.length, end);
  return /==|!=|<=|>=|<|>|\bin\b/.exec(between)?.[0] ?? null;
}

function notMet({ expression, left, right, result }: ClauseVerdict, l10n: Texts, of: ConditionOf): string {
  const words = inWords(expression, of);
  if (result === null) return l10n.t('{0} could not be evaluated', words);
  if (!left || !right) return l10n.t('not met: {0}', words);
  const [a, b] = shownValues(left.value, right.value);
  return l10n.t('not met: {0} ({1} and {2})', words, a ?? 'undefined', b ?? 'undefined');
}

/**
 * An expression without the names that only conditions know: a field of the new event stands alone, one of the run's is
 * said to be. What is in quotes stays.
 */
function inWords(text: string, of: ConditionOf): string {
  const parts = text.split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      if (of === 'trigger') return part.replace(/\bevent\.(?=\w)/g, '');
      return part.replace(/\bevent\.(?=\w)/g, 'run.').replace(/\basync\.(?=\w)/g, '');
    })
    .join('');
}

function mentions(expression: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name}\\b`).test(withoutQuoted(expression));
}

function withoutQuoted(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
}

/** `upload_id` of `async.data.upload_id`. */
function fieldName(expression: string): string {
  return expression.replace(/\b(?:event|async)\.(?:data\.)?(?=\w)/g, '');
}

/** Both values at a glance; null for a missing one. Two long texts are cut so that their difference is seen. */
function shownValues(a: unknown, b: unknown): [string | null, string | null] {
  const texts = [jsonOf(a), jsonOf(b)] as const;
  const [left, right] = texts;
  if (left === null || right === null || left.slice(0, valueLimit) !== right.slice(0, valueLimit)) {
    return [cut(left, 0), cut(right, 0)];
  }
  const from = Math.max(0, firstDifference(left, right) - shownBeforeDifference);
  return [cut(left, from), cut(right, from)];
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : (JSON.stringify(value) ?? String(value));
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function cut(text: string | null, from: number): string | null {
  if (text === null) return null;
  const shown = from === 0 ? text : `…${text.slice(from)}`;
  return shown.length > valueLimit ? `${shown.slice(0, valueLimit - 1)}…` : shown;
}
