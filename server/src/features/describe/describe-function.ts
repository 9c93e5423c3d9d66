/** A function in words: what starts and cancels it, and how its runs are held back, repeated and timed. */
import type { FunctionDefinition } from '../../definitions/function-definition.ts';
import type { Sources } from '../../syntax/sources.ts';
import { type DurationReader, dayMs, formatDuration, readDuration } from '../../values/duration.ts';
import type { Trigger } from '../../workflow-graph.ts';
import { cronSentence } from './describe-cron.ts';
import { code } from './markdown.ts';
import { type OptionValue, optionValues, Source } from './option-values.ts';

/** Markdown. */
export function describeFunction(definition: FunctionDefinition, sources: Sources): string {
  const { id, name, triggers } = definition;
  const lines = [`**${code(name)}** · function ${code(id)}`, ''];
  const sentences = [...triggers.map(triggerSentence), ...optionSentences(optionValues(definition, sources))];
  return [...lines, ...sentences.map((sentence) => `- ${sentence}`)].join('\n');
}

function triggerSentence({ event, cron, if: condition }: Trigger): string {
  const where = condition === undefined ? '' : ` where ${code(condition)}`;
  if (event !== undefined) return `Started by ${code(event)}${where}.`;
  const sentence = cron === undefined ? null : cronSentence(cron);
  return sentence === null
    ? `Started on the schedule ${code(cron ?? '')}.`
    : `Started ${lowerFirst(sentence)}.`;
}

type Options = { [name: string]: OptionValue };

/** How many times a step, or the code between steps, is tried when the options say nothing. */
const defaultRetries = 4;

export function optionSentences(options: Options): string[] {
  const { retries } = options;
  const isCounted = typeof retries === 'number';
  return [
    ...each(options.concurrency).map(concurrencySentence),
    ...object(options.throttle, (own) => {
      const burst = own.burst === undefined ? '' : `, and bursts of ${said(own.burst)} more`;
      return `Starts at most ${counted(own.limit, 'run')} in ${time(own.period, 'server')}${perKey(own)}${burst}; the others wait.`;
    }),
    ...object(
      options.rateLimit,
      (own) =>
        `Starts at most ${counted(own.limit, 'run')} in ${time(own.period, 'server')}${perKey(own)}; other events are skipped.`,
    ),
    ...object(options.debounce, (own) => {
      const most = own.timeout === undefined ? '' : `, but no longer than ${time(own.timeout, 'server')}`;
      return `Starts once no event has come for ${time(own.period, 'server')}${perKey(own)}${most}, with the last one.`;
    }),
    ...object(
      options.batchEvents,
      (own) =>
        `Takes up to ${counted(own.maxSize, 'event')} in one run${perKey(own)}, gathered for ${time(own.timeout, 'batch')} at most.`,
    ),
    ...object(options.singleton, (own) => {
      const then =
        own.mode === 'cancel' ? 'a new one cancels the one before' : 'while it runs, others are skipped';
      return `Has one run at a time${perKey(own)}; ${then}.`;
    }),
    ...object(options.priority, (own) => `Goes before others by ${said(own.run)} seconds in the queue.`),
    ...(options.idempotency === undefined
      ? []
      : [`Runs once in 24 hours for each ${said(options.idempotency)}.`]),
    ...each(options.cancelOn).flatMap((entry) => (isObject(entry) ? [cancelSentence(entry)] : [])),
    ...object(options.timeouts, timeoutsSentence),
    isCounted && retries === 0
      ? 'Each step is tried once.'
      : `Each step is retried up to ${counted(retries ?? defaultRetries, 'time')}${retries === undefined ? ', as usual' : ''}.`,
    ...(options.onFailure === undefined ? [] : ['Has a handler for when a run fails for good.']),
  ];
}

function concurrencySentence(option: OptionValue): string {
  if (!isObject(option)) return `Runs at most ${counted(option, 'step')} at once.`;
  const { scope } = option;
  const wide =
    scope === 'account'
      ? ', counted over the whole account'
      : scope === 'env'
        ? ', counted over the whole environment'
        : '';
  return `Runs at most ${counted(option.limit, 'step')} at once${perKey(option)}${wide}.`;
}

function cancelSentence(entry: Options): string {
  const condition =
    typeof entry.match === 'string'
      ? ` where ${code(`event.${entry.match} == async.${entry.match}`)}`
      : entry.if === undefined
        ? ''
        : ` where ${said(entry.if)}`;
  const within = entry.timeout === undefined ? '' : `, within ${time(entry.timeout, 'sdk')} of its start`;
  return `Cancelled by ${said(entry.event)}${condition}${within}.`;
}

function timeoutsSentence(own: Options): string {
  const parts = [
    ...(own.start === undefined ? [] : [`when it has not started within ${time(own.start, 'server')}`]),
    ...(own.finish === undefined ? [] : [`when it is not done within ${time(own.finish, 'server')}`]),
  ];
  return `Cancelled ${parts.join(' or ')}.`;
}

function perKey({ key }: Options): string {
  return key === undefined ? '' : ` for each ${said(key)}`;
}

/** A number as it is, everything else as code. */
function said(value: OptionValue | undefined): string {
  if (value === undefined) return 'what the code says';
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'string') return code(value);
  if (value instanceof Source) return code(value.text);
  return code(JSON.stringify(value));
}

function counted(value: OptionValue | undefined, noun: string): string {
  return `${said(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function time(value: OptionValue | undefined, reader: DurationReader): string {
  return typeof value === 'string' ? timeText(value, reader) : said(value);
}

/** `7 days`; the text itself when its reader makes nothing of it. */
export function timeText(text: string, reader: DurationReader): string {
  const milliseconds = readDuration(text, reader);
  if (milliseconds === null) return code(text);
  // Who writes days thinks in days.
  const days = milliseconds / dayMs;
  return days >= 7 && Number.isInteger(days) && !/w/i.test(text)
    ? `${days} days`
    : formatDuration(milliseconds);
}

function isObject(value: OptionValue | undefined): value is Options {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Source);
}

function object(value: OptionValue | undefined, sentence: (own: Options) => string): string[] {
  return isObject(value) ? [sentence(value)] : [];
}

function each(value: OptionValue | undefined): OptionValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
