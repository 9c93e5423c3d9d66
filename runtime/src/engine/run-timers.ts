/** What time does to runs: sleeps and waits end, and a run that takes too long is cancelled. */
import type { JournalEntry } from '../contract/journal.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { decideTimer } from './decisions/decide-control.ts';
import type { Engine } from './engine.ts';
import type { RunState } from './state/run-state.ts';

export class RunTimers {
  readonly #engine: Engine;
  readonly #timers: TimerQueue;

  constructor(engine: Engine, timers: TimerQueue) {
    this.#engine = engine;
    this.#timers = timers;
  }

  /** Sets again what an earlier process had set. */
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

  /** `timeouts` of the function: to its start, then to its end. */
  limit(run: RunState): void {
    const { startWithin, finishWithin } = run.flow;
    const { runId } = run;
    const limit = run.startedAt === null ? startWithin : finishWithin;
    if (limit === undefined) {
      this.#timers.clear(limitKey(runId));
      return;
    }
    const reason = run.startedAt === null ? 'it has not started in time' : 'it has not ended in time';
    const until = (run.startedAt ?? run.queuedAt) + limit;
    const cancel = () => void this.#engine.cancel(runId, reason);
    // Over while nothing ran: nothing more is sent.
    if (until <= this.#engine.now) cancel();
    else this.#timers.set(limitKey(runId), until, cancel);
  }

  /** Nothing happens to the run by itself any more. */
  forget(run: RunState): void {
    for (const hashedId of run.pending.keys()) this.#timers.clear(pendingKey(run.runId, hashedId));
    for (const itemId of run.items.keys()) this.#timers.clear(itemId);
    this.#timers.clear(limitKey(run.runId));
  }

  #setPending(runId: string, hashedId: string, at: number): void {
    const engine = this.#engine;
    this.#timers.set(pendingKey(runId, hashedId), at, () => {
      const run = engine.state.runs.get(runId);
      if (run) engine.commit(decideTimer(run, hashedId, engine.circumstances));
    });
  }
}

function pendingKey(runId: string, hashedId: string): string {
  return `${runId}.${hashedId}`;
}

function limitKey(runId: string): string {
  return `${runId} in time`;
}
