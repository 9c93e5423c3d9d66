/** Decides which of the queued requests are sent now: those that are due, have an app to serve them, and are within all limits. */
import type { JournalFact } from '../contract/journal.ts';
import { ConcurrencyLimiter } from '../queue/concurrency-limiter.ts';
import { admit, throttleRate } from '../queue/rate.ts';
import { StartQueue, type WaitingRun } from '../queue/start-queue.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { tooManySteps } from '../sdk-protocol/limits.ts';
import type { BlockedBy } from './state/blocked-by.ts';
import type { EngineState } from './state/engine-state.ts';
import { endpointFunction, type FunctionDirectory, type ServedFunction } from './state/function-directory.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

export interface Outgoing {
  run: RunState;
  item: QueueItem;
  fn: ServedFunction;
}

export interface DispatcherOptions {
  state: EngineState;
  directory: FunctionDirectory;
  timers: TimerQueue;
  now: () => number;
  newId: () => string;
  record: (facts: readonly JournalFact[]) => void;
  /** False while the request is not known: after a restart the function names its fetches again. */
  canSend: (run: RunState, item: QueueItem) => boolean;
  /** There is something to dispatch. */
  onDirty: () => void;
  /** Over all runs. */
  maxInFlight: number;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Runs that may have something to send. */
  readonly #dirty = new Set<string>();
  /** Runs whose function no app serves now. */
  readonly #unserved = new Set<string>();
  /** Runs that found too many requests in flight. */
  readonly #full = new StartQueue();
  readonly #limiter = new ConcurrencyLimiter();
  /** Runs that wait to start, by their throttle's key. */
  readonly #throttled = new Map<string, StartQueue>();
  #inFlight = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  markDirty(runId: string): void {
    this.#dirty.add(runId);
    this.#options.onDirty();
  }

  /** Takes what can be sent; report each with {@link done}. */
  dispatch(): Outgoing[] {
    const outgoing: Outgoing[] = [];
    while (this.#dirty.size > 0 || this.#admitWaiting()) {
      const runs = [...this.#dirty].map((runId) => this.#options.state.runs.get(runId));
      this.#dirty.clear();
      for (const run of byScore(runs.filter((each) => each !== undefined)))
        outgoing.push(...this.#dispatchRun(run));
    }
    return outgoing;
  }

  /** As many of the waiting runs as there is room for; false when there is no room, or no such run. */
  #admitWaiting(): boolean {
    for (let room = this.#options.maxInFlight - this.#inFlight; room > 0; room--) {
      const first = this.#full.dequeue();
      if (!first) break;
      this.#dirty.add(first.runId);
    }
    return this.#dirty.size > 0;
  }

  /** The request of an item has ended, successfully or not. */
  done(itemId: string): void {
    this.#inFlight--;
    this.#markAllDirty(this.#limiter.release(itemId));
    if (this.#full.size > 0) this.#options.onDirty();
  }

  /** A run from before a restart. */
  resume({ runId, startedAt, flow }: RunState): void {
    if (startedAt !== null && flow.runPlaces) this.#limiter.hold(runId, flow.runPlaces);
  }

  /** A run has ended. Its requests in flight keep their permits until they end, too. */
  forget(run: RunState): void {
    this.#unserved.delete(run.runId);
    for (const item of run.items.values()) if (item.requestId === null) this.#dequeue(item);
    if (run.flow.runPlaces) this.#markAllDirty(this.#limiter.release(run.runId));
    if (run.flow.throttle && run.startedAt === null) this.#scheduleNextStart(run.flow.throttle.key);
  }

  directoryChanged(): void {
    for (const runId of this.#unserved) {
      const run = this.#options.state.runs.get(runId);
      if (run && !this.#options.directory.find(run.functionId)) continue;
      this.#unserved.delete(runId);
      this.markDirty(runId);
    }
  }

  /** Null when nothing here blocks it. */
  blockedBy(run: RunState): BlockedBy | null {
    if (this.#unserved.has(run.runId)) return { by: 'no-app' };
    if (this.#full.has(run.runId)) return { by: 'requests', limit: this.#options.maxInFlight };
    for (const id of [run.runId, ...run.items.keys()]) {
      const limit = this.#limiter.waitingFor(id);
      if (limit) return { by: 'concurrency', limit, holders: this.#runsOf(this.#limiter.holders(limit.key)) };
    }
    const { throttle } = run.flow;
    if (!throttle || run.startedAt !== null || run.ended) return null;
    const admission = admit(
      throttleRate(throttle),
      this.#options.state.arrival(throttle.key),
      this.#options.now(),
    );
    return {
      by: 'throttle',
      key: throttle.key,
      until: admission.admitted ? this.#options.now() : admission.again,
    };
  }

  #dispatchRun(run: RunState): Outgoing[] {
    const { directory, timers, now, canSend } = this.#options;
    const { runId } = run;
    const outgoing: Outgoing[] = [];
    for (const item of [...run.items.values()]) {
      if (item.requestId !== null) continue;
      if (item.dueAt > now()) {
        timers.set(item.itemId, item.dueAt, () => this.markDirty(runId));
        continue;
      }
      // One discovery at a time: two could each run the same step inline. SDK 1 and 2 need them side by side.
      const mustWait = item.target === null && run.version !== 0 && hasDiscoveryInFlight(run);
      if (mustWait || !canSend(run, item)) {
        this.#dequeue(item);
        continue;
      }
      const fn = run.endpoint ? endpointFunction(run) : directory.find(run.functionId);
      if (!fn) {
        for (const each of run.items.values()) if (each.requestId === null) this.#dequeue(each);
        this.#markUnserved(run);
        break;
      }
      const maxSteps = this.#options.state.limits.of(run.functionId, 'steps');
      if (run.memos.size >= maxSteps) {
        this.#options.record([{ kind: 'run-failed', runId, error: tooManySteps(maxSteps) }]);
        break;
      }
      if (this.#inFlight >= this.#options.maxInFlight) {
        this.#full.enqueue({ runId, score: scoreOf(run) });
        break;
      }
      const sent = this.#start(run, item);
      if (sent) outgoing.push({ run, item: sent, fn });
    }
    return outgoing;
  }

  /** Null when a limit is reached; the item is tried again when the limit has room. */
  #start(run: RunState, item: QueueItem): QueueItem | null {
    const { record, newId, state } = this.#options;
    const { runId, flow } = run;
    const score = scoreOf(run);
    const throttle = run.startedAt === null ? flow.throttle : undefined;
    const admission = throttle && this.#admitStart({ runId, score }, throttle);
    if (admission && !admission.admitted) {
      this.#dequeue(item);
      return null;
    }
    if (flow.runPlaces && run.startedAt === null) {
      const permit = this.#limiter.acquire({ itemId: runId, runId, score, limits: flow.runPlaces });
      this.#markAllDirty(permit.wake);
      if (!permit.granted) return null;
    }
    if (flow.places) {
      const permit = this.#limiter.acquire({ itemId: item.itemId, runId, score, limits: flow.places });
      this.#markAllDirty(permit.wake);
      if (!permit.granted) return null;
    }
    const { itemId, target, attempt } = item;
    const facts: JournalFact[] = [];
    if (run.startedAt === null) {
      const rate = throttle && admission ? { key: throttle.key, arrival: admission.arrival } : undefined;
      facts.push({ kind: 'run-started', runId, ...(rate ? { rate } : {}) });
    }
    facts.push({ kind: 'request-started', runId, requestId: newId(), target, attempt, itemId });
    this.#inFlight++;
    record(facts);
    if (throttle) this.#scheduleNextStart(throttle.key);
    return state.runs.get(runId)?.items.get(itemId) ?? null;
  }

  /** A blocked request must not delay others that can run. */
  #dequeue(item: QueueItem): void {
    this.#markAllDirty(this.#limiter.release(item.itemId));
  }

  #admitStart(run: WaitingRun, throttle: NonNullable<RunState['flow']['throttle']>) {
    const { state, now } = this.#options;
    const queue = this.#throttled.get(throttle.key) ?? new StartQueue();
    this.#throttled.set(throttle.key, queue);
    const admission = admit(throttleRate(throttle), state.arrival(throttle.key), now());
    const first = this.#firstWaiting(queue);
    const isNext = !first || first.runId === run.runId || run.score < first.score;
    if (admission.admitted && isNext) {
      if (first?.runId === run.runId) queue.dequeue();
      return admission;
    }
    queue.enqueue(run);
    this.#scheduleNextStart(throttle.key);
    return { admitted: false as const };
  }

  /** Tries the first run of a throttle again as soon as the throttle admits it. */
  #scheduleNextStart(key: string): void {
    const { state, now, timers } = this.#options;
    const queue = this.#throttled.get(key);
    const first = queue && this.#firstWaiting(queue);
    const run = first && state.runs.get(first.runId);
    if (!queue || !run?.flow.throttle) {
      this.#throttled.delete(key);
      return;
    }
    const admission = admit(throttleRate(run.flow.throttle), state.arrival(key), now());
    timers.set(key, admission.admitted ? now() : admission.again, () => {
      const next = this.#firstWaiting(queue);
      if (next) this.markDirty(next.runId);
    });
  }

  /** Drops runs that have started or ended. */
  #firstWaiting(queue: StartQueue): WaitingRun | undefined {
    for (;;) {
      const first = queue.peek();
      const run = first && this.#options.state.runs.get(first.runId);
      if (!first || (run && run.startedAt === null && !run.ended)) return first;
      queue.dequeue();
    }
  }

  #markAllDirty(runIds: readonly string[]): void {
    for (const runId of runIds) this.markDirty(runId);
  }

  #markUnserved({ runId, functionId }: RunState): void {
    if (this.#unserved.has(runId)) return;
    this.#unserved.add(runId);
    void this.#options.directory.ensureReady({ functionId }).then(() => this.directoryChanged());
  }

  /** Of runs that hold a permit themselves, and of those whose requests do. */
  #runsOf(holders: readonly string[]): string[] {
    const { runs } = this.#options.state;
    const items = new Set(holders.filter((id) => !runs.has(id)));
    const ofItems =
      items.size === 0
        ? []
        : [...runs.inMemory()].filter((run) => [...run.items.keys()].some((id) => items.has(id)));
    return [...holders.filter((id) => runs.has(id)), ...ofItems.map(({ runId }) => runId)];
  }
}

/** Decides the order of runs that wait for the same limit; a run's priority makes it older than it is. */
function scoreOf(run: RunState): number {
  return run.queuedAt - (run.flow.priority ?? 0) * 1_000;
}

function byScore(runs: RunState[]): RunState[] {
  const matters = runs.length > 1 && runs.some((run) => run.flow.priority !== undefined);
  return matters ? runs.sort((a, b) => scoreOf(a) - scoreOf(b)) : runs;
}

function hasDiscoveryInFlight(run: RunState): boolean {
  for (const item of run.items.values()) {
    if (item.target === null && item.requestId !== null) return true;
  }
  return false;
}
