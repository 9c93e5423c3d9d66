/** The line that a node's state puts in place of its quiet line. */
import { durationText, remainingText } from '../../../../runtime/src/contract/duration-text.ts';
import { t } from '../../l10n.ts';
import type { NodeState } from '../../overlay/overlay.ts';
import { statusLooks } from './appearance.ts';
import { attemptText } from './attempt-text.ts';

/** @param now Unix milliseconds. Null: the node keeps its own line. */
export function statusText(state: NodeState, now: number): string | null {
  const several = state.steps.length > 1 ? t('{0} of {1} done', state.done, state.steps.length) : null;
  const { attempt, maxAttempts, dueAt } = state;
  const word = t(statusLooks[state.status].word);
  switch (state.status) {
    case 'passed':
      return null;
    case 'running':
      return joined(several ?? word, attempt > 0 ? attemptText(attempt, maxAttempts) : elapsed(state, now));
    case 'retrying':
      return joined(
        dueAt === null || dueAt <= now ? t('retrying now') : t('retrying in {0}', remainingText(dueAt - now)),
        attemptText(attempt + 1, maxAttempts),
      );
    case 'waiting':
      return joined(
        dueAt === null ? word : t('{0} left', remainingText(dueAt - now)),
        nearMissText(state.wait?.nearMisses ?? 0),
      );
    case 'sleeping':
      return dueAt === null ? word : t('{0} left', remainingText(dueAt - now));
    case 'completed':
      return joined(several ?? duration(state) ?? word, state.preview);
    case 'failed':
      return state.error ? state.error.message : word;
    case 'maybe-running':
    case 'timed-out':
    case 'cancelled':
      return word;
  }
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
