/** Journals of the development page's graphs, as the runtime would write them. */
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import type { StepIdentity } from '../../../runtime/src/contract/run.ts';
import { hashOfId } from '../overlay/step-hash.ts';

export const exampleRunId = '01JD8XJ3A4R7Z9S2K6M0P5T1QW';

/** Builds a journal of one run; each call adds an entry. `at` moves on by the given milliseconds before it. */
export function journalOf(functionId: string, eventName: string, startAt: number) {
  const entries: JournalEntry[] = [];
  let at = startAt;
  let last: string | null = null;
  const add = (fact: JournalFact, after: number): void => {
    at += after;
    entries.push({ seq: entries.length + 1, at, ...fact });
  };
  const runId = exampleRunId;
  const step = (id: string, op = 'StepRun', index?: number): StepIdentity => ({
    hashedId: hashOfId(id, index ?? 0),
    op,
    name: id,
    userland: index === undefined ? { id } : { id, index },
    parent: last,
  });
  add(
    {
      kind: 'run-queued',
      runId,
      functionId,
      functionName: functionId,
      appId: 'app',
      sdk: 'js:v4.24.0',
      eventIds: ['01JD8XJ2'],
      eventName,
      maxAttempts: 5,
    },
    0,
  );
  const journal = {
    entries,
    start: () => add({ kind: 'run-started', runId }, 4),
    request: (attempt = 0, after = 2) =>
      add(
        {
          kind: 'request-started',
          runId,
          requestId: `r${entries.length}`,
          target: null,
          attempt,
          itemId: 'item',
        },
        after,
      ),
    /** Ends the request that was started last. */
    response: (status = 206, after = 1) => {
      const open = entries.filter((entry) => entry.kind === 'request-started').at(-1);
      if (open?.kind === 'request-started') {
        add({ kind: 'request-ended', runId, requestId: open.requestId, status }, after);
      }
    },
    done: (id: string, output: unknown, duration = 120, index?: number) => {
      const identity = step(id, 'StepRun', index);
      add({ kind: 'step-completed', runId, step: identity, output, attempt: 0, startedAt: at }, duration);
      last = identity.hashedId;
    },
    /** Completed after earlier attempts failed. */
    doneAfterRetry: (id: string, output: unknown, attempt: number, duration = 120) => {
      const identity = step(id);
      add({ kind: 'step-completed', runId, step: identity, output, attempt, startedAt: at }, duration);
      last = identity.hashedId;
    },
    attemptFailed: (
      id: string,
      message: string,
      attempt: number,
      retryIn: number,
      duration = 300,
      op = 'StepRun',
    ) => {
      const error = {
        name: 'Error',
        message,
        stack: `Error: ${message}\n    at enrich (src/enrich.ts:14:11)`,
      };
      const startedAt = at;
      const retryAt = at + duration + retryIn;
      add(
        { kind: 'step-attempt-failed', runId, step: step(id, op), error, attempt, retryAt, startedAt },
        duration,
      );
    },
    failed: (id: string, message: string, attempt: number, op = 'StepRun') => {
      const identity = step(id, op);
      const error = { name: 'CardDeclined', message };
      add({ kind: 'step-failed', runId, step: identity, error, attempt, startedAt: at }, 90);
      last = identity.hashedId;
    },
    wait: (id: string, event: string, condition: string | null, for_: number) =>
      add(
        {
          kind: 'wait-started',
          runId,
          step: step(id, 'WaitForEvent'),
          event,
          if: condition,
          expiresAt: at + for_,
        },
        1,
      ),
    miss: (id: string, after = 60_000) =>
      add(
        {
          kind: 'wait-not-matched',
          runId,
          hashedId: hashOfId(id, 0),
          eventId: '01JD8XZZ',
          clauses: [
            {
              expression: 'event.data.upload_id == async.data.upload_id',
              result: false,
              left: { expression: 'event.data.upload_id', value: 'upl_7f3' },
              right: { expression: 'async.data.upload_id', value: 'upl_7f4' },
            },
          ],
        },
        after,
      ),
    matched: (id: string, name: string, data: Record<string, unknown>, after = 5000) => {
      const event = { internalId: '01JE', id: '01JE', name, data, user: {}, ts: at, receivedAt: at };
      add({ kind: 'wait-matched', runId, hashedId: hashOfId(id, 0), event }, after);
      last = hashOfId(id, 0);
    },
    timedOut: (id: string, skipped: boolean) => {
      add({ kind: 'wait-timed-out', runId, hashedId: hashOfId(id, 0), skipped }, 1000);
      last = hashOfId(id, 0);
    },
    sleep: (id: string, for_: number) =>
      add({ kind: 'sleep-started', runId, step: step(id, 'Sleep'), until: at + for_ }, 1),
    completed: (output: unknown) => add({ kind: 'run-completed', runId, output }, 3),
    runFailed: (message: string) => add({ kind: 'run-failed', runId, error: { name: 'Error', message } }, 3),
  };
  return journal;
}

const day = 86_400_000;

/** Enrichment fails once, an answer for another upload comes, then the right one. */
export function contactsJournal(functionId: string, startAt: number): JournalEntry[] {
  const run = journalOf(functionId, 'api/contact_list.uploaded', startAt);
  run.start();
  run.request();
  run.done('Validate upload contents', { isValid: true, errors: [] }, 212);
  run.attemptFailed('Enrich contacts information', 'enrichment API answered 503', 0, 4000);
  run.response();
  run.request(1, 4000);
  run.doneAfterRetry('Enrich contacts information', { enriched: 1204, missing: 3 }, 1, 842);
  run.wait(
    'wait-for-review',
    'api/contact_list.reviewed',
    'event.data.upload_id == async.data.upload_id',
    7 * day,
  );
  run.response();
  run.miss('wait-for-review');
  run.matched('wait-for-review', 'api/contact_list.reviewed', { upload_id: 'upl_7f3', is_approved: true });
  run.request();
  run.done('Create contacts in CRM', { inserted: 1201 }, 1430);
  run.done('Notify user of successful import', { sent: true }, 96);
  run.completed({ imported: 1201 });
  run.response(206);
  return run.entries;
}

/** A loop of three items, then a refused card. */
export function orderJournal(functionId: string, startAt: number): JournalEntry[] {
  const run = journalOf(functionId, 'shop/order.paid', startAt);
  run.start();
  run.request();
  run.done('load-order', { id: 'ord_1', items: ['a', 'b', 'c'], total: 4200 }, 34);
  run.done('reserve-stock', { reserved: 3 }, 51);
  run.done('screen-for-fraud', { risk: 'low' }, 1900);
  run.done('shipping rates', { cheapest: 490 }, 230);
  for (const [index, item] of ['a', 'b', 'c'].entries()) {
    run.done(`pick-${item}`, { available: true }, 40);
    run.done('pack item', { parcel: index + 1 }, 70, index === 0 ? undefined : index);
  }
  run.attemptFailed('charge-card', 'gateway timed out', 0, 12_000, 300, 'InvokeFunction');
  run.failed('charge-card', 'card was declined', 1, 'InvokeFunction');
  run.done('release stock', { released: 3 }, 44);
  run.done('tell customer', { ids: ['01JE…'] }, 12);
  run.runFailed('card was declined');
  run.response(400);
  return run.entries;
}
