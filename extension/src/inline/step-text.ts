/** The text at the end of a step's line, from the state of its node. Pure. */

import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import { errorText } from '../../../runtime/src/contract/error-text.ts';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { NodeState, NodeStatus } from '../../../webview/src/overlay/overlay.ts';
import { attemptText } from '../format/attempt.ts';
import { newestMissText } from '../format/near-miss.ts';
import { reusedText } from '../format/step-status.ts';
import { coarseRemainingText } from '../format/time.ts';
import { firstLine } from '../format/values.ts';
import type { L10n } from '../l10n.ts';

/** Each has a color `steplight.<tone>` in the manifest and an icon for the gutter. */
export const lineTones = [
  'running',
  'retrying',
  'waiting',
  'sleeping',
  'completed',
  'failed',
  'quiet',
] as const;
export type LineTone = (typeof lineTones)[number];

export interface StepText {
  tone: LineTone;
  text: string;
  /** True while the text changes with time alone. */
  ticks: boolean;
}

export const toneOf: Record<NodeStatus, LineTone> = {
  running: 'running',
  'maybe-running': 'running',
  retrying: 'retrying',
  waiting: 'waiting',
  sleeping: 'sleeping',
  completed: 'completed',
  failed: 'failed',
  'timed-out': 'quiet',
  cancelled: 'quiet',
  passed: 'quiet',
};

/**
 * @param step the newest journal step on the node; null when none is known yet (it runs for the first time).
 * @param now Unix milliseconds of the runtime's clock.
 */
export function stepText(state: NodeState, step: StepProgress | null, now: number, l10n: L10n): StepText {
  const parts: string[] = [];
  let ticks = false;
  switch (state.status) {
    case 'running': {
      const since = state.startedAt === null ? 0 : now - state.startedAt;
      parts.push(l10n.t('running'));
      if (since >= 1_000) parts.push(durationText(Math.floor(since / 1_000) * 1_000));
      if (state.attempt > 0) parts.push(attemptText(state.attempt, state.maxAttempts, l10n));
      ticks = true;
      break;
    }
    case 'maybe-running':
      parts.push(l10n.t('may be running'));
      break;
    case 'retrying': {
      parts.push(retryText((state.dueAt ?? now) - now, l10n));
      parts.push(attemptText(state.attempt + 1, state.maxAttempts, l10n), ...errorPart(state));
      ticks = true;
      break;
    }
    case 'waiting':
      if (step?.wait) parts.push(...nearMissPart(step.wait, l10n));
      parts.push(waitingFor(step, l10n));
      if (state.dueAt !== null) parts.push(l10n.t('{0} left', remainingText(state.dueAt - now)));
      ticks = true;
      break;
    case 'sleeping':
      parts.push(l10n.t('sleeping'));
      if (state.dueAt !== null) parts.push(l10n.t('{0} left', remainingText(state.dueAt - now)));
      ticks = true;
      break;
    case 'completed':
      // Several steps show how many are done: the duration of the last one would look like that of all.
      if (state.steps.length <= 1) parts.push(doneText(state, step, l10n));
      if (state.preview && !step?.sleep) parts.push(state.preview);
      break;
    case 'failed':
      parts.push(failedText(state, l10n), ...errorPart(state));
      break;
    case 'timed-out':
      parts.push(step?.wait?.skipped ? l10n.t('timed out (skipped)') : l10n.t('timed out'));
      break;
    case 'cancelled':
      parts.push(l10n.t('cancelled'));
      break;
    case 'passed':
      break;
  }
  if (state.steps.length > 1) parts.unshift(l10n.t('{0} of {1} done', state.done, state.steps.length));
  return { tone: toneOf[state.status], text: parts.join(' · '), ticks };
}

/** The first lens above a wait: what came near, and how long it lasts. Null when the step does not wait for an event. */
export function waitLensText(step: StepProgress, now: number, l10n: L10n): string | null {
  if (!step.wait) return null;
  return [
    ...nearMissPart(step.wait, l10n),
    l10n.t('waiting'),
    l10n.t('{0} left', coarseRemainingText(step.wait.expiresAt - now)),
  ].join(' · ');
}

/**
 * The text at the end of the function's own line; null when its steps say it all.
 *
 * @param blockedBy why a queued run cannot start; null: nothing known.
 */
export function runText(
  run: RunProgress,
  now: number,
  blockedBy: string | null,
  l10n: L10n,
): StepText | null {
  switch (run.status) {
    case 'queued':
      return {
        tone: blockedBy === null ? 'running' : 'retrying',
        text: blockedBy === null ? l10n.t('run queued') : l10n.t('run queued · {0}', blockedBy),
        ticks: false,
      };
    case 'completed': {
      const took = durationText((run.endedAt ?? now) - run.queuedAt);
      const output = preview(run.output);
      return {
        tone: 'completed',
        text: [l10n.t('run completed in {0}', took), output].filter(Boolean).join(' · '),
        ticks: false,
      };
    }
    case 'failed':
      return { tone: 'failed', text: l10n.t('run failed · {0}', describe(run.error)), ticks: false };
    case 'cancelled':
      return { tone: 'quiet', text: l10n.t('run cancelled'), ticks: false };
    case 'skipped':
      return { tone: 'quiet', text: l10n.t('run skipped'), ticks: false };
    default: {
      const failure = run.failures.at(-1);
      if (run.retryAt === null || !failure) return null;
      const when = retryText(run.retryAt - now, l10n);
      const next = attemptText(failure.attempt + 1, run.maxAttempts, l10n);
      return { tone: 'retrying', text: [when, next, describe(failure.error)].join(' · '), ticks: true };
    }
  }
}

function retryText(left: number, l10n: L10n): string {
  return left <= 0 ? l10n.t('retrying now') : l10n.t('retrying in {0}', remainingText(left));
}

function waitingFor(step: StepProgress | null, l10n: L10n): string {
  if (step?.step.op === 'WaitForSignal' && step.wait)
    return step.wait.replacedBy
      ? l10n.t('waiting · signal {0} was claimed by another run', step.wait.event)
      : l10n.t('waiting for signal {0}', step.wait.event);
  if (step?.wait) return l10n.t('waiting for {0}', step.wait.event);
  if (step?.invoke) return l10n.t('waiting for function {0}', step.invoke.functionId);
  return l10n.t('waiting');
}

function nearMissPart(wait: NonNullable<StepProgress['wait']>, l10n: L10n): string[] {
  const miss = newestMissText(wait, l10n);
  return miss === null ? [] : [miss];
}

function doneText(state: NodeState, step: StepProgress | null, l10n: L10n): string {
  const took =
    state.startedAt !== null && state.endedAt !== null ? durationText(state.endedAt - state.startedAt) : null;
  const reused = step && reusedText(step, l10n);
  if (reused) return reused;
  if (step?.wait?.matched) return took ? l10n.t('event received after {0}', took) : l10n.t('event received');
  if (step?.sleep) return step.sleep.skipped ? l10n.t('woken manually') : l10n.t('slept {0}', took ?? '');
  const tries = state.attempt > 0 ? [attemptText(state.attempt, state.maxAttempts, l10n)] : [];
  return [l10n.t('done'), ...(took ? [took] : []), ...tries].join(' · ');
}

function failedText(state: NodeState, l10n: L10n): string {
  return state.attempt > 0 ? l10n.t('failed after {0} attempts', state.attempt + 1) : l10n.t('failed');
}

function errorPart(state: NodeState): string[] {
  return state.error ? [describe(state.error)] : [];
}

function describe(error: { name: string; message: string } | null): string {
  if (!error) return '';
  return firstLine(errorText(error));
}
