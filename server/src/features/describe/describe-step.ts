/** A step in words: what it does, what it waits for, what happens when the function is called again. */

import { readDuration } from '../../values/duration.ts';
import type { GraphNode, StepInfo } from '../../workflow-graph.ts';
import { timeInZone } from './describe-cron.ts';
import { timeText } from './describe-function.ts';
import { code, plain } from './markdown.ts';

/** What the workspace knows about what a step names. */
export interface StepSurroundings {
  now: Date;
  /** Markdown sentences: who sends the event. */
  sendersOf(event: string): string[];
  /** Markdown sentences: what the event does. */
  hearersOf(event: string): string[];
  /** Markdown that leads to the function; null: it is not in the workspace. */
  functionLink(id: string): string | null;
}

/** Markdown. */
export function describeStep({ step, label }: GraphNode, around: StepSurroundings): string {
  if (!step) return '';
  const lines = [`**${plain(label)}** · \`step.${step.tool}\``, '', sentenceFor(step, around)];
  if (step.multiple) lines.push('', 'Runs once for every element, all at the same time.');
  if (step.id.kind === 'pattern') lines.push('', `Its id is made at run time: ${code(step.id.source)}`);
  const sentences =
    step.event === undefined
      ? []
      : step.tool === 'waitForEvent'
        ? around.sendersOf(step.event)
        : step.tool === 'sendEvent'
          ? around.hearersOf(step.event)
          : [];
  lines.push('', ...sentences.map((sentence) => `- ${sentence}`));
  return lines.join('\n').trimEnd();
}

function sentenceFor(step: StepInfo, around: StepSurroundings): string {
  switch (step.tool) {
    case 'run':
      return 'Runs this code. Its result is stored: when the function is called again, the stored result is used and the code does not run twice. When it throws, it alone is retried.';
    case 'sleep':
      return `Sleeps for ${duration(step.duration)}. The function is not running meanwhile.${untilWhen(step.duration, around.now)}`;
    case 'sleepUntil':
      return `Sleeps until ${pointInTime(step.duration)}. The function is not running meanwhile.`;
    case 'waitForEvent':
      return `Waits up to ${duration(step.timeout)} for ${named(step.event)}${conditionOf(step)}. Gives the event, or \`null\` when the time is over.`;
    case 'waitForSignal':
      return `Waits up to ${duration(step.timeout)} for the signal ${named(step.event)}. Gives the signal, or \`null\` when the time is over.`;
    case 'sendEvent':
      return `Sends ${step.event === undefined ? 'events' : code(step.event)}, once, whatever is retried later.`;
    case 'sendSignal':
      return 'Sends a signal to the run that waits for it, once.';
    case 'invoke': {
      const target = step.function === undefined ? null : around.functionLink(step.function);
      const limit = step.timeout === undefined ? '' : ` up to ${duration(step.timeout)}`;
      return `Calls the function ${target ?? named(step.function)} and waits for its result${limit}. Fails when that function fails.`;
    }
    case 'fetch':
      return 'Makes the request from outside the function, which is not running meanwhile. The response is stored.';
    case 'ai.infer':
      return 'Calls the model from outside the function, which is not running meanwhile. The answer is stored.';
    case 'ai.wrap':
      return 'Calls the model from this code and stores the answer, prompt and token counts.';
    case 'group.experiment':
      return 'Chooses one variant, stores the choice, and runs it.';
    case 'realtime.publish':
      return 'Publishes a message to whoever is subscribed, once.';
    default:
      return 'A durable step: its result is stored and it does not run twice.';
  }
}

/** `event` is what started the run, `async` what it waits for. */
function conditionOf(step: StepInfo): string {
  if (step.match !== undefined) return ` where ${code(`event.${step.match} == async.${step.match}`)}`;
  return step.if === undefined ? ', whatever it carries' : ` where ${code(step.if)}`;
}

function named(text: string | undefined): string {
  return text === undefined ? 'that the code names' : code(text);
}

function duration(text: string | undefined): string {
  return text === undefined ? 'as long as the code says' : timeText(text, 'sdk');
}

function untilWhen(text: string | undefined, now: Date): string {
  const milliseconds = text === undefined ? null : readDuration(text, 'sdk');
  if (milliseconds === null) return '';
  return ` Begun now, it would be over on ${timeInZone(new Date(now.getTime() + milliseconds))}.`;
}

/** A date that is written out is said in words; other expressions are shown as they are. */
function pointInTime(text: string | undefined): string {
  if (text === undefined) return 'the time that the code says';
  const isDate = /^\d{4}-\d{2}-\d{2}/.test(text);
  const time = isDate ? new Date(text) : null;
  return time === null || Number.isNaN(time.getTime()) ? code(text) : `${timeInZone(time)} (${code(text)})`;
}
