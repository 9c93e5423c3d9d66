/** The hover of a step that a run has reached, as Markdown. Pure. */

import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { errorText, repeatedFailures } from '../../../runtime/src/contract/error-text.ts';
import { missTexts } from '../../../runtime/src/contract/near-miss-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { code, commandLink, fence, plain } from '../../../server/src/markdown.ts';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';
import { attemptText } from '../format/attempt.ts';
import { stepStatusText } from '../format/step-status.ts';
import { firstLine, prettyJson } from '../format/values.ts';
import type { L10n } from '../l10n.ts';

export interface HoverCommand {
  title: string;
  command: string;
  arguments: unknown[];
}

const outputLimit = 4_000;
const missesShown = 3;

/** @returns Markdown without the links; they are appended by {@link commandLinks}. */
export function hoverText(progress: RunProgress, step: StepProgress, l10n: L10n): string {
  const sections = [headline(progress, step, l10n)];
  if (step.wait) sections.push(...waitSections(step.wait, l10n));
  if (step.error) sections.push(errorSection(step.error));
  else if (step.failures.length > 0) sections.push(attemptsSection(progress, step, l10n));
  if (step.status === 'completed' && step.output !== undefined) {
    sections.push(`${l10n.t('Output')}\n${fence('json', prettyJson(step.output, outputLimit))}`);
  }
  return sections.join('\n\n');
}

export function commandLinks(commands: readonly HoverCommand[]): string {
  return commands
    .map(({ title, command, arguments: args }) => commandLink(title, command, args))
    .join(' &nbsp;·&nbsp; ');
}

/** What can be done with a step now. */
export function stepCommands(progress: RunProgress, step: StepProgress, l10n: L10n): HoverCommand[] {
  const target = [progress.runId, step.step.hashedId];
  const commands: HoverCommand[] = [];
  if (step.status === 'waiting' && step.wait) {
    if (step.step.op !== 'WaitForSignal') {
      commands.push({
        title: l10n.t('Send Matching Event'),
        command: 'steplight.sendMatchingEvent',
        arguments: target,
      });
    }
    commands.push({ title: l10n.t('Time Out Now'), command: 'steplight.skipWait', arguments: target });
    commands.push({
      title: l10n.t('Why Not Resumed?'),
      command: 'steplight.explainRun',
      arguments: [progress.runId],
    });
  }
  if (step.status === 'sleeping') {
    commands.push({ title: l10n.t('Wake Up Now'), command: 'steplight.skipWait', arguments: target });
  }
  if (step.status === 'retrying') {
    commands.push({ title: l10n.t('Retry Now'), command: 'steplight.retryNow', arguments: target });
  }
  return commands;
}

/** What can be done with a step of a run that has ended. */
export function rerunCommands(progress: RunProgress, step: StepProgress, l10n: L10n): HoverCommand[] {
  if (progress.endedAt === null) return [];
  const target = [progress.runId, step.step.hashedId];
  return [
    { title: l10n.t('Rerun from Here'), command: 'steplight.rerunFrom', arguments: target },
    { title: l10n.t('Rerun from Here with Edits…'), command: 'steplight.rerunEdited', arguments: target },
  ];
}

/** The state of a node that has no journal step yet: it is inferred to run. */
export function inferredHover(state: NodeState, l10n: L10n): string {
  return state.status === 'maybe-running'
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

function waitSections(wait: NonNullable<StepProgress['wait']>, l10n: L10n): string[] {
  const condition = wait.if === null ? l10n.t('any event with this name') : code(wait.if);
  const sections = [`${l10n.t('Waits for')} ${code(wait.event)}: ${condition}`];
  const misses = wait.nearMisses.slice(-missesShown).reverse();
  for (const miss of misses) {
    const time = new Date(miss.at).toLocaleTimeString();
    const clauses = missTexts(miss.clauses, l10n).map((text) => `- ${plain(text)}`);
    sections.push(`${l10n.t('Near miss at {0}:', time)}\n${clauses.join('\n')}`);
  }
  return sections;
}

function errorSection(error: SerializedError): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return fence('text', [errorText(error), ...frames].join('\n').slice(0, outputLimit));
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
