/** What to say after an event was sent. Pure. */
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { blamedClauses, clauseText } from '../inline/near-miss-text.ts';
import type { Words } from '../words.ts';

export interface SendReport {
  /** `not-matched`: runs wait for the event's name, and none of them for this event. */
  kind: 'effect' | 'not-matched' | 'no-effect';
  text: string;
}

/** @param waiting the runs of `notMatched`, as they are after the event. */
export function sendReport(
  event: string,
  response: SendEventResponse,
  waiting: readonly RunProgress[],
  l10n: Words,
): SendReport {
  const { runs, resumed, notMatched } = response;
  const effects = [...startedText(runs.length, l10n), ...resumedText(resumed.length, l10n)];
  if (effects.length > 0) {
    return { kind: 'effect', text: l10n.t('Sent {0}: {1}', event, effects.join(', ')) };
  }
  if (notMatched.length > 0) {
    const reason = notMatched.map((wait) => reasonOf(wait, waiting, l10n)).find((text) => text !== null);
    const text =
      notMatched.length === 1
        ? l10n.t('1 run waits for {0}, but this event did not match', event)
        : l10n.t('{0} runs wait for {1}, but this event matched none', notMatched.length, event);
    return { kind: 'not-matched', text: reason ? `${text}: ${reason}` : `${text}.` };
  }
  const text = l10n.t('Sent {0}, but no function is started by it and no run waits for it.', event);
  return { kind: 'no-effect', text };
}

function startedText(count: number, l10n: Words): string[] {
  if (count === 0) return [];
  return [count === 1 ? l10n.t('1 run started') : l10n.t('{0} runs started', count)];
}

function resumedText(count: number, l10n: Words): string[] {
  if (count === 0) return [];
  return [count === 1 ? l10n.t('1 run goes on') : l10n.t('{0} runs go on', count)];
}

function reasonOf(
  wait: { runId: string; hashedId: string },
  waiting: readonly RunProgress[],
  l10n: Words,
): string | null {
  const run = waiting.find((candidate) => candidate.runId === wait.runId);
  const step = run?.steps.find((candidate) => candidate.step.hashedId === wait.hashedId);
  const [clause] = step?.wait ? blamedClauses(step.wait) : [];
  return clause ? clauseText(clause, l10n) : null;
}
