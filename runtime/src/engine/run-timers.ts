/** Ends sleeps and waits in time, and cancels runs that take too long. */
import type { JournalEntry } from '../contract/journal.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { decideCancel, decideTimer } from './decisions/decide-control.ts';
import type { EngineContext } from './engine-context.ts';
import type { RunState } from './state/run-state.ts';

export class RunTimers {
  readonly #context: EngineContext;
  readonly #timers: TimerQueue;

  constructor(context: EngineContext, timers: TimerQueue) {
    this.#context = context;
    this.#timers = timers;
  }

  /** Restores the timers of an earlier process. */
  resume({ runId, pending }: RunState): void {
    for (const [hashedId, { endsAt }] of pending) {
      if (endsAt !== null) this.#setPending(runId, hashedId, endsAt);
    }
  }

  follow(run: RunState, entry: JournalEntry): void {
    switch (entry.kind) {
      case 'run-queued':
      case 'run-started':
        this.limit(run);
        break;
      case 'sleep-started':
        this.#setPending(run.runId, entry.step.hashedId, entry.until);
        break;
      case 'wait-started':
      case 'invoke-started':
        this.#setPending(run.runId, entry.step.hashedId, entry.expiresAt);
        break;
      case 'sleep-ended':
      case 'wait-matched':
      case 'wait-timed-out':
        this.#timers.clear(pendingKey(run.runId, entry.hashedId));
    }
  }

  /** Applies `timeouts` of the function: first that to its start, then that to its end. */
  limit(run: RunState): void {
    const { startWithin, finishWithin } = run.flow;
    const { runId } = run;
    const limit = run.startedAt === null ? startWithin : finishWithin;
    if (limit === undefined) {
      this.#timers.clear(limitKey(runId));
      return;
    }
    const reason = run.startedAt === null ? 'it did not start in time' : 'it did not finish in time';
    const until = (run.startedAt ?? run.queuedAt) + limit;
    const cancel = () => {
      const current = this.#context.state.runs.get(runId);
      if (current) this.#context.record(decideCancel(current, reason));
    };
    // It passed while the runtime was down: nothing more is sent.
    if (until <= this.#context.now) cancel();
    else this.#timers.set(limitKey(runId), until, cancel);
  }

  /** Clears all timers of the run. */
  forget(run: RunState): void {
    for (const hashedId of run.pending.keys()) this.#timers.clear(pendingKey(run.runId, hashedId));
    for (const itemId of run.items.keys()) this.#timers.clear(itemId);
    this.#timers.clear(limitKey(run.runId));
  }

  #setPending(runId: string, hashedId: string, timestamp: number): void {
    const context = this.#context;
    this.#timers.set(pendingKey(runId, hashedId), timestamp, () => {
      const run = context.state.runs.get(runId);
      if (run) context.record(decideTimer(run, hashedId, context.decisionContext));
    });
  }
}

function pendingKey(runId: string, hashedId: string): string {
  return `${runId}.${hashedId}`;
}

function limitKey(runId: string): string {
  return `${runId} in time`;
}

/** It is cancelled when it has not started or ended in time. */
export function isTimeLimited({ flow }: RunState): boolean {
  return flow.startWithin !== undefined || flow.finishWithin !== undefined;
}
