/** Decides which of the queued requests are sent now: those that are due, served by somebody, and within all limits. */
import type { JournalFact } from '../contract/journal.ts';
import { Capacity, type Place } from '../queue/capacity.ts';
import { Heap } from '../queue/heap.ts';
import { admit } from '../queue/rate.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { stepsAtMost, tooManySteps } from '../sdk-protocol/limits.ts';
import type { EngineState } from './state/engine-state.ts';
import { endpointFunction, type FunctionDirectory, type ServedFunction } from './state/function-directory.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

export interface Outgoing {
  run: RunState;
  item: QueueItem;
  fn: ServedFunction;
}

/** Why a run has nothing at work although it could go on. */
export type Held =
  | { by: 'concurrency'; place: Place; holders: string[] }
  | { by: 'throttle'; key: string; until: number }
  | { by: 'no-app' }
  /** Too many requests of all runs are at work. */
  | { by: 'requests'; limit: number };

export interface DispatcherOptions {
  state: EngineState;
  directory: FunctionDirectory;
  timers: TimerQueue;
  now: () => number;
  newId: () => string;
  commit: (facts: readonly JournalFact[]) => void;
  /** Whether the request is at hand: those of fetches may have to be asked for again. */
  canSend: (run: RunState, item: QueueItem) => boolean;
  /** Something is to be pumped. */
  onTouched: () => void;
  /** Requests at work at most, over all runs. */
  limit: number;
}

interface Starter {
  runId: string;
  score: number;
}

