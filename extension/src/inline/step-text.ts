/** What a phrase says of a step or a run: its state and time first, for that part is always in view. Pure. */

import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import { errorText } from '../../../runtime/src/contract/error-text.ts';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { NodeState, NodeStatus } from '../../../webview/src/overlay/overlay.ts';
import { attemptText } from '../format/attempt.ts';
import { newestMissText } from '../format/near-miss.ts';
import { type LookName, lookNames } from '../format/state-look.ts';
import { reusedText } from '../format/step-status.ts';
import { coarseRemainingText } from '../format/time.ts';
import { firstLine } from '../format/values.ts';
import type { L10n } from '../l10n.ts';
import { stateLength } from './phrase-place.ts';

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

/** Before the state, so that it is not told by color alone. None that fonts draw as an emoji, or do not have. */
const symbols: Record<NodeStatus, string> = {
  running: '▶',
  'maybe-running': '▷',
  retrying: '↻',
  waiting: '◷',
  sleeping: '☾',
  completed: '✓',
  failed: '✗',
  'timed-out': '○',
  cancelled: '⊘',
  passed: '',
};

/** A picture in the gutter; `quiet`: of a state that has none of its own. */
export type GutterIcon = LookName | 'quiet';
export const gutterIcons: readonly GutterIcon[] = [...lookNames, 'quiet'];

