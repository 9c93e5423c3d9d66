/** The line that a node's state puts in place of its quiet line. */
import type { NodeState } from '../../overlay/overlay.ts';
import { leftText, spanText } from '../time-text.ts';
import { statusLooks } from './appearance.ts';

/** @param now Unix milliseconds. Null: the node keeps its own line. */
export function statusText(state: NodeState, now: number): string | null {
  const several = state.steps.length > 1 ? `${state.done} of ${state.steps.length} done` : null;
  switch (state.status) {
    case 'passed':
      return null;
    case 'running':
      return joined(several ?? 'running', state.attempt > 0 ? attemptText(state) : elapsed(state, now));
    case 'maybe-running':
      return 'may be running now';
    case 'retrying':
      return joined(
        state.dueAt === null || state.dueAt <= now
          ? 'retrying now'
          : `retrying in ${leftText(state.dueAt - now)}`,
        attemptText({ ...state, attempt: state.attempt + 1 }),
      );
    case 'waiting':
      return joined(
        state.dueAt === null ? 'waiting' : `${leftText(state.dueAt - now)} left`,
        missText(state.wait?.nearMisses ?? 0),
      );
    case 'sleeping':
      return state.dueAt === null ? 'sleeping' : `wakes in ${leftText(state.dueAt - now)}`;
    case 'completed':
      return joined(several ?? duration(state) ?? 'done', state.preview);
    case 'failed':
      return state.error ? state.error.message : 'failed';
    case 'timed-out':
    case 'cancelled':
      return statusLooks[state.status].word;
  }
}

/** True when the text of this state changes with the clock. */
export function ticks(state: NodeState): boolean {
  return ['running', 'retrying', 'waiting', 'sleeping'].includes(state.status);
}

function attemptText(state: Pick<NodeState, 'attempt' | 'maxAttempts'>): string {
  return `attempt ${Math.min(state.attempt + 1, state.maxAttempts)}/${state.maxAttempts}`;
}

function missText(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? '1 event did not match' : `${count} events did not match`;
}

function elapsed(state: NodeState, now: number): string | null {
  if (state.startedAt === null || now - state.startedAt < 1000) return null;
  return leftText(now - state.startedAt);
}

function duration(state: NodeState): string | null {
  if (state.startedAt === null || state.endedAt === null) return null;
  return spanText(state.endedAt - state.startedAt);
}

function joined(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
