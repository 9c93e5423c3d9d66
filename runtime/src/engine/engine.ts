/**
 * Drives the runs: takes facts, folds them, makes them durable, and then does what follows from them.
 *
 * Facts of one turn of the event loop are stored in one transaction. A request is sent, and a caller is answered,
 * only after the facts it rests on are stored.
 */
import { monotonicFactory } from 'ulid';
import type { Clock } from '../clock.ts';
import type { JournalEntry, JournalFact } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import type { Journal } from '../journal/journal.ts';
import { TimerQueue } from '../queue/timer-queue.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import { createGateway, type Gateway } from '../transport/fetcher.ts';
import type { Sender } from '../transport/sender.ts';
import { type Backoff, backoffDelay } from './decisions/backoff.ts';
import { decideCheckpoint, decideInterrupted } from './decisions/decide-answer.ts';
import { decideCancel, decideReachable, decideRetryNow, decideSkip } from './decisions/decide-control.ts';
import { deferEvents } from './decisions/decide-defer.ts';
import { reportedRequest } from './decisions/decide-endpoint.ts';
import { decideInvokeEnded } from './decisions/decide-invoke.ts';
import {
  decideRerun,
  type RerunRefusal,
  type RerunRequest,
  type RerunSource,
} from './decisions/decide-rerun.ts';
import { decideSignal } from './decisions/decide-signal.ts';
import { decideStart } from './decisions/decide-start.ts';
import { type Circumstances, Turn } from './decisions/decision.ts';
import { type EndFact, endEvents, invokeResult, isEndFact } from './decisions/end-events.ts';
import { Delivery } from './delivery.ts';
import { Dispatcher, type Held, type Outgoing } from './dispatcher.ts';
import { Endpoints } from './endpoints.ts';
import { EventIntake } from './intake.ts';
import { pooledRandom } from './pooled-random.ts';
import { RunTimers } from './run-timers.ts';
import { Starts } from './starts.ts';
import { EngineState, idempotencyPeriod } from './state/engine-state.ts';
import type { FunctionDirectory, ServedFunction } from './state/function-directory.ts';
import type { RunState } from './state/run-state.ts';
import { rests } from './state/run-store.ts';

export interface EngineOptions {
  journal: Journal;
  clock: Clock;
  directory: FunctionDirectory;
  sender: Sender;
  /** Makes the requests of `step.fetch` and `step.ai.infer`. */
  gateway?: Gateway;
  backoff: Backoff;
  /** From 0 up to 1. */
  random?: () => number;
  /** The journal cannot be written any more: nothing can go on. */
  onFatal: (error: unknown) => void;
  /** Requests in flight at most, over all runs. */
  concurrency?: number;
  /** Whether schedules start runs; default true. */
  cron?: boolean;
  /** Resting runs kept in memory, at most. */
  resident?: number;
}

