/** A step in plain English: what it does, what it waits for, and what happens on replay. */

import { code, plain } from '../../markdown.ts';
import { readDuration } from '../../values/duration.ts';
import type { GraphNode, StepInfo } from '../../workflow-graph.ts';
import { timeInZone } from './describe-cron.ts';
import { timeText } from './describe-function.ts';

/** What the workspace knows about what a step names. */
export interface StepSurroundings {
  now: Date;
  /** Markdown sentences: who sends the event. */
  sendersOf(event: string): string[];
  /** Markdown sentences: what the event does. */
  handlersOf(event: string): string[];
  /** Markdown that leads to the function; null: it is not in the workspace. */
  functionLink(id: string): string | null;
}

/** Markdown. */
export function describeStep({ step, label }: GraphNode, around: StepSurroundings): string {
  if (!step) return '';
  const lines = [`**${plain(label)}** · ${code(`step.${step.tool}`)}`, '', sentenceFor(step, around)];
  if (step.multiple) lines.push('', 'Runs once per element, in parallel.');
  if (step.id.kind === 'pattern') lines.push('', `ID computed at run time: ${code(step.id.source)}`);
  const sentences =
    step.event === undefined
      ? []
      : step.tool === 'waitForEvent'
        ? around.sendersOf(step.event)
        : step.tool === 'sendEvent'
          ? around.handlersOf(step.event)
          : [];
  lines.push('', ...sentences.map((sentence) => `- ${sentence}`));
  return lines.join('\n').trimEnd();
}

function sentenceFor(step: StepInfo, around: StepSurroundings): string {
  switch (step.tool) {
    case 'run':
      return 'Runs this code and stores its result; when the function is called again, the stored result is used. If it throws, only this step is retried.';
    case 'sleep':
      return `Sleeps for ${duration(step.duration)}. The function is suspended until then.${untilWhen(step.duration, around.now)}`;
    case 'sleepUntil':
      return `Sleeps until ${pointInTime(step.duration)}. The function is suspended until then.`;
    case 'waitForEvent':
      return `Waits up to ${duration(step.timeout)} for ${named(step.event)}${conditionOf(step)}. Returns the event, or \`null\` on timeout.`;
    case 'waitForSignal':
      return `Waits up to ${duration(step.timeout)} for the signal ${named(step.event)}. Returns the signal, or \`null\` on timeout.`;
    case 'sendEvent':
      return `Sends ${step.event === undefined ? 'events' : code(step.event)} once, regardless of retries.`;
    case 'sendSignal':
      return 'Sends a signal once to the run that waits for it.';
    case 'invoke': {
      const target = step.function === undefined ? null : around.functionLink(step.function);
      const limit = step.timeout === undefined ? '' : ` up to ${duration(step.timeout)}`;
      return `Invokes the function ${target ?? named(step.function)} and waits for its result${limit}. Fails when that function fails.`;
    }
    case 'fetch':
      return 'Sends the request from the server while the function is suspended, and stores the response.';
    case 'ai.infer':
      return 'Calls the model from the server while the function is suspended, and stores the response.';
    case 'ai.wrap':
      return 'Calls the model from this code and stores the response, prompt and token counts.';
    case 'group.experiment':
      return 'Chooses one variant, stores the choice, and runs it.';
    case 'realtime.publish':
      return 'Publishes a message to subscribers once.';
    default:
      return 'A durable step: its result is stored, so it does not run twice.';
  }
}

/** `event` is what started the run, `async` what it waits for. */
function conditionOf(step: StepInfo): string {
  if (step.match !== undefined) return ` where ${code(`event.${step.match} == async.${step.match}`)}`;
  return step.if === undefined ? ', with any payload' : ` where ${code(step.if)}`;
}

function named(text: string | undefined): string {
  return text === undefined ? 'computed by the code' : code(text);
}

function duration(text: string | undefined): string {
  return text === undefined ? 'a computed duration' : timeText(text, 'sdk');
}

function untilWhen(text: string | undefined, now: Date): string {
  const milliseconds = text === undefined ? null : readDuration(text, 'sdk');
  if (milliseconds === null) return '';
  return ` If started now, it ends on ${timeInZone(new Date(now.getTime() + milliseconds))}.`;
}

/** A date that is written out is said in words; other expressions are shown as they are. */
function pointInTime(text: string | undefined): string {
  if (text === undefined) return 'a computed time';
  const isDate = /^\d{4}-\d{2}-\d{2}/.test(text);
  const time = isDate ? new Date(text) : null;
  return time === null || Number.isNaN(time.getTime()) ? code(text) : `${timeInZone(time)} (${code(text)})`;
}
