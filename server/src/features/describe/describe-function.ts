/** A function in plain English: triggers, cancellation, flow control, retries and timeouts. */
import type { FunctionDefinition } from '../../definitions/function-definition.ts';
import { code } from '../../markdown.ts';
import type { Sources } from '../../syntax/sources.ts';
import { type DurationReader, dayMs, formatDuration, readDuration } from '../../values/duration.ts';
import type { Trigger } from '../../workflow-graph.ts';
import { cronSentence } from './describe-cron.ts';
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

/** Retries of a step, or of the code between steps, without an option. */
const defaultRetries = 4;

export function optionSentences(options: Options): string[] {
  const { retries } = options;
  const isCounted = typeof retries === 'number';
  return [
    ...each(options.concurrency).map(concurrencySentence),
    ...object(options.throttle, (own) => {
      const burst = own.burst === undefined ? '' : `, plus a burst of ${said(own.burst)}`;
      return `Starts at most ${counted(own.limit, 'run')} per ${time(own.period, 'server')}${perKey(own)}${burst}; further runs are queued.`;
    }),
    ...object(
      options.rateLimit,
      (own) =>
        `Starts at most ${counted(own.limit, 'run')} per ${time(own.period, 'server')}${perKey(own)}; further events are skipped.`,
    ),
    ...object(options.debounce, (own) => {
      const latest = own.timeout === undefined ? '' : `, after ${time(own.timeout, 'server')} at the latest`;
      return `Starts with the last event once none has arrived for ${time(own.period, 'server')}${perKey(own)}${latest}.`;
    }),
    ...object(
      options.batchEvents,
      (own) =>
        `Batches up to ${counted(own.maxSize, 'event')} per run${perKey(own)}, for at most ${time(own.timeout, 'batch')}.`,
    ),
    ...object(options.singleton, (own) => {
      const then = own.mode === 'cancel' ? 'a new run cancels the current one' : 'further runs are skipped';
      return `Runs one at a time${perKey(own)}; ${then}.`;
    }),
    ...object(options.priority, (own) => `Moves ahead in the queue by ${said(own.run)} seconds.`),
    ...(options.idempotency === undefined
      ? []
      : [`Runs once per 24 hours per ${said(options.idempotency)}.`]),
    ...each(options.cancelOn).flatMap((entry) => (isObject(entry) ? [cancelSentence(entry)] : [])),
    ...object(options.timeouts, timeoutsSentence),
    isCounted && retries === 0
      ? 'Steps are not retried.'
      : `Each step is retried up to ${counted(retries ?? defaultRetries, 'time')}${retries === undefined ? ' (default)' : ''}.`,
    ...(options.onFailure === undefined ? [] : ['Has an `onFailure` handler.']),
  ];
}

function concurrencySentence(option: OptionValue): string {
  if (!isObject(option)) return `Runs at most ${counted(option, 'step')} at once.`;
  const { scope } = option;
  const wide =
    scope === 'account' ? ', across the account' : scope === 'env' ? ', across the environment' : '';
  return `Runs at most ${counted(option.limit, 'step')} at once${perKey(option)}${wide}.`;
}

function cancelSentence(entry: Options): string {
  const condition =
    typeof entry.match === 'string'
      ? ` where ${code(`event.${entry.match} == async.${entry.match}`)}`
      : entry.if === undefined
        ? ''
        : ` where ${said(entry.if)}`;
  const within =
    entry.timeout === undefined ? '' : `, within ${time(entry.timeout, 'sdk')} of the start of the run`;
  return `Cancelled by ${said(entry.event)}${condition}${within}.`;
}

function timeoutsSentence(own: Options): string {
  const parts = [
    ...(own.start === undefined ? [] : [`if not started within ${time(own.start, 'server')}`]),
    ...(own.finish === undefined ? [] : [`if not finished within ${time(own.finish, 'server')}`]),
  ];
  return `Cancelled ${parts.join(' or ')}.`;
}

function perKey({ key }: Options): string {
  return key === undefined ? '' : ` per ${said(key)}`;
}

/** A number as it is, everything else as code. */
function said(value: OptionValue | undefined): string {
  if (value === undefined) return 'a computed value';
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

/** `7 days`; the text itself when its reader cannot parse it. */
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