export interface Phrase {
  tone: LineTone;
  /** Absent: that of the tone. */
  icon?: GutterIcon;
  /** At most about 14 characters: `↻ 2 of 5 in 4s`. Longer only where it says what a near miss had. */
  state: string;
  /** What follows, the most important first. */
  details: string[];
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

export function iconOf({ icon, tone }: Phrase): GutterIcon {
  return icon ?? tone;
}

export function phraseText({ state, details }: Pick<Phrase, 'state' | 'details'>): string {
  return [state, ...details].filter((part) => part !== '').join(' · ');
}

/**
 * @param step whose state it is; null when none is known yet (it runs for the first time).
 * @param now Unix milliseconds of the runtime's clock, or of the shown moment.
 */
export function stepPhrase(state: NodeState, step: StepProgress | null, now: number, l10n: L10n): Phrase {
  const own = ownPhrase(state, step, now, l10n);
  const total = state.steps.length;
  if (total <= 1) return own;
  const failed = state.failed > 0 ? [l10n.t('{0} failed', state.failed)] : [];
  if (state.chosen !== null) {
    return { ...own, details: [l10n.t('number {0} of {1}', state.chosen, total), ...own.details, ...failed] };
  }
  const count = l10n.t('{0} of {1}', state.done, total);
  // The duration of the last one would look like that of all.
  const last = own.ticks ? [own.state] : [];
  return {
    ...own,
    state: `${symbols[state.status]} ${count}`,
    details: [...failed, ...last, ...own.details],
  };
}

function ownPhrase(state: NodeState, step: StepProgress | null, now: number, l10n: L10n): Phrase {
  const tone = toneOf[state.status];
  const symbol = symbols[state.status];
  const phrase = (text: string, details: (string | null)[], ticks = false): Phrase => ({
    tone,
    ...(state.status === 'passed' ? {} : { icon: state.status }),
    state: text === '' ? '' : `${symbol} ${text}`,
    details: details.filter((part) => part !== null),
    ticks,
  });
  const left = state.dueAt === null ? null : remainingText(state.dueAt - now);
  const took =
    state.startedAt !== null && state.endedAt !== null ? durationText(state.endedAt - state.startedAt) : null;
  const tries = state.attempt > 0 ? attemptText(state.attempt, state.maxAttempts, l10n) : null;
  switch (state.status) {
    case 'running': {
      const since = state.startedAt === null ? 0 : Math.floor((now - state.startedAt) / 1_000) * 1_000;
      const running = l10n.t('running');
      return since >= 1_000
        ? phrase(durationText(since), [running, tries], true)
        : phrase(running, [tries], true);
    }
    case 'maybe-running':
      return phrase(l10n.t('may run'), [l10n.t('one of the possible next steps')]);
    case 'retrying':
      return retryPhrase({ symbol, dueAt: state.dueAt, next: state.attempt + 1, state }, now, l10n);
    case 'waiting': {
      const miss = step?.wait ? newestMissText(step.wait, l10n) : null;
      const what = waitingFor(step, l10n);
      // Why it still waits comes before how long it will.
      if (miss !== null) return phrase(miss, [left, what], true);
      return left === null ? phrase(l10n.t('waiting'), [what], true) : phrase(left, [what], true);
    }
    case 'sleeping':
      return left === null ? phrase(l10n.t('sleeping'), [], true) : phrase(left, [l10n.t('sleeping')], true);
    case 'completed': {
      const [text, ...words] = doneTexts(step, took, l10n);
      return phrase(text ?? '', [...words, tries, step?.sleep ? null : state.preview]);
    }
    case 'failed': {
      const count = state.attempt > 0 ? l10n.t('after {0} attempts', state.attempt + 1) : null;
      return phrase(took ?? l10n.t('failed'), [count, describe(state.error)]);
    }
    case 'timed-out':
      return phrase(l10n.t('timed out'), [step?.wait?.skipped ? l10n.t('skipped') : null]);
    case 'cancelled':
      return phrase(l10n.t('cancelled'), []);
    case 'passed':
      return phrase('', []);
  }
}

/** What is behind the symbol of a finished step, and what follows it. */
function doneTexts(step: StepProgress | null, took: string | null, l10n: L10n): string[] {
  const reused = step && reusedText(step, l10n);
  if (reused) return [l10n.t('done'), reused];
  const time = took ?? l10n.t('done');
  if (step?.wait?.matched) return [time, l10n.t('event received')];
  if (step?.sleep) return [time, step.sleep.skipped ? l10n.t('woken manually') : l10n.t('slept')];
  return [time];
}

interface Retry {
  symbol: string;
  dueAt: number | null;
  /** 0-based number of the attempt that comes. */
  next: number;
  state: Pick<NodeState, 'maxAttempts' | 'error'>;
}

function retryPhrase({ symbol, dueAt, next, state }: Retry, now: number, l10n: L10n): Phrase {
  const { maxAttempts, error } = state;
  const left = (dueAt ?? now) - now;
  const when = left <= 0 ? l10n.t('now') : l10n.t('in {0}', remainingText(left));
  const number = Math.min(next + 1, maxAttempts);
  const both = `${symbol} ${l10n.t('{0} of {1} {2}', number, maxAttempts, when)}`;
  const message = describe(error);
  const details = message === null ? [] : [message];
  return both.length <= stateLength
    ? { tone: 'retrying', state: both, details, ticks: true }
    : {
        tone: 'retrying',
        state: `${symbol} ${when}`,
        details: [attemptText(next, maxAttempts, l10n), ...details],
        ticks: true,
      };
}

/** The first lens above a wait: what came near, and how long it lasts. Null when the step does not wait for an event. */
export function waitLensText(step: StepProgress, now: number, l10n: L10n): string | null {
  if (!step.wait) return null;
  const miss = newestMissText(step.wait, l10n);
  const left = l10n.t('{0} left', coarseRemainingText(step.wait.expiresAt - now));
  return [miss, l10n.t('waiting'), left].filter((part) => part !== null).join(' · ');
}

/**
 * The phrase of the function itself; null when its steps say it all.
 *
 * @param blockedBy why a queued run cannot start; null: nothing known.
 */
export function runPhrase(
  run: RunProgress,
  now: number,
  blockedBy: string | null,
  l10n: L10n,
): Phrase | null {
  const took = durationText((run.endedAt ?? now) - run.queuedAt);
  const ended = (tone: LineTone, symbol: string, words: (string | null)[]): Phrase => ({
    tone,
    state: `${symbol} ${took}`,
    details: words.filter((word) => word !== null),
    ticks: false,
  });
  switch (run.status) {
    case 'queued':
      return {
        tone: blockedBy === null ? 'running' : 'retrying',
        state: `◌ ${l10n.t('run queued')}`,
        details: blockedBy === null ? [] : [blockedBy],
        ticks: false,
      };
    case 'completed':
      return ended('completed', symbols.completed, [l10n.t('run completed'), preview(run.output)]);
    case 'failed':
      return ended('failed', symbols.failed, [l10n.t('run failed'), describe(run.error)]);
    case 'cancelled':
      return { ...ended('quiet', symbols.cancelled, [l10n.t('run cancelled')]), icon: 'cancelled' };
    case 'skipped':
      return {
        tone: 'quiet',
        icon: 'cancelled',
        state: `${symbols.cancelled} ${l10n.t('run skipped')}`,
        details: [],
        ticks: false,
      };
    default: {
      const failure = run.failures.at(-1);
      if (run.retryAt === null || !failure) return null;
      const state = { maxAttempts: run.maxAttempts, error: failure.error };
      return retryPhrase(
        { symbol: symbols.retrying, dueAt: run.retryAt, next: failure.attempt + 1, state },
        now,
        l10n,
      );
    }
  }
}

function waitingFor(step: StepProgress | null, l10n: L10n): string | null {
  if (step?.step.op === 'WaitForSignal' && step.wait)
    return step.wait.replacedBy
      ? l10n.t('signal {0} was claimed by another run', step.wait.event)
      : l10n.t('waiting for signal {0}', step.wait.event);
  if (step?.wait) return l10n.t('waiting for {0}', step.wait.event);
  if (step?.invoke) return l10n.t('waiting for function {0}', step.invoke.functionId);
  return null;
}

function describe(error: Parameters<typeof errorText>[0] | null): string | null {
  return error && firstLine(errorText(error));
}
