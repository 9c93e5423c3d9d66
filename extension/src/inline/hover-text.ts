/** The hover of a step that a run has reached, as Markdown: what can be done first, then what happened. Pure. */

import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { errorText, repeatedFailures } from '../../../runtime/src/contract/error-text.ts';
import { printedBy } from '../../../runtime/src/contract/printed-by.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { missTexts } from '../../../runtime/src/contract/wording/near-miss-text.ts';
import { code, commandLink, fence, link, plain } from '../../../server/src/markdown.ts';
import { attemptText } from '../format/attempt.ts';
import { newestMissText } from '../format/near-miss.ts';
import { stepStatusText } from '../format/step-status.ts';
import { firstLine, prettyJson } from '../format/values.ts';
import type { L10n } from '../l10n.ts';
import type { StepCommand } from './step-commands.ts';

/** A line of a stack in a file of the workspace. */
export interface LinkedFrame {
  uri: string;
  /** 0-based. */
  line: number;
  /** What a person reads: the function, else the place. */
  text: string;
}

export interface HoverInput {
  progress: RunProgress;
  /** Null: inferred to run, and not reported yet. */
  step: StepProgress | null;
  /** The node is one of several that may run now. */
  isMaybe: boolean;
  commands: readonly StepCommand[];
  /** Where a click on a near miss leads: the inspector. */
  inspector: StepCommand;
  /** Of the step's error, innermost first. */
  frames: readonly LinkedFrame[];
  /** Its code was edited after it ran. */
  stale: boolean;
  /** When in the run's past it is, Unix milliseconds; null: live. */
  at: number | null;
}

const valueLimit = 4_000;
const missesShown = 3;
const framesShown = 8;
const printedShown = 20;

export function hoverText(input: HoverInput, l10n: L10n): string {
  const { progress, step, commands, stale, at } = input;
  const sections = [
    step ? headline(progress, step, l10n) : plain(inferredText(input.isMaybe, l10n)),
    commandLinks(commands),
  ];
  if (at !== null) {
    sections.push(plain(l10n.t('As of {0}, in the past of the run.', new Date(at).toLocaleTimeString())));
  }
  if (stale)
    sections.push(`*${plain(l10n.t('The code was edited since: what follows is of the version before.'))}*`);
  if (step) sections.push(...stepSections(input, step, l10n));
  return sections.join('\n\n');
}

function stepSections({ progress, inspector, frames }: HoverInput, step: StepProgress, l10n: L10n): string[] {
  const sections: string[] = [];
  if (step.wait) sections.push(...waitSections(step.wait, inspector, l10n));
  if (step.input && step.input.length > 0) {
    const input: unknown = step.input.length === 1 ? step.input[0] : step.input;
    sections.push(valueSection(l10n.t('Input'), input));
  }
  if (step.status === 'completed' && step.output !== undefined) {
    sections.push(valueSection(l10n.t('Output'), step.output));
  }
  if (step.failures.length > 0) sections.push(attemptsSection(progress, step, l10n));
  if (step.error) sections.push(errorSection(step.error, frames));
  else if (step.status === 'retrying' && frames.length > 0) sections.push(frameLinks(frames));
  const printed = printedBy(step, progress.logs ?? []);
  if (printed.length > 0) {
    const lines = printed.slice(-printedShown).map(({ text }) => text);
    sections.push(`${l10n.t('Console output')}\n${fence('text', lines.join('\n').slice(0, valueLimit))}`);
  }
  return sections;
}

export function commandLinks(commands: readonly StepCommand[]): string {
  return commands
    .map(({ title, command, arguments: args }) => commandLink(title, command, args))
    .join(' &nbsp;·&nbsp; ');
}

/** The state of a node that has no journal step yet. */
function inferredText(isMaybe: boolean, l10n: L10n): string {
  return isMaybe
    ? l10n.t('May be running: this is one of the possible next steps.')
    : l10n.t('Running: this is the next step, and its result has not been reported yet.');
}

function headline(progress: RunProgress, step: StepProgress, l10n: L10n): string {
  const took =
    step.startedAt !== null && step.endedAt !== null ? durationText(step.endedAt - step.startedAt) : null;
  const facts = [
    stepStatusText(step.status, l10n),
    ...(took ? [took] : []),
    attemptText(step.attempt, progress.maxAttempts, l10n),
    l10n.t('run {0}', progress.runId),
  ];
  return `**${plain(step.step.name)}** — ${facts.map(plain).join(' · ')}`;
}

/** The newest near miss is the first thing said, and leads to the inspector. */
function waitSections(wait: NonNullable<StepProgress['wait']>, inspector: StepCommand, l10n: L10n): string[] {
  const newest = newestMissText(wait, l10n);
  const condition = wait.if === null ? l10n.t('any event with this name') : code(wait.if);
  const misses = wait.nearMisses
    .slice(-missesShown)
    .reverse()
    .map(({ at, clauses }) => {
      const texts = missTexts(clauses, l10n).map((text) => `- ${plain(text)}`);
      return `${plain(l10n.t('Near miss at {0}:', new Date(at).toLocaleTimeString()))}\n${texts.join('\n')}`;
    });
  return [
    ...(newest === null ? [] : [commandLinks([{ ...inspector, title: newest }])]),
    `${l10n.t('Waits for')} ${code(wait.event)}: ${condition}`,
    ...(wait.nearMisses.length > 1 || misses.some((text) => text.split('\n').length > 2) ? misses : []),
  ];
}

function valueSection(title: string, value: unknown): string {
  return `${title}\n${fence('json', prettyJson(value, valueLimit))}`;
}

/** Where no frame is in a file of the workspace, the stack as it is. */
function errorSection(error: SerializedError, frames: readonly LinkedFrame[]): string {
  const message = errorText(error);
  if (frames.length > 0) return `${fence('text', message.slice(0, valueLimit))}\n${frameLinks(frames)}`;
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return fence('text', [message, ...lines].join('\n').slice(0, valueLimit));
}

function frameLinks(frames: readonly LinkedFrame[]): string {
  return frames
    .slice(0, framesShown)
    .map((frame) => `- ${link(frame.text, frame.uri, frame.line)}`)
    .join('\n');
}

function attemptsSection({ maxAttempts }: RunProgress, step: StepProgress, l10n: L10n): string {
  const lines = repeatedFailures(step.failures).map(({ last, count }) => {
    const facts = [
      ...(count > 1 ? [l10n.t('{0} times alike', count)] : []),
      attemptText(last.attempt, maxAttempts, l10n),
      new Date(last.at).toLocaleTimeString(),
      plain(firstLine(errorText(last.error), 200)),
    ];
    return `- ${facts.join(' · ')}`;
  });
  return `${l10n.t('Failed attempts')}\n${lines.join('\n')}`;
}
