/** Explanations as text. */

import { formatDuration } from '../contract/durations.ts';
import type { ClauseVerdict } from '../contract/run.ts';
import type { CancellationWhy, EventWhy, FunctionWhy, NearMiss, RunWhy, WaitWhy } from '../contract/why.ts';
import { preview } from '../text/preview.ts';

/** Near misses told, at most: the latest. */
const maxNearMisses = 3;

/** @param now Unix milliseconds of the runtime's clock. */
export function runLines(why: RunWhy, now: number): string[] {
  const { runId, status, endReason, dueAt } = why;
  const lines = [
    `${runId} is ${status}${endReason === null ? '' : `: ${endReason}`}`,
    ...heldLines(why, now),
  ];
  if (dueAt !== null) lines.push(`  goes on in ${formatDuration(dueAt - now)}`);
  for (const { step, until } of why.sleeps)
    lines.push(`  ${step}: sleeps for ${formatDuration(until - now)} more`);
  for (const { step, functionId, runId: invoked, status: its } of why.invokes) {
    const run = invoked === null ? 'whose run is not queued yet' : `${invoked}, which is ${its}`;
    lines.push(`  ${step}: waits for the end of ${functionId} ${run}`);
  }
  for (const wait of why.waits) lines.push(...waitLines(wait, now));
  for (const { event, if: condition, nearMisses } of why.cancelOn) {
    lines.push(`  is cancelled by ${event}${where(condition)}`, ...missLines(nearMisses));
  }
  if (why.limit) {
    const end = why.limit.by === 'start' ? 'has started' : 'has ended';
    lines.push(`  is cancelled in ${formatDuration(why.limit.until - now)} unless it ${end}`);
  }
  return lines;
}

function heldLines({ held, functionId }: RunWhy, now: number): string[] {
  switch (held?.by) {
    case 'concurrency': {
      const by = held.holders.length > 0 ? `: taken by ${held.holders.join(', ')}` : '';
      return [`  concurrency: the limit of ${held.limit}${placeText(held.key, functionId)} is reached${by}`];
    }
    case 'throttle': {
      const rate = `${held.limit} in ${formatDuration(held.period)}${placeText(held.key, functionId)}`;
      return [`  throttle of ${rate}: it may start in ${formatDuration(held.until - now)}`];
    }
    case 'requests':
      return [`  ${held.limit} requests are at work, and no more are sent at a time`];
    case 'no-app':
      return ['  nothing serves its function: start its app'];
    case 'workers': {
      const { workers, atWork } = held;
      const full = workers === 1 ? 'its worker is' : `its ${workers} workers are`;
      return [`  ${full} busy with ${atWork} ${atWork === 1 ? 'request' : 'requests'}: it is in line`];
    }
    default:
      return [];
  }
}

/** `fn app-import anna`: the function's own limit, for one value of its key. */
function placeText(place: string, functionId: string): string {
  const [scope = '', ...rest] = place.split(' ');
  const key = rest.join(' ');
  const shared = scope === 'env' || scope === 'account';
  const value =
    key === functionId ? '' : key.startsWith(`${functionId} `) ? key.slice(functionId.length + 1) : key;
  return `${value === '' ? '' : ` for ${value}`}${shared ? ' (shared by functions)' : ''}`;
}

function waitLines(wait: WaitWhy, now: number): string[] {
  const { step, event, if: condition, isSignal, expiresAt, nearMisses, tooEarly, misspelled } = wait;
  const what = isSignal ? `the signal ${event}` : `${event}${where(condition)}`;
  const lines = [
    `  ${step}: waits for ${what} (${formatDuration(expiresAt - now)} left)`,
    ...missLines(nearMisses),
  ];
  for (const { eventId, before } of tooEarly.slice(0, maxNearMisses)) {
    const early = formatDuration(before);
    lines.push(`    event ${eventId} would have matched, but came ${early} before the wait began`);
  }
  for (const { eventId, name } of misspelled.slice(0, maxNearMisses))
    lines.push(`    event ${eventId} has another name: ${name}`);
  if (lines.length === 1 && !isSignal) lines.push('    no event of that name has come');
  return lines;
}

