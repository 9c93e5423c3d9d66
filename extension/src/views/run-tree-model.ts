/** The runs view as plain values. Pure. */

import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import { errorText } from '../../../runtime/src/contract/error-text.ts';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { isImportedId } from '../../../runtime/src/history/exported-run.ts';
import { attemptText } from '../format/attempt.ts';
import { type StateLook, stateLook } from '../format/state-look.ts';
import { reusedText, runStatusText, stepStatusText } from '../format/step-status.ts';
import { coarseAgoText } from '../format/time.ts';
import { firstLine } from '../format/values.ts';
import type { L10n } from '../l10n.ts';

export interface TreeRow {
  id: string;
  label: string;
  description: string;
  look: StateLook;
  /** See the `view/item/context` menus. */
  contextValue: string;
}

/** Characters of a name that leave room for the state and the time in a side bar of the usual width. */
const maxName = 14;
const shortName = 12;

/**
 * @param blockedBy why a queued run cannot start; null: nothing known.
 * @param app tells functions of the same name apart; null: the name is enough.
 */
export function runRow(
  run: RunProgress,
  now: number,
  l10n: L10n,
  blockedBy: string | null = null,
  app: string | null = null,
): TreeRow {
  const { functionName } = run;
  const facts = runFacts(run, now, l10n, blockedBy);
  const isLong = functionName.length > maxName;
  // The whole name follows what must not be cut off.
  const parts = [...facts, ...(app === null ? [] : [app]), ...(isLong ? [functionName] : [])];
  return {
    label: isLong ? `${functionName.slice(0, shortName - 1).trimEnd()}…` : functionName,
    description: parts.join(' · '),
    ...runLook(run),
  };
}

/** As {@link runRow}, below the name of its function. */
export function groupedRunRow(
  run: RunProgress,
  now: number,
  l10n: L10n,
  blockedBy: string | null = null,
): TreeRow {
  const [status = '', ...facts] = runFacts(run, now, l10n, blockedBy);
  return { label: status, description: [...facts, run.eventName].join(' · '), ...runLook(run) };
}

/** What is read out of a run: each part once, and the name whole. */
export function spokenRun(
  run: RunProgress,
  now: number,
  l10n: L10n,
  blockedBy: string | null = null,
  app: string | null = null,
): string {
  const parts = [run.functionName, ...(app === null ? [] : [app]), ...runFacts(run, now, l10n, blockedBy)];
  return parts.join(', ');
}

function runFacts(run: RunProgress, now: number, l10n: L10n, blockedBy: string | null): string[] {
  return [
    runStatusText(shownStatus(run), l10n),
    ...(blockedBy === null ? [] : [blockedBy]),
    coarseAgoText(now - run.queuedAt, l10n),
    ...(run.endedAt === null ? [] : [durationText(run.endedAt - run.queuedAt)]),
  ];
}

function runLook(run: RunProgress): Pick<TreeRow, 'id' | 'look' | 'contextValue'> {
  const active = `run.active.${run.status}${run.retryAt === null ? '' : '.retrying'}`;
  const own = endedStatuses.has(run.status) ? `run.ended.${run.status}` : active;
  const contextValue = isImportedId(run.runId) ? `imported.${own}` : own;
  return { id: run.runId, look: stateLook(shownStatus(run)), contextValue };
}

export function stepRow(run: RunProgress, step: StepProgress, now: number, l10n: L10n): TreeRow {
  return {
    id: `${run.runId}/${step.step.hashedId}`,
    label: step.step.name,
    description: stepDescription(run, step, now, l10n),
    look: stateLook(step.status),
    contextValue: isImportedId(run.runId)
      ? 'imported.step'
      : `step.${step.status === 'waiting' && !step.wait ? 'invoking' : step.status}`,
  };
}

function stepDescription(run: RunProgress, step: StepProgress, now: number, l10n: L10n): string {
  switch (step.status) {
    case 'retrying': {
      const failure = step.failures.at(-1);
      return [
        l10n.t('retrying'),
        attemptText(step.attempt + 1, run.maxAttempts, l10n),
        ...(failure ? [firstLine(errorText(failure.error))] : []),
      ].join(' · ');
    }
    case 'waiting':
      return step.wait
        ? [
            l10n.t('waiting for {0}', step.wait.event),
            l10n.t('{0} left', remainingText(step.wait.expiresAt - now)),
          ].join(' · ')
        : l10n.t('waiting for function {0}', step.invoke?.functionId ?? '');
    case 'sleeping':
      return [
        l10n.t('sleeping'),
        ...(step.sleep ? [l10n.t('{0} left', remainingText(step.sleep.until - now))] : []),
      ].join(' · ');
    case 'completed':
      return [
        reusedText(step, l10n),
        step.startedAt !== null && step.endedAt !== null ? durationText(step.endedAt - step.startedAt) : null,
        preview(step.output),
      ]
        .filter((part) => part !== null)
        .join(' · ');
    case 'failed':
      return firstLine(step.error ? errorText(step.error) : l10n.t('failed'));
    default:
      return stepStatusText(step.status, l10n);
  }
}