interface StartLine {
  readonly heap: Heap<Starter>;
  readonly standing: Set<string>;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Runs with something to send, perhaps. */
  readonly #touched = new Set<string>();
  /** Runs whose function nobody serves now. */
  readonly #parked = new Set<string>();
  /** Runs that found too many requests at work. */
  readonly #crowded = newLine();
  readonly #capacity = new Capacity();
  /** Runs that wait to start, by their throttle's key. */
  readonly #throttled = new Map<string, StartLine>();
  #atWork = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get atWork(): number {
    return this.#atWork;
  }

  touch(runId: string): void {
    this.#touched.add(runId);
    this.#options.onTouched();
  }

  /** Takes what can be sent; each is to be reported by {@link done}. */
  pump(): Outgoing[] {
    const outgoing: Outgoing[] = [];
    while (this.#touched.size > 0 || this.#admitCrowded()) {
      const runs = [...this.#touched].map((runId) => this.#options.state.runs.get(runId));
      this.#touched.clear();
      for (const run of byScore(runs.filter((each) => each !== undefined))) this.#pump(run, outgoing);
    }
    return outgoing;
  }

  /** As many of the crowd as there is room for; false when there is none, or nobody. */
  #admitCrowded(): boolean {
    for (let room = this.#options.limit - this.#atWork; room > 0; room--) {
      const first = leave(this.#crowded);
      if (!first) break;
      this.#touched.add(first.runId);
    }
    return this.#touched.size > 0;
  }

  /** The request of an item has ended, however. */
  done(itemId: string): void {
    this.#atWork--;
    this.#wake(this.#capacity.release(itemId));
    if (this.#crowded.standing.size > 0) this.#options.onTouched();
  }

  /** A run has ended. Its requests at work keep their places until they end, too. */
  forget(run: RunState): void {
    this.#parked.delete(run.runId);
    for (const item of run.items.values()) {
      if (item.requestId === null) this.#wake(this.#capacity.release(item.itemId));
    }
    if (run.flow.throttle && run.startedAt === null) this.#wakeStarter(run.flow.throttle.key);
  }

  directoryChanged(): void {
    for (const runId of this.#parked) {
      const run = this.#options.state.runs.get(runId);
      if (run && !this.#options.directory.find(run.functionId)) continue;
      this.#parked.delete(runId);
      this.touch(runId);
    }
  }

  /** Null when nothing holds it up here. */
  heldUp(run: RunState): Held | null {
    if (this.#parked.has(run.runId)) return { by: 'no-app' };
    if (this.#crowded.standing.has(run.runId)) return { by: 'requests', limit: this.#options.limit };
    for (const item of run.items.values()) {
      const place = this.#capacity.standingAt(item.itemId);
      if (place)
        return { by: 'concurrency', place, holders: this.#runsOf(this.#capacity.holders(place.key)) };
    }
    const { throttle } = run.flow;
    if (!throttle || run.startedAt !== null || run.ended) return null;
    const admission = admit(throttle, this.#options.state.arrival(throttle.key), this.#options.now());
    return {
      by: 'throttle',
      key: throttle.key,
      until: admission.admitted ? this.#options.now() : admission.again,
    };
  }

  #pump(run: RunState, outgoing: Outgoing[]): void {
    const { directory, timers, now, canSend } = this.#options;
    const { runId } = run;
    for (const item of [...run.items.values()]) {
      if (item.requestId !== null) continue;
      if (item.dueAt > now()) {
        timers.set(item.itemId, item.dueAt, () => this.touch(runId));
        continue;
      }
      // One discovery at a time: two could each run the same step inline. SDK 1 and 2 need them side by side.
      if (item.target === null && run.version !== 0 && hasDiscoveryAtWork(run)) {
        this.#leaveLine(item);
        continue;
      }
      if (!canSend(run, item)) {
        this.#leaveLine(item);
        continue;
      }
      const fn = run.endpoint ? endpointFunction(run) : directory.find(run.functionId);
      if (!fn) {
        for (const each of run.items.values()) if (each.requestId === null) this.#leaveLine(each);
        this.#park(run.runId);
        return;
      }
      if (run.memos.size >= stepsAtMost) {
        this.#options.commit([{ kind: 'run-failed', runId, error: tooManySteps }]);
        return;
      }
      if (this.#atWork >= this.#options.limit) {
        enter(this.#crowded, { runId, score: scoreOf(run) });
        return;
      }
      const sent = this.#take(run, item);
      if (sent) outgoing.push({ run, item: sent, fn });
    }
  }

  /** Null when a limit is reached; then the item is taken up again when it has room. */
  #take(run: RunState, item: QueueItem): QueueItem | null {
    const { commit, newId, state } = this.#options;
    const { runId, flow } = run;
    const score = scoreOf(run);
    const throttle = run.startedAt === null ? flow.throttle : undefined;
    const admission = throttle && this.#admitStart({ runId, score }, throttle);
    if (admission && !admission.admitted) {
      this.#leaveLine(item);
      return null;
    }
    if (flow.places) {
      const ticket = this.#capacity.take({ itemId: item.itemId, runId, score, places: flow.places });
      this.#wake(ticket.wake);
      if (!ticket.taken) return null;
    }
    const { itemId, target, attempt } = item;
    const facts: JournalFact[] = [];
    if (run.startedAt === null) {
      const rate = throttle && admission ? { key: throttle.key, arrival: admission.arrival } : undefined;
      facts.push({ kind: 'run-started', runId, ...(rate ? { rate } : {}) });
    }
    facts.push({ kind: 'request-started', runId, requestId: newId(), target, attempt, itemId });
    this.#atWork++;
    commit(facts);
    if (throttle) this.#wakeStarter(throttle.key);
    return state.runs.get(runId)?.items.get(itemId) ?? null;
  }

  /** Who cannot go anyway must not stand before others that could. */
  #leaveLine(item: QueueItem): void {
    this.#wake(this.#capacity.release(item.itemId));
  }

  #admitStart(starter: Starter, throttle: NonNullable<RunState['flow']['throttle']>) {
    const { state, now } = this.#options;
    const line = this.#throttled.get(throttle.key) ?? newLine();
    this.#throttled.set(throttle.key, line);
    const admission = admit(throttle, state.arrival(throttle.key), now());
    const first = this.#firstStarter(line);
    const isNext = !first || first.runId === starter.runId || starter.score < first.score;
    if (admission.admitted && isNext) {
      if (first?.runId === starter.runId) leave(line);
      return admission;
    }
    enter(line, starter);
    this.#wakeStarter(throttle.key);
    return { admitted: false as const };
  }

  /** Sees to it that the first in line is looked at when it may start. */
  #wakeStarter(key: string): void {
    const { state, now, timers } = this.#options;
    const line = this.#throttled.get(key);
    const first = line && this.#firstStarter(line);
    const run = first && state.runs.get(first.runId);
    if (!line || !run?.flow.throttle) {
      this.#throttled.delete(key);
      return;
    }
    const admission = admit(run.flow.throttle, state.arrival(key), now());
    timers.set(key, admission.admitted ? now() : admission.again, () => {
      const next = this.#firstStarter(line);
      if (next) this.touch(next.runId);
    });
  }

  /** Those who have started or ended are dropped on the way. */
  #firstStarter(line: StartLine): Starter | undefined {
    for (;;) {
      const first = line.heap.peek();
      const run = first && this.#options.state.runs.get(first.runId);
      if (!first || (run && run.startedAt === null && !run.ended)) return first;
      leave(line);
    }
  }

  #wake(runIds: readonly string[]): void {
    for (const runId of runIds) this.touch(runId);
  }

  #park(runId: string): void {
    if (this.#parked.has(runId)) return;
    this.#parked.add(runId);
    void this.#options.directory.ensureReady().then(() => this.directoryChanged());
  }

  #runsOf(itemIds: readonly string[]): string[] {
    const wanted = new Set(itemIds);
    const runs = [...this.#options.state.runs.inMemory()];
    return runs.filter((run) => [...run.items.keys()].some((id) => wanted.has(id))).map(({ runId }) => runId);
  }
}

function newLine(): StartLine {
  return { heap: new Heap<Starter>((a, b) => a.score - b.score), standing: new Set() };
}

function enter({ heap, standing }: StartLine, starter: Starter): void {
  if (standing.has(starter.runId)) return;
  standing.add(starter.runId);
  heap.push(starter);
}

/** The first, which stands in the line no more. */
function leave({ heap, standing }: StartLine): Starter | undefined {
  const first = heap.pop();
  if (first) standing.delete(first.runId);
  return first;
}

/** When a run is taken up among others that wait for the same limit; its priority makes it older than it is. */
function scoreOf(run: RunState): number {
  return run.queuedAt - (run.flow.priority ?? 0) * 1_000;
}

function byScore(runs: RunState[]): RunState[] {
  const matters = runs.length > 1 && runs.some((run) => run.flow.priority !== undefined);
  return matters ? runs.sort((a, b) => scoreOf(a) - scoreOf(b)) : runs;
}

function hasDiscoveryAtWork(run: RunState): boolean {
  for (const item of run.items.values()) {
    if (item.target === null && item.requestId !== null) return true;
  }
  return false;
}
