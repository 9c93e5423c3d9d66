/** Explanations as text. */

import { durationText } from '../contract/duration-text.ts';
import type { ClauseVerdict } from '../contract/run.ts';
import type { CancellationWhy, EventWhy, FunctionWhy, NearMiss, RunWhy, WaitWhy } from '../contract/why.ts';
import { type ConditionOf, missTexts } from '../contract/wording/near-miss-text.ts';
import { english } from '../contract/wording/texts.ts';
import { countText } from '../text/count.ts';

/** The latest ones are shown. */
const maxNearMisses = 3;

/** @param now Unix milliseconds of the runtime's clock. */
export function runLines(why: RunWhy, now: number): string[] {
  const { runId, status, endReason, dueAt } = why;
  const lines = [
    `${runId} is ${status}${endReason === null ? '' : `: ${endReason}`}`,
    ...heldLines(why, now),
  ];
  if (dueAt !== null) lines.push(`  resumes in ${durationText(dueAt - now)}`);
  for (const { step, until } of why.sleeps)
    lines.push(`  ${step}: sleeping, ${durationText(until - now)} left`);
  for (const { step, functionId, runId: invoked, status: its } of why.invokes) {
    const run = invoked === null ? 'not queued yet' : `run ${invoked}, ${its}`;
    lines.push(`  ${step}: waiting for ${functionId} (${run})`);
  }
  for (const wait of why.waits) lines.push(...waitLines(wait, now));
  for (const { event, if: condition, nearMisses } of why.cancelOn) {
    lines.push(
      `  would be cancelled by ${event}${where(condition)}`,
      ...missLines(nearMisses, 'cancellation'),
    );
  }
  if (why.limit) {
    const end = why.limit.by === 'start' ? 'starts' : 'ends';
    lines.push(`  will be cancelled in ${durationText(why.limit.until - now)} unless it ${end} first`);
  }
  return lines;
}

