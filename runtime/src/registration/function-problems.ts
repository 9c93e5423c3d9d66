/**
 * Why Inngest's servers would reject an app (protocol 1.4). Here its functions run as far as they can, but nobody should find out
 * only when deploying.
 */
import { isRecord, recordOrNull } from '../contract/records.ts';
import { cancellationProblem, expressionProblem } from '../expressions/problems.ts';
import { readDuration } from '../expressions/times.ts';
import { cronProblem } from '../queue/cron.ts';
import { parseDuration } from '../sdk-protocol/duration.ts';

type Settings = Record<string, unknown>;

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const maxTriggers = 10;
const maxCancellations = 5;
const maxLimits = 2;

/** @param config of the function as the SDK sent it. @returns phrases; empty when nothing is wrong. */
export function functionProblems(config: Settings): string[] {
  return [
    ...triggerProblems(listOf(config.triggers)),
    ...batchProblems(config),
    ...concurrencyProblems(config.concurrency),
    ...cancelProblems(listOf(config.cancel)),
    ...rateProblems('rateLimit', recordOrNull(config.rateLimit), 0, day),
    ...rateProblems('throttle', recordOrNull(config.throttle), second, 7 * day),
    ...debounceProblems(recordOrNull(config.debounce)),
    ...keyProblems('priority.run', recordOrNull(config.priority)?.run),
    ...keyProblems('idempotency', config.idempotency),
    ...keyProblems('singleton.key', recordOrNull(config.singleton)?.key),
    ...timeoutProblems(recordOrNull(config.timeouts)),
  ];
}

function triggerProblems(triggers: Settings[]): string[] {
  const problems = triggers.flatMap((trigger) => {
    const { event, cron, jitter } = trigger;
    if (textOf(event) !== null && textOf(cron) !== null) return ['a trigger has both an event and a cron'];
    if (textOf(cron) !== null) return [...cronProblems(String(cron)), ...jitterProblems(jitter)];
    if (textOf(event) === null) return ['a trigger has neither an event nor a cron'];
    return keyProblems(`the condition of the trigger ${event}`, trigger.expression ?? trigger.if);
  });
  const names = triggers.map(({ event, cron, expression }) => JSON.stringify([event, cron, expression]));
  if (new Set(names).size < names.length) problems.push('it has the same trigger twice');
  if (triggers.length > maxTriggers) problems.push(`it has more than ${maxTriggers} triggers`);
  return problems;
}

function cronProblems(cron: string): string[] {
  const problem = cronProblem(cron);
  return problem === null ? [] : [`"${cron}" ${problem}`];
}

function jitterProblems(jitter: unknown): string[] {
  const text = textOf(jitter);
  if (text === null) return [];
  const time = parseDuration(text);
  return time !== null && time >= second && time <= 5 * minute
    ? []
    : [`a jitter of "${text}" is not between 1s and 5m`];
}

function batchProblems({ batchEvents, cancel, debounce, singleton, priority }: Settings): string[] {
  const batch = recordOrNull(batchEvents);
  if (!batch) return [];
  const others = { cancelOn: listOf(cancel).length > 0, debounce, singleton, priority };
  const excluded = Object.entries(others).filter(([, value]) => Boolean(value));
  const time = readDuration(String(batch.timeout ?? ''))?.milliseconds ?? null;
  return [
    ...excluded.map(([name]) => `batchEvents and ${name} cannot be combined`),
    ...(Number(batch.maxSize) >= 2 ? [] : ['batchEvents.maxSize is less than 2']),
    ...(time !== null && time >= second
      ? []
      : [`a batchEvents.timeout of "${batch.timeout}" is not a duration of at least 1s`]),
    ...keyProblems('batchEvents.key', batch.key),
    ...keyProblems('batchEvents.if', batch.if),
  ];
}

function concurrencyProblems(concurrency: unknown): string[] {
  const { fn, step } = recordOrNull(concurrency) ?? {};
  const limits = [concurrency, fn, step]
    .flatMap((each) => (Array.isArray(each) ? each : [each]))
    .filter(isLimit);
  const problems = limits.flatMap(({ scope, key }) => [
    ...(scope && scope !== 'fn' && !key ? [`a concurrency limit with scope "${scope}" requires a key`] : []),
    ...keyProblems('concurrency.key', key),
  ]);
  if (limits.length > maxLimits) problems.push(`it has more than ${maxLimits} concurrency limits`);
  return problems;
}

function isLimit(value: unknown): value is Settings {
  return isRecord(value) && 'limit' in value;
}

function cancelProblems(cancel: Settings[]): string[] {
  const problems = cancel.flatMap((each) => {
    const condition = textOf(each.if);
    const problem = condition === null ? null : cancellationProblem(condition);
    return problem === null ? [] : [`the condition of cancelOn ${each.event}: ${problem}`];
  });
  if (cancel.length > maxCancellations)
    problems.push(`it has more than ${maxCancellations} cancelOn entries`);
  return problems;
}

function rateProblems(name: string, settings: Settings | null, minMs: number, maxMs: number): string[] {
  if (!settings) return [];
  const problems = keyProblems(`${name}.key`, settings.key);
  if (!(Number(settings.limit) >= 1)) problems.push(`${name}.limit is less than 1`);
  return [...problems, ...periodProblems(name, settings.period, minMs, maxMs)];
}

function debounceProblems(debounce: Settings | null): string[] {
  if (!debounce) return [];
  return [
    ...keyProblems('debounce.key', debounce.key),
    ...periodProblems('debounce', debounce.period, second, 7 * day),
  ];
}

function periodProblems(name: string, period: unknown, minMs: number, maxMs: number): string[] {
  const time = typeof period === 'string' ? parseDuration(period) : null;
  if (time === null) return [`a ${name}.period of "${period}" is not a duration`];
  if (time < minMs) return [`a ${name}.period of "${period}" is less than 1s`];
  return time > maxMs ? [`a ${name}.period of "${period}" is more than ${maxMs / day}d`] : [];
}

function timeoutProblems(timeouts: Settings | null): string[] {
  return ['start', 'finish'].flatMap((name) => {
    const text = textOf(timeouts?.[name]);
    return text === null || parseDuration(text) !== null
      ? []
      : [`a timeouts.${name} of "${text}" is not a duration`];
  });
}

function keyProblems(name: string, text: unknown): string[] {
  const problem = textOf(text) === null ? null : expressionProblem(String(text));
  return problem === null ? [] : [`${name}: ${problem}`];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function listOf(value: unknown): Settings[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
