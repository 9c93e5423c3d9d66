/** A run's history in the items of the older interface, derived from its journal. */
import { encodeTime } from 'ulid';
import type { JournalEntry } from '../../contract/journal.ts';
import type { StepIdentity } from '../../contract/run.ts';
import { isoTime } from '../views/wire-id.ts';

interface HistoryItem {
  type: string;
  attempt?: number;
  stepName?: string;
  stepType?: 'Run' | 'Send' | 'Sleep' | 'Wait';
  [field: string]: unknown;
}

export function historyOf(entries: readonly JournalEntry[]) {
  const names = new Map<string, string>();
  return entries.flatMap((entry) => {
    if ('step' in entry) names.set(entry.step.hashedId, entry.step.name);
    const item = itemOf(entry, (hashedId) => names.get(hashedId) ?? hashedId);
    return item === null ? [] : [{ ...emptyItem, ...item, id: itemId(entry), createdAt: isoTime(entry.at) }];
  });
}

/** The output of the item's step or function as JSON; null when it has none. */
export function historyOutput(entries: readonly JournalEntry[], id: string): string | null {
  const entry = entries.find((each) => itemId(each) === id);
  if (!entry) return null;
  if ('output' in entry) return JSON.stringify(entry.output ?? null);
  return 'error' in entry ? JSON.stringify(entry.error) : null;
}

const emptyItem = {
  attempt: 0,
  cancel: null,
  functionVersion: 1,
  groupID: null,
  result: null,
  sleep: null,
  stepName: null,
  stepType: null,
  url: null,
  waitForEvent: null,
  waitResult: null,
  invokeFunction: null,
  invokeFunctionResult: null,
};

function itemOf(entry: JournalEntry, nameOf: (hashedId: string) => string): HistoryItem | null {
  switch (entry.kind) {
    case 'run-queued':
      return { type: 'FunctionScheduled' };
    case 'run-started':
      return { type: 'FunctionStarted' };
    case 'run-completed':
      return { type: 'FunctionCompleted' };
    case 'run-failed':
      return { type: 'FunctionFailed' };
    case 'run-cancelled':
      return { type: 'FunctionCancelled', cancel: { eventID: null, expression: null, userID: null } };
    case 'run-attempt-failed':
      return { type: 'StepErrored', attempt: entry.attempt };
    case 'request-queued':
      // The first one is covered by FunctionScheduled.
      return entry.outgoing === null && entry.target === null && entry.attempt === 0
        ? null
        : { type: 'StepScheduled', attempt: entry.attempt, ...targetName(entry.target, nameOf) };
    case 'request-started':
      return {
        type: 'StepStarted',
        attempt: entry.attempt,
        stepName: entry.target === null ? 'step' : nameOf(entry.target),
      };
    case 'step-completed':
      return { ...stepFields(entry.step), type: 'StepCompleted', attempt: entry.attempt };
    case 'step-attempt-failed':
      return { ...stepFields(entry.step), type: 'StepErrored', attempt: entry.attempt };
    case 'step-failed':
      return { ...stepFields(entry.step), type: 'StepFailed', attempt: entry.attempt };
    case 'sleep-started':
      return { ...stepFields(entry.step), type: 'StepSleeping', sleep: { until: isoTime(entry.until) } };
    case 'wait-started':
      return {
        ...stepFields(entry.step),
        type: 'StepWaiting',
        waitForEvent: { eventName: entry.event, expression: entry.if, timeout: isoTime(entry.expiresAt) },
      };
    case 'invoke-started':
      return {
        ...stepFields(entry.step),
        type: 'StepWaiting',
        invokeFunction: {
          eventID: entry.eventId,
          functionID: entry.functionId,
          correlationID: `${entry.runId}.${entry.step.hashedId}`,
          timeout: isoTime(entry.expiresAt),
        },
      };
    case 'sleep-ended':
      return { type: 'StepCompleted', stepName: nameOf(entry.hashedId), stepType: 'Sleep' };
    case 'wait-matched':
      return {
        type: 'StepCompleted',
        stepName: nameOf(entry.hashedId),
        stepType: 'Wait',
        waitResult: { eventID: entry.event.internalId, timeout: false },
      };
    case 'wait-timed-out':
      return {
        type: 'StepCompleted',
        stepName: nameOf(entry.hashedId),
        stepType: 'Wait',
        waitResult: { eventID: null, timeout: true },
      };
    default:
      return null;
  }
}

function targetName(target: string | null, nameOf: (hashedId: string) => string) {
  return target === null ? {} : { stepName: nameOf(target) };
}

function stepFields({ name, op, type }: StepIdentity): Pick<HistoryItem, 'stepName' | 'stepType'> {
  if (op === 'Sleep') return { stepName: name, stepType: 'Sleep' };
  if (op === 'WaitForEvent' || op === 'WaitForSignal') return { stepName: name, stepType: 'Wait' };
  return { stepName: name, stepType: type === 'step.sendEvent' ? 'Send' : 'Run' };
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID made of the entry's time and sequence number. */
function itemId({ at, seq }: JournalEntry): string {
  let text = '';
  for (let rest = seq; rest > 0; rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return encodeTime(at, 10) + text.padStart(16, '0');
}