function heldLines({ held, functionId }: RunWhy, now: number): string[] {
  switch (held?.by) {
    case 'concurrency': {
      const by = held.holders.length > 0 ? ` (running: ${held.holders.join(', ')})` : '';
      return [`  blocked by concurrency limit of ${held.limit}${placeText(held.key, functionId)}${by}`];
    }
    case 'throttle': {
      const rate = `${held.limit} per ${durationText(held.period)}${placeText(held.key, functionId)}`;
      return [`  throttled to ${rate}: can start in ${durationText(held.until - now)}`];
    }
    case 'requests':
      return [`  blocked by limit of ${held.limit} concurrent requests`];
    case 'no-app':
      return ['  no running app serves this function: start the app'];
    case 'workers': {
      const { workers, inFlight } = held;
      const full = workers === 1 ? 'its worker is' : `its ${workers} workers are`;
      return [`  queued: ${full} busy with ${countText(inFlight, 'request')}`];
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
  return `${value === '' ? '' : ` for ${value}`}${shared ? ', shared across functions' : ''}`;
}

function waitLines(wait: WaitWhy, now: number): string[] {
  const { step, event, if: condition, isSignal, expiresAt, nearMisses, tooEarly, misspelled } = wait;
  const what = isSignal ? `the signal ${event}` : `${event}${where(condition)}`;
  const lines = [
    `  ${step}: waiting for ${what} (times out in ${durationText(expiresAt - now)})`,
    ...missLines(nearMisses, 'wait'),
  ];
  for (const { eventId, before } of tooEarly.slice(0, maxNearMisses)) {
    const early = durationText(before);
    lines.push(`    event ${eventId} would have matched, but arrived ${early} before the wait started`);
  }
  for (const { eventId, name } of misspelled.slice(0, maxNearMisses))
    lines.push(`    event ${eventId} has a similar name: ${name}`);
  if (lines.length === 1 && !isSignal) lines.push('    no event with this name has been received');
  return lines;
}

function where(condition: string | null): string {
  return condition === null ? '' : ` where ${condition}`;
}

function missLines(misses: readonly NearMiss[], of: ConditionOf): string[] {
  return misses
    .slice(-maxNearMisses)
    .flatMap(({ eventId, clauses }) => [
      `    event ${eventId} did not match`,
      ...clauseLines(clauses, '      ', of),
    ]);
}

export function eventLines(
  { name, eventId, functions, waits, cancellations, similarNames, notLoaded }: EventWhy,
  now: number,
): string[] {
  const lines = [`${name} ${eventId}`];
  for (const each of functions) lines.push(...functionLines(each, now));
  for (const { step, runId, clauses } of waits)
    lines.push(`  did not match the wait "${step}" of ${runId}`, ...clauseLines(clauses, '    ', 'wait'));
  for (const each of cancellations) lines.push(...cancellationLines(each));
  if (functions.length === 0) {
    lines.push('  triggers no function');
    if (similarNames.length > 0) lines.push(`  did you mean ${similarNames.join(' or ')}?`);
  }
  if (notLoaded) lines.push(`  ${notLoadedText(notLoaded)}`);
  return lines;
}

/** `src/pay.ts:3 could not be loaded: …`: its functions are not known. */
export function notLoadedText({ message, file, line }: NonNullable<EventWhy['notLoaded']>): string {
  const place = file === null ? 'The functions' : `${file}${line === null ? '' : `:${line}`}`;
  return `${place} could not be loaded: ${message}`;
}

function cancellationLines({ runId, verdict, clauses }: CancellationWhy): string[] {
  switch (verdict) {
    case 'cancelled':
      return [`  cancelled ${runId}`];
    case 'expired':
      return [`  did not cancel ${runId}: its cancelOn had timed out`];
    case 'condition':
      return [`  did not cancel ${runId}`, ...clauseLines(clauses, '    ', 'cancellation')];
  }
}

/** What the event did at one function. */
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
      return [`  ${functionId}: not started: debounced in favor of a later event`];
    case 'condition':
      return [
        `  ${functionId}: not started: the trigger's condition was not met`,
        ...clauseLines(verdict.clauses, '    ', 'trigger'),
        ...verdict.others.flatMap(({ clauses }) => [
          '    the condition of another trigger was not met either',
          ...clauseLines(clauses, '      ', 'trigger'),
        ]),
      ];
    case 'unknown':
      return [`  ${functionId}: not started: no app served it when the event arrived`];
  }
}

type Verdict<K extends FunctionWhy['verdict']['kind']> = Extract<FunctionWhy['verdict'], { kind: K }>;

function heldText({ by, events, size, key, releaseAt }: Verdict<'held'>, now: number): string {
  const starts = `starts in ${durationText(releaseAt - now)}`;
  const value = key === null ? '' : ` for ${key}`;
  if (by === 'debounce') return `debounced${value}: ${starts} unless another event arrives`;
  const full = size === null ? '' : ` or at ${countText(size, 'event')}`;
  return `held in a batch of ${events}${value}: ${starts}${full}`;
}

function refusalText({ reason, key }: Verdict<'refused'>, now: number): string {
  if (reason.by === 'event-id')
    return `an event with the ID ${reason.id} already started it in the last 24 hours`;
  if (reason.by === 'debounce') return `debounced: event ${reason.heldEventId} has a later "ts"`;
  const value = reason.key === null ? '' : ` for ${reason.key}`;
  const source = key ? ` (${key.expression})` : '';
  const next = reason.again > now ? `, can start again in ${durationText(reason.again - now)}` : '';
  if (key?.isIdempotency)
    return `its idempotency key ${reason.key}${source} was already used in the last 24 hours${next}`;
  return `rate limit of ${reason.limit} per ${durationText(reason.period)}${value}${source} reached${next}`;
}

/** What the event had, and what the condition asks for: a line for each clause that was not true. */
function clauseLines(clauses: readonly ClauseVerdict[], indent: string, of: ConditionOf): string[] {
  return missTexts(clauses, english, of).map((text) => `${indent}${text}`);
}