export class Engine {
  readonly state: EngineState;
  readonly intake: EventIntake;
  readonly endpoints: Endpoints;
  readonly #options: EngineOptions;
  readonly #timers: TimerQueue;
  readonly #runTimers: RunTimers;
  readonly #newId: ReturnType<typeof monotonicFactory>;
  readonly #listeners = new Set<(entries: readonly JournalEntry[]) => void>();
  readonly #dispatcher: Dispatcher;
  readonly #starts: Starts;
  readonly #delivery: Delivery;
  #batch: JournalEntry[] = [];
  #waiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  /** Why nothing can be stored any more. */
  #failure: { error: unknown } | null = null;
  #seq: number;
  #flushPlanned = false;
  #stopping = false;
  #resting: (() => void)[] = [];
  #unsubscribe = () => {};

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#newId = monotonicFactory(options.random ?? pooledRandom());
    this.#timers = new TimerQueue(options.clock);
    this.#seq = options.journal.lastSeq;
    this.state = new EngineState((id) => options.journal.event(id), {
      entriesOf: (runId) => options.journal.entriesOf(runId),
      ...(options.resident === undefined ? {} : { resident: options.resident }),
    });
    this.intake = new EventIntake(this, options.directory);
    this.endpoints = new Endpoints(this, this.#timers);
    this.#runTimers = new RunTimers(this, this.#timers);
    this.#delivery = new Delivery({
      sender: options.sender,
      gateway: options.gateway ?? createGateway({ timeout: 0 }),
      circumstances: () => this.circumstances,
      commit: (facts) => this.commit(facts),
      onReady: (runId) => this.#dispatcher.touch(runId),
    });
    this.#dispatcher = new Dispatcher({
      state: this.state,
      directory: options.directory,
      timers: this.#timers,
      now: () => this.now,
      newId: () => this.newId(),
      commit: (facts) => this.commit(facts),
      canSend: (run, item) => this.#delivery.canSend(run, item),
      onTouched: () => this.#planFlush(),
      limit: options.concurrency ?? 500,
    });
    this.#starts = new Starts(this, options.directory, this.#timers, { cron: options.cron ?? true });
  }

  /** Replays what has not ended, and goes on with it. */
  start(): void {
    const { journal, directory } = this.#options;
    for (const { key, at } of journal.idempotencyKeys(this.now - idempotencyPeriod))
      this.state.useKey(key, at);
    for (const { key, arrival } of journal.arrivals(this.now)) this.state.arrives(key, arrival);
    for (const entry of journal.openHolds()) this.state.apply(entry);
    for (const runId of journal.unendedRuns()) {
      let run: RunState | null = null;
      const entries = journal.entriesOf(runId);
      for (const entry of entries) run = this.state.apply(entry);
      if (run && this.#goesOnResting(run)) this.state.runs.stored(entries.slice(-1), this.now);
    }
    for (const run of [...this.state.runs.inMemory()]) this.#resume(run);
    this.#unsubscribe = directory.onChange(() => this.#directoryChanged());
    this.intake.resume(journal.unscheduledEvents());
    this.#starts.resume();
    this.#planFlush();
  }

  get now(): number {
    return this.#options.clock.now();
  }

  /** When a timer is due next, Unix milliseconds; null when none is set. */
  get nextDue(): number | null {
    return this.#timers.nextDue;
  }

  get circumstances(): Circumstances {
    const { backoff, random = Math.random, directory } = this.#options;
    return {
      now: this.now,
      ahead: this.#options.clock.ahead ?? 0,
      newId: () => this.newId(),
      backoff: (attempt) => backoffDelay(backoff, attempt, random()),
      find: (functionId) => directory.find(functionId),
      signalWait: (signal) => this.state.signals.get(signal)?.at(-1) ?? null,
      start: (fn, event, options) => decideStart(fn, event, this.state, this.circumstances, options),
    };
  }

  /** A ULID that is greater than all before. */
  newId(): string {
    return this.#newId(this.now);
  }

  /** Called with stored entries, in order. Answers how to stop. */
  onEntries(listener: (entries: readonly JournalEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes facts as true. They are durable when {@link durable} resolves. */
  commit(facts: readonly JournalFact[]): void {
    for (const fact of facts) {
      const entry: JournalEntry = { seq: ++this.#seq, at: this.now, ...fact };
      this.#batch.push(entry);
      const run = this.state.apply(entry);
      if (run) this.#follow(run, entry);
      else this.#starts.follow(entry);
    }
    if (facts.length > 0) this.#planFlush();
  }

  /** True when everything committed is stored and sent: nothing happens before time passes or an answer comes. */
  get isSettled(): boolean {
    return !this.#flushPlanned;
  }

  /** Resolves when nothing is at work and everything is stored: true, or false after `patience` real milliseconds. */
  async idle(patience: number): Promise<boolean> {
    const end = performance.now() + patience;
    // What follows from an answer takes a few turns of the event loop.
    for (let quiet = 0; quiet < 3; ) {
      if (this.#dispatcher.atWork > 0) await this.#rest(end - performance.now());
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#flushPlanned || this.#dispatcher.atWork > 0 ? 0 : quiet + 1;
      if (performance.now() > end || this.#stopping) return false;
    }
    return true;
  }

  /** Until no request is at work, or the limit is over. */
  #rest(limit: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, limit));
      this.#resting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Resolves when everything committed so far is stored; rejects when that cannot be. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#batch.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  cancel(runId: string, reason: string): boolean {
    const run = this.state.runs.get(runId);
    if (run) this.commit(decideCancel(run, reason));
    return run !== undefined;
  }

  /** False when there is nothing to skip. */
  skip(runId: string, hashedId: string): boolean {
    return this.#decided(runId, (run) => decideSkip(run, hashedId, this.circumstances));
  }

  /** False when the run does not wait for another attempt. */
  retryNow(runId: string): boolean {
    return this.#decided(runId, (run) => decideRetryNow(run, this.circumstances));
  }

  /** Id of the new run, or why there is none. */
  rerun(
    fn: ServedFunction,
    source: RerunSource,
    request: RerunRequest = {},
  ): { runId: string } | { refusal: RerunRefusal } {
    const rerun = decideRerun(fn, source, request, this.circumstances);
    if ('refusal' in rerun) return rerun;
    this.commit(rerun.facts);
    return { runId: rerun.runId };
  }

  /** Id of the new run; null when there is none now: the function's settings hold the event, or refuse it. */
  invoke(fn: ServedFunction, event: EventRecord): string | null {
    this.commit([{ kind: 'event-received', event, source: 'api' }]);
    const { facts, runId } = this.circumstances.start(fn, event, {});
    this.commit([...facts, { kind: 'event-scheduled', eventId: event.internalId }]);
    return runId;
  }

  /** What keeps a run that could go on; null when nothing does. */
  heldUp(runId: string): Held | null {
    const run = this.state.runs.get(runId);
    return run ? this.#dispatcher.heldUp(run) : null;
  }

  /** False when the request that the steps belong to is no longer the run's (protocol 2.9: 409). */
  checkpoint(runId: string, requestId: string, ops: readonly Op[]): boolean {
    const run = this.state.runs.get(runId);
    const item = [...(run?.items.values() ?? [])].find((each) => each.requestId === requestId);
    if (!run || !item) return false;
    this.commit(decideCheckpoint(run, item, ops, this.circumstances));
    this.learn(run, ops);
    return true;
  }

  /** Requests that the ops ask the runtime to make; the facts about them hold. */
  learn(run: RunState, ops: readonly Op[]): void {
    this.#delivery.learn(run, ops);
  }

  /** Id of the run that waited for the signal; null when none did. */
  signal(signal: string, data: unknown): string | null {
    for (const { runId, hashedId } of this.state.signals.get(signal) ?? []) {
      if (this.#decided(runId, (run) => decideSignal(run, hashedId, { signal, data }, this.circumstances)))
        return runId;
    }
    return null;
  }

  /** Stops sending; waits up to `grace` milliseconds for requests in flight. What remains is resumed by the next start. */
  async stop(grace: number): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    this.intake.stop();
    if (this.#dispatcher.atWork > 0 && grace > 0) {
      await this.#rest(grace);
    }
    this.#delivery.close();
    this.#timers.close();
    this.flush();
  }

  /** Stores what was committed, and sends what may be sent. */
  flush(): void {
    this.#flushPlanned = false;
    const outgoing = this.#stopping ? [] : this.#dispatcher.pump();
    const batch = this.#batch;
    const waiters = this.#waiters;
    this.#batch = [];
    this.#waiters = [];
    try {
      // What could not be stored is missing: nothing that rests on it may be.
      if (this.#failure) throw this.#failure.error;
      if (batch.length > 0) this.#options.journal.append(batch);
    } catch (error) {
      this.#stopping = true;
      this.#failure ??= { error };
      for (const { reject } of waiters) reject(error);
      this.#options.onFatal(error);
      return;
    }
    this.state.runs.stored(batch, this.now);
    for (const { resolve } of waiters) resolve();
    for (const item of outgoing) void this.#send(item);
    if (batch.length > 0) for (const listener of this.#listeners) listener(batch);
  }

  #decided(runId: string, decide: (run: RunState) => JournalFact[] | null): boolean {
    const run = this.state.runs.get(runId);
    const facts = run ? decide(run) : null;
    if (facts) this.commit(facts);
    return facts !== null;
  }

  #planFlush(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    setImmediate(() => {
      if (this.#flushPlanned) this.flush();
    });
  }

  /** Sets the timers of a run that needs nothing else; false when it does. */
  #goesOnResting(run: RunState): boolean {
    const { flow, items } = run;
    if (items.size > 0 || flow.startWithin !== undefined || flow.finishWithin !== undefined) return false;
    if (!rests(run, this.now)) return false;
    this.#runTimers.resume(run);
    return true;
  }

  #resume(run: RunState): void {
    this.#runTimers.resume(run);
    // The app may still work on a request that it has begun itself.
    if (reportedRequest(run)) this.endpoints.watch(run);
    else
      for (const item of [...run.items.values()])
        this.commit(decideInterrupted(run, item, this.circumstances));
    this.#runTimers.limit(run);
    this.#delivery.resume(run);
    this.#dispatcher.touch(run.runId);
  }

  /** What follows from a fact at once: timers, and what other runs learn of it. */
  #follow(run: RunState, entry: JournalEntry): void {
    this.#dispatcher.touch(run.runId);
    this.#runTimers.follow(run, entry);
    if (entry.kind === 'run-skipped') this.#dispatcher.forget(run);
    else if (entry.kind === 'step-completed' || entry.kind === 'step-failed')
      this.#delivery.stepEnded(run.runId, entry.step.hashedId);
    else if (isEndFact(entry)) this.#runEnded(run, entry);
  }

  #runEnded(run: RunState, end: EndFact): void {
    this.#runTimers.forget(run);
    this.endpoints.forget(run);
    this.#dispatcher.forget(run);
    this.#delivery.runEnded(run.runId);
    for (const { runId, hashedId } of run.invokers) {
      const invoker = this.state.runs.get(runId);
      if (!invoker) continue;
      const turn = new Turn(invoker, this.circumstances);
      decideInvokeEnded(turn, hashedId, invokeResult(end));
      this.commit(turn.facts);
    }
    const at = this.circumstances;
    this.intake.receive([...endEvents(run, end, at), ...deferEvents(run, at)], 'internal');
  }

  #directoryChanged(): void {
    if (this.#stopping) return;
    this.#dispatcher.directoryChanged();
    this.#starts.directoryChanged();
    for (const run of [...this.state.runs.inMemory()]) {
      if (run.unanswered > 0) this.commit(decideReachable(run, this.circumstances));
    }
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const { run, item } = outgoing;
    const { requestId } = item;
    if (requestId !== null && !run.ended) {
      const conclude = await this.#delivery.deliver(outgoing, requestId);
      this.#dispatcher.done(item.itemId);
      if (item.requestId === requestId && !run.ended) conclude();
    } else this.#dispatcher.done(item.itemId);
    if (this.#dispatcher.atWork === 0) for (const resume of this.#resting.splice(0)) resume();
  }
}
