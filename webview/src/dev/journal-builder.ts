/** Builds the journal of one run, as the runtime would write it. Each call adds an entry, some milliseconds after the last. */
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import type { StepIdentity } from '../../../runtime/src/contract/run.ts';
import { hashOfId } from '../overlay/step-hash.ts';

const runId = '01JD8XJ3A4R7Z9S2K6M0P5T1QW';

export class JournalBuilder {
  readonly entries: JournalEntry[] = [];
  /** Unix milliseconds of the last entry. */
  #now: number;
  /** Hashed id of the last step that ended: the parent of the next. */
  #last: string | null = null;

  constructor(functionId: string, eventName: string, startAt: number) {
    this.#now = startAt;
    this.#add(
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
  }

  #add(fact: JournalFact, after: number): void {
    this.#now += after;
    this.entries.push({ seq: this.entries.length + 1, at: this.#now, ...fact });
  }

  #step(id: string, op = 'StepRun', index?: number): StepIdentity {
    return {
      hashedId: hashOfId(id, index ?? 0),
      op,
      name: id,
      userland: index === undefined ? { id } : { id, index },
      parent: this.#last,
    };
  }

  start(): void {
    this.#add({ kind: 'run-started', runId }, 4);
  }

  request(attempt = 0, after = 2): void {
    const requestId = `r${this.entries.length}`;
    this.#add({ kind: 'request-started', runId, requestId, target: null, attempt, itemId: 'item' }, after);
  }

  /** Ends the request that was started last. */
  response(status = 206, after = 1): void {
    const open = this.entries.filter((entry) => entry.kind === 'request-started').at(-1);
    if (open?.kind === 'request-started') {
      this.#add({ kind: 'request-ended', runId, requestId: open.requestId, status }, after);
    }
  }

  done(id: string, output: unknown, duration = 120, index?: number): void {
    this.#completed(this.#step(id, 'StepRun', index), output, 0, duration);
  }

  /** Completed after earlier attempts failed. */
  doneAfterRetry(id: string, output: unknown, attempt: number, duration = 120): void {
    this.#completed(this.#step(id), output, attempt, duration);
  }

  #completed(step: StepIdentity, output: unknown, attempt: number, duration: number): void {
    this.#add({ kind: 'step-completed', runId, step, output, attempt, startedAt: this.#now }, duration);
    this.#last = step.hashedId;
  }

  attemptFailed(
    id: string,
    message: string,
    when: { attempt: number; retryIn: number },
    op = 'StepRun',
  ): void {
    const duration = 300;
    const error = { name: 'Error', message, stack: `Error: ${message}\n    at enrich (src/enrich.ts:14:11)` };
    const startedAt = this.#now;
    const retryAt = startedAt + duration + when.retryIn;
    const { attempt } = when;
    const step = this.#step(id, op);
    this.#add({ kind: 'step-attempt-failed', runId, step, error, attempt, retryAt, startedAt }, duration);
  }

  failed(id: string, message: string, attempt: number, op = 'StepRun', index?: number): void {
    const step = this.#step(id, op, index);
    const error = { name: 'CardDeclined', message };
    this.#add({ kind: 'step-failed', runId, step, error, attempt, startedAt: this.#now }, 90);
    this.#last = step.hashedId;
  }

  wait(id: string, event: string, condition: string | null, duration: number): void {
    const step = this.#step(id, 'WaitForEvent');
    const expiresAt = this.#now + duration;
    this.#add({ kind: 'wait-started', runId, step, event, if: condition, expiresAt }, 1);
  }

  nearMiss(id: string, after = 60_000): void {
    const clause = {
      expression: 'event.data.upload_id == async.data.upload_id',
      result: false,
      left: { expression: 'event.data.upload_id', value: 'upl_7f3' },
      right: { expression: 'async.data.upload_id', value: 'upl_7f4' },
    };
    const hashedId = hashOfId(id, 0);
    this.#add({ kind: 'wait-not-matched', runId, hashedId, eventId: '01JD8XZZ', clauses: [clause] }, after);
  }

  matched(id: string, name: string, data: Record<string, unknown>, after = 5000): void {
    const now = this.#now;
    const event = { internalId: '01JE', id: '01JE', name, data, user: {}, ts: now, receivedAt: now };
    this.#add({ kind: 'wait-matched', runId, hashedId: hashOfId(id, 0), event }, after);
    this.#last = hashOfId(id, 0);
  }

  timedOut(id: string, skipped: boolean): void {
    this.#add({ kind: 'wait-timed-out', runId, hashedId: hashOfId(id, 0), skipped }, 1000);
    this.#last = hashOfId(id, 0);
  }

  sleep(id: string, duration: number): void {
    const step = this.#step(id, 'Sleep');
    this.#add({ kind: 'sleep-started', runId, step, until: this.#now + duration }, 1);
  }

  /** Ends the sleep. */
  woken(id: string, after: number): void {
    this.#add({ kind: 'sleep-ended', runId, hashedId: hashOfId(id, 0), skipped: false }, after);
    this.#last = hashOfId(id, 0);
  }

  /** Steps that one answer planned: milliseconds at which each starts and ends. The last to end is what follows' parent. */
  parallel(spans: Record<string, [start: number, end: number]>): void {
    const steps = Object.entries(spans).map(([id, [start, end]]) => ({ step: this.#step(id), start, end }));
    for (const { step } of steps) this.#add({ kind: 'step-planned', runId, step }, 0);
    const begin = this.#now;
    const changes = steps.flatMap(({ step, start, end }) => [
      { at: start, step, ends: false, startedAt: begin + start },
      { at: end, step, ends: true, startedAt: begin + start },
    ]);
    for (const { at, step, ends, startedAt } of changes.sort((a, b) => a.at - b.at)) {
      const [requestId, target] = [`of ${step.name}`, step.hashedId];
      const after = begin + at - this.#now;
      if (!ends)
        this.#add({ kind: 'request-started', runId, requestId, target, attempt: 0, itemId: 'item' }, after);
      else {
        this.#add(
          { kind: 'step-completed', runId, step, output: { ok: true }, attempt: 0, startedAt },
          after,
        );
        this.#add({ kind: 'request-ended', runId, requestId, status: 206 }, 0);
        this.#last = step.hashedId;
      }
    }
  }

  printed(id: string | null, text: string, level: 'info' | 'warn' | 'error' = 'info'): void {
    const by = id === null ? null : { name: id, hashedId: hashOfId(id, 0) };
    this.#add({ kind: 'output-printed', runId, by, level, text }, 0);
  }

  completed(output: unknown): void {
    this.#add({ kind: 'run-completed', runId, output }, 3);
  }

  /** The code between the steps has thrown. The run is tried again after `retryIn`. */
  bodyFailed(message: string, stack: string, attempt: number, retryIn: number): void {
    const error = { name: 'Error', message, stack };
    const retryAt = this.#now + 10 + retryIn;
    this.#add({ kind: 'run-attempt-failed', runId, error, attempt, retryAt, from: 'app' }, 10);
  }

  runFailed(message: string, stack?: string): void {
    const error = { name: 'Error', message, ...(stack === undefined ? {} : { stack }) };
    this.#add({ kind: 'run-failed', runId, error }, 3);
  }
}
