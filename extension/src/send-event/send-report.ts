/** What to say after an event was sent. Pure. */
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventWhy, FunctionWhy } from '../../../runtime/src/contract/why.ts';
import { nearMissText } from '../../../runtime/src/contract/wording/near-miss-text.ts';
import { newestMissText } from '../format/near-miss.ts';
import type { L10n } from '../l10n.ts';

export interface SendReport {
  /** `not-matched`: runs wait for the event's name, and none of them for this event. */
  kind: 'effect' | 'not-matched' | 'no-effect';
  text: string;
}

/**
 * @param waiting the runs of `notMatched`, as they are after the event.
 * @param why what became of it at each function; null when that was not asked.
 */
export function sendReport(
  event: string,
  response: SendEventResponse,
  waiting: readonly RunProgress[],
  l10n: L10n,
  why: EventWhy | null = null,
): SendReport {
  const { runs, resumed, notMatched } = response;
  const effects = [...startedText(runs.length, l10n), ...resumedText(resumed.length, l10n)];
  if (effects.length > 0) {
    return { kind: 'effect', text: l10n.t('Sent {0}: {1}', event, effects.join(', ')) };
  }
  const held = why?.functions.map((each) => heldText(each, response.event.receivedAt, l10n)).find(isText);
  if (held) return { kind: 'effect', text: l10n.t('Sent {0}: {1}', event, held) };
  if (notMatched.length > 0) {
    const reason = notMatched.map((wait) => reasonOf(wait, waiting, l10n)).find((text) => text !== null);
    const text =
      notMatched.length === 1
        ? l10n.t('1 run is waiting for {0}, but this event did not match', event)
        : l10n.t('{0} runs are waiting for {1}, but this event matched none', notMatched.length, event);
    return { kind: 'not-matched', text: reason ? `${text}: ${reason}` : `${text}.` };
  }
  const refused = why?.functions
    .map((each) => refusedText(each, response.event.receivedAt, l10n))
    .find(isText);
  if (refused)
    return { kind: 'no-effect', text: l10n.t('Sent {0}, but no run started: {1}', event, refused) };
  const [similar] = why?.similarNames ?? [];
  if (similar !== undefined) {
    const text = l10n.t('Sent {0}, but no function handles it. Did you mean {1}?', event, similar);
    return { kind: 'no-effect', text };
  }
  const text = l10n.t('Sent {0}, but no function handles it and no run is waiting for it.', event);
  return { kind: 'no-effect', text };
}

function startedText(count: number, l10n: L10n): string[] {
  if (count === 0) return [];
  return [count === 1 ? l10n.t('1 run started') : l10n.t('{0} runs started', count)];
}

function resumedText(count: number, l10n: L10n): string[] {
  if (count === 0) return [];
  return [count === 1 ? l10n.t('1 run resumed') : l10n.t('{0} runs resumed', count)];
}

function reasonOf(
  wait: { runId: string; hashedId: string },
  waiting: readonly RunProgress[],
  l10n: L10n,
): string | null {
  const run = waiting.find((candidate) => candidate.runId === wait.runId);
  const step = run?.steps.find((candidate) => candidate.step.hashedId === wait.hashedId);
  return step?.wait ? newestMissText(step.wait, l10n) : null;
}

function heldText({ functionId, verdict }: FunctionWhy, now: number, l10n: L10n): string | null {
  if (verdict.kind !== 'held') return null;
  const wait = durationText(verdict.releaseAt - now);
  if (verdict.by === 'batch' && verdict.size !== null) {
    const { events, size } = verdict;
    return l10n.t('batched ({0} of {1}), starts {2} in {3}', events, size, functionId, wait);
  }
  return verdict.by === 'batch'
    ? l10n.t(
        'batched ({0} so far), starts {1} in {2} or when the batch is full',
        verdict.events,
        functionId,
        wait,
      )
    : l10n.t('debounced, starts {0} in {1} unless another event arrives', functionId, wait);
}

/** Why a function that handles the event was not started. */
function refusedText({ functionId, verdict }: FunctionWhy, now: number, l10n: L10n): string | null {
  if (verdict.kind === 'condition') {
    const miss = nearMissText(verdict.clauses, l10n, 'trigger');
    return miss === null ? null : `${functionId}: ${miss}`;
  }
  if (verdict.kind !== 'refused') return null;
  const { reason } = verdict;
  if (reason.by === 'debounce')
    return l10n.t('{0} is debounced, and already has an event with a later "ts"', functionId);
  return reason.by === 'event-id'
    ? l10n.t('{0} was already started by an event with ID {1} in the last 24 hours', functionId, reason.id)
    : l10n.t(
        '{0} is rate limited to {1} per {2}, available again in {3}',
        functionId,
        reason.limit,
        durationText(reason.period),
        durationText(reason.again - now),
      );
}

function isText(text: string | null): text is string {
  return text !== null;
}