function where(condition: string | null): string {
  return condition === null ? '' : ` where ${condition}`;
}

function missLines(misses: readonly NearMiss[]): string[] {
  return misses
    .slice(-maxNearMisses)
    .flatMap(({ eventId, clauses }) => [
      `    event ${eventId} did not match`,
      ...clauseLines(clauses, '      '),
    ]);
}

export function eventLines(
  { name, eventId, functions, waits, cancellations, similarNames }: EventWhy,
  now: number,
): string[] {
  const lines = [`${name} ${eventId}`];
  for (const each of functions) lines.push(...functionLines(each, now));
  for (const { step, runId, clauses } of waits)
    lines.push(`  did not end the wait "${step}" of ${runId}`, ...clauseLines(clauses, '    '));
  for (const each of cancellations) lines.push(...cancellationLines(each));
  if (functions.length === 0) {
    lines.push('  no function that is served now is started by it');
    if (similarNames.length > 0) lines.push(`  did you mean ${similarNames.join(' or ')}?`);
  }
  return lines;
}

function cancellationLines({ runId, verdict, clauses }: CancellationWhy): string[] {
  switch (verdict) {
    case 'cancelled':
      return [`  cancelled ${runId}`];
    case 'expired':
      return [`  did not cancel ${runId}: its cancelOn is no longer valid`];
    case 'condition':
      return [`  did not cancel ${runId}`, ...clauseLines(clauses, '    ')];
  }
}

/** What became of the event at one function. */
export function functionLines({ functionId, verdict }: FunctionWhy, now: number): string[] {
  switch (verdict.kind) {
    case 'started':
      return [`  ${functionId}: started ${verdict.runId}`];
    case 'skipped':
      return [`  ${functionId}: skipped ${verdict.runId}: ${verdict.reason}`];
    case 'refused':
      return [`  ${functionId}: not started: ${refusalText(verdict, now)}`];
    case 'held':
      return [`  ${functionId}: ${heldText(verdict, now)}`];
    case 'superseded':
      return [`  ${functionId}: not started: a later event of the debounce took its place`];
    case 'condition':
      return [
        `  ${functionId}: not started: the trigger's condition was not true`,
        ...clauseLines(verdict.clauses, '    '),
        ...verdict.others.flatMap(({ clauses }) => [
          '    nor that of another trigger',
          ...clauseLines(clauses, '      '),
        ]),
      ];
    case 'unknown':
      return [`  ${functionId}: not started: it was not served when the event came`];
  }
}

type Verdict<K extends FunctionWhy['verdict']['kind']> = Extract<FunctionWhy['verdict'], { kind: K }>;

function heldText({ by, events, size, key, releaseAt }: Verdict<'held'>, now: number): string {
  const starts = `starts in ${formatDuration(releaseAt - now)}`;
  const value = key === null ? '' : ` for ${key}`;
  if (by === 'debounce') return `held in a debounce${value}, ${starts} unless another comes`;
  const full = size === null ? '' : ` or when there are ${size}`;
  return `held in a batch of ${events}${value}, ${starts}${full}`;
}

function refusalText({ reason, key }: Verdict<'refused'>, now: number): string {
  if (reason.by === 'event-id')
    return `an event with the id ${reason.id} has started it within the last 24 hours`;
  const value = reason.key === null ? '' : ` for ${reason.key}`;
  const source = key ? ` (${key.expression})` : '';
  const again = reason.again > now ? `, the next in ${formatDuration(reason.again - now)}` : '';
  if (key?.isIdempotency)
    return `its idempotency key${source} was ${reason.key} within the last 24 hours${again}`;
  return `the rate limit of ${reason.limit} in ${formatDuration(reason.period)}${value}${source}${again}`;
}

/** The clauses that were not true, with the values of both sides. */
function clauseLines(clauses: readonly ClauseVerdict[], indent: string): string[] {
  return clauses
    .filter((clause) => clause.result !== true)
    .map(({ expression, left, right, reason }) => {
      const values =
        left && right
          ? `${preview(left.value) || 'nothing'} and ${preview(right.value) || 'nothing'}`
          : 'false';
      return `${indent}${expression}: ${reason ?? values}`;
    });
}
