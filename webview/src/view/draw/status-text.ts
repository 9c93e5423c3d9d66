/** The line that a node's state puts in place of its quiet line. */
import { durationText, remainingText } from '../../../../runtime/src/contract/duration-text.ts';
import { t } from '../../l10n.ts';
import type { NodeState } from '../../overlay/overlay.ts';
import { statusLooks } from './appearance.ts';
import { attemptText } from './attempt-text.ts';

/** @param now Unix milliseconds. Null: the node keeps its own line. */
export function statusText(state: NodeState, now: number): string | null {
  return statusTexts(state, now)[0] ?? null;
}

/** The text, then shorter ones for nodes with less room: a part is left out rather than cut in the middle. */
export function statusTexts(state: NodeState, now: number): string[] {
  const several = severalText(state);
  const { attempt, maxAttempts, dueAt } = state;
  const word = t(statusLooks[state.status].word);
  switch (state.status) {
    case 'passed':
      return [];
    case 'running': {
      const first = several ?? word;
      return [
        joined(first, attempt > 0 ? attemptText(attempt, maxAttempts) : elapsed(state, now)),
        ...(attempt > 0 ? [joined(first, shortAttempt(attempt, maxAttempts))] : []),
        first,
      ];
    }
    case 'retrying':
      return retryTexts(dueAt === null || dueAt <= now ? null : dueAt - now, attempt + 1, maxAttempts);
    case 'waiting': {
      const left = dueAt === null ? word : t('{0} left', remainingText(dueAt - now));
      return [joined(left, nearMissText(state.wait?.nearMisses ?? 0)), left];
    }
    case 'sleeping':
      return [dueAt === null ? word : t('{0} left', remainingText(dueAt - now))];
    case 'completed':
      return [
        joined(several ?? originText(state) ?? duration(state) ?? word, state.preview),
        ...severalShort(state),
      ];
    case 'failed':
      return [joined(several, state.error ? state.error.message : word), ...severalShort(state)];
    case 'maybe-running':
    case 'timed-out':
    case 'cancelled':
      return [word];
  }
}

/** @param left milliseconds; null: it is due. */
function retryTexts(left: number | null, attempt: number, maxAttempts: number): string[] {
  if (left === null) return [joined(t('retrying now'), attemptText(attempt, maxAttempts)), t('retrying now')];
  const time = remainingText(left);
  const short = shortAttempt(attempt, maxAttempts);
  return [
    joined(t('retrying in {0}', time), attemptText(attempt, maxAttempts)),
    joined(t('retrying in {0}', time), short),
    joined(t('in {0}', time), short),
    t('in {0}', time),
  ];
}

/** `2/5`. */
function shortAttempt(attempt: number, maxAttempts: number): string {
  return `${Math.min(attempt + 1, maxAttempts)}/${maxAttempts}`;
}

/** Of a rerun's step that was not executed again. */
function originText({ takenOver }: NodeState): string | null {
  if (!takenOver) return null;
  return takenOver.edited ? t('edited result') : t('reused');
}

/** Of a node with several steps; null for any other. */
function severalText({ steps, chosen, done, failed }: NodeState): string | null {
  if (steps.length < 2) return null;
  if (chosen !== null) return t('number {0} of {1}', chosen, steps.length);
  return joined(t('{0} of {1} done', done, steps.length), failed > 0 ? t('{0} failed', failed) : null);
}

/** `#5`, `9/10`; empty for a node with one step. */
function severalShort({ steps, chosen, done }: NodeState): string[] {
  if (steps.length < 2) return [];
  return [chosen === null ? `${done}/${steps.length}` : `#${chosen}`];
}

/** True when the text of this state changes with the clock. */
export function ticks(state: NodeState): boolean {
  return ['running', 'retrying', 'waiting', 'sleeping'].includes(state.status);
}

function nearMissText(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? t('1 near miss') : t('{0} near misses', count);
}

function elapsed(state: NodeState, now: number): string | null {
  if (state.startedAt === null || now - state.startedAt < 1000) return null;
  return durationText(Math.floor((now - state.startedAt) / 1000) * 1000);
}

function duration(state: NodeState): string | null {
  if (state.startedAt === null || state.endedAt === null) return null;
  return durationText(state.endedAt - state.startedAt);
}

function joined(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
