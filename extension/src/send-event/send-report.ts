/** What to say after an event was sent. Pure. */
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { blamedClauses, clauseText } from '../inline/near-miss-text.ts';
import type { Words } from '../words.ts';

export interface SendReport {
  /** A warning is shown as a message, the rest in the status bar. */
  severity: 'info' | 'warning';
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
  const parts = [
    ...(runs.length > 0 ? [count(runs.length, '1 run started', '{0} runs started', l10n)] : []),
    ...(resumed.length > 0 ? [count(resumed.length, '1 run goes on', '{0} runs go on', l10n)] : []),
  ];
  if (parts.length > 0) return { severity: 'info', text: l10n.t('Sent {0}: {1}', event, parts.join(', ')) };
  if (notMatched.length > 0) {
    const reason = notMatched.map((wait) => reasonOf(wait, waiting, l10n)).find((text) => text !== null);
    const text = count(
      notMatched.length,
      `1 run waits for {1}, but this event did not match`,
      `{0} runs wait for {1}, but this event matched none`,
      l10n,
      event,
    );
    return { severity: 'warning', text: reason ? `${text}: ${reason}` : `${text}.` };
  }
  return {
    severity: 'warning',
    text: l10n.t('Sent {0}, but no function is started by it and no run waits for it.', event),
  };
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

function count(number: number, one: string, many: string, l10n: Words, ...rest: string[]): string {
  return l10n.t(number === 1 ? one : many, number, ...rest);
}
