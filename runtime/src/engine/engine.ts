/**
 * Drives the runs: records facts, stores them, and triggers their effects.
 *
 * Facts of one turn of the event loop are stored in one transaction. A request is sent, and a caller is answered, only
 * after the facts that led to it are stored.
 */
import { monotonicFactory } from 'ulid';
import type { JournalEntry, JournalFact } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { TimerQueue } from '../queue/timer-queue.ts';
import { TurnGate } from '../queue/turn-gate.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import { createFetcher } from '../transport/fetcher.ts';
import { backoffDelay } from './decisions/backoff.ts';
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
import { Decision } from './decisions/decision.ts';
import type { DecisionContext } from './decisions/decision-context.ts';
import { type EndFact, endEvents, invokeResult, isEndFact } from './decisions/end-events.ts';
import { Delivery } from './delivery.ts';
import { Dispatcher, type Outgoing } from './dispatcher.ts';
import { Endpoints } from './endpoints.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventIntake } from './intake.ts';
import { pooledRandom } from './pooled-random.ts';
import { isTimeLimited, RunTimers } from './run-timers.ts';
import { Starts } from './starts.ts';
import type { BlockedBy } from './state/blocked-by.ts';
import { EngineState, idempotencyPeriod } from './state/engine-state.ts';
import type { ServedFunction } from './state/function-directory.ts';
import type { RunState } from './state/run-state.ts';
import { isIdle } from './state/run-store.ts';
import { type StoringHooks, UnstoredEntries } from './unstored-entries.ts';

export class Engine implements EngineContext {
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
  readonly #unstored: UnstoredEntries;
  readonly #sending = new TurnGate();
  readonly #concluding = new TurnGate();
  #flushPlanned = false;
  /** Requests that go out when the facts about them are stored. */
  #outgoing: Outgoing[] = [];
  #stopping = false;
  /** Everything is stored that this process will store. */
  #stopped = false;
  #idleWaiters: (() => void)[] = [];
  #unsubscribe = () => {};

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#newId = monotonicFactory(options.random ?? pooledRandom());
    this.#timers = new TimerQueue(options.clock);
    this.#unstored = new UnstoredEntries(options.journal, this.#storingHooks());
    this.state = new EngineState((id) => options.journal.event(id), {
      entriesOf: (runId) => options.journal.entriesOf(runId),
      ...(options.maxIdleRuns === undefined ? {} : { maxIdleRuns: options.maxIdleRuns }),
    });
    this.intake = new EventIntake(this, options.directory);
    this.endpoints = new Endpoints({
      context: this,
      timers: this.#timers,
      intake: this.intake,
      learn: (run, ops) => this.#delivery.learn(run, ops),
    });
    this.#runTimers = new RunTimers(this, this.#timers);
    this.#delivery = new Delivery({
      sender: options.sender,
      fetcher: options.fetcher ?? createFetcher({ timeout: 0 }),
      decisionContext: () => this.decisionContext,
      record: (facts) => this.record(facts),
      onReady: (runId) => this.#dispatcher.markDirty(runId),
      onAbandoned: options.onAbandoned,
    });
    this.#dispatcher = new Dispatcher({
      state: this.state,
      directory: options.directory,
      timers: this.#timers,
      now: () => this.now,
      newId: () => this.newId(),
      record: (facts) => this.record(facts),
      canSend: (run, item) => this.#delivery.canSend(run, item),
      onDirty: () => this.#planFlush(),
      maxInFlight: options.concurrency ?? 500,
    });
    this.#starts = new Starts(this, options.directory, this.#timers, { cron: options.cron ?? true });
  }

  /** Replays the runs that have not ended, and resumes them. */
  start(): void {
    const { journal, directory } = this.#options;
    for (const { key, timestamp } of journal.idempotencyKeys(this.now - idempotencyPeriod))
      this.state.useKey(key, timestamp);
    for (const { key, arrival } of journal.arrivals(this.now)) this.state.arrives(key, arrival);
    for (const entry of journal.openBuffers()) this.state.apply(entry);
    for (const runId of journal.unendedRuns()) {
      let run: RunState | null = null;
      const entries = journal.entriesOf(runId);
      for (const entry of entries) run = this.state.apply(entry);
      if (run && this.#resumeIdle(run)) this.state.runs.stored(entries.slice(-1), this.now);
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

  get decisionContext(): DecisionContext {
    const { backoff, random = Math.random, directory } = this.#options;
    return {
      now: this.now,
      ahead: this.#options.clock.ahead ?? 0,
      newId: () => this.newId(),
      backoff: (attempt) => backoffDelay(backoff, attempt, random()),
      limits: this.state.limits,
      find: (functionId) => directory.find(functionId),
      signalWait: (signal) => this.state.signals.get(signal)?.at(-1) ?? null,
      start: (fn, event, options) => decideStart(fn, event, this.state, this.decisionContext, options),
    };
  }

  /** A ULID that is greater than all before. */
  newId(): string {
    return this.#newId(this.now);
  }

  /** Calls the listener with stored entries, in order. @returns how to stop. */
  onEntries(listener: (entries: readonly JournalEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes facts as true. They are durable when {@link durable} resolves. */
  record(facts: readonly JournalFact[]): void {
    for (const fact of facts) {
      const entry = this.#unstored.add(fact, this.now);
      const run = this.state.apply(entry);
      if (run) this.#follow(run, entry);
      else this.#starts.follow(entry);
    }
    if (facts.length > 0) this.#planFlush();
  }

  /** True when everything recorded is stored and sent: nothing happens before time passes or an answer arrives. */
  get isSettled(): boolean {
    return !this.#flushPlanned;
  }

  /** Resolves to true when nothing is in flight and everything is stored, to false after `timeoutMs` of real time. */
  async idle(timeoutMs: number): Promise<boolean> {
    const end = performance.now() + timeoutMs;
    // What follows from an answer takes a few turns of the event loop.
    for (let quiet = 0; quiet < 3; ) {
      if (this.#dispatcher.inFlight > 0) await this.#untilNoneInFlight(end - performance.now());
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#flushPlanned || this.#dispatcher.inFlight > 0 ? 0 : quiet + 1;
      if (performance.now() > end || this.#stopping) return false;
    }
    return true;
  }

  #untilNoneInFlight(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(0, timeoutMs));
    this.#idleWaiters.push(resolve);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Resolves when everything recorded so far is stored; rejects when that is impossible. */
  durable(): Promise<void> {
    return this.#unstored.durable();
  }

  cancel(runId: string, reason: string): boolean {
    const run = this.state.runs.get(runId);
    if (run) this.record(decideCancel(run, reason));
    return run !== undefined;
  }

  /** False when there is nothing to skip. */
  skip(runId: string, hashedId: string): boolean {
    return this.#decided(runId, (run) => decideSkip(run, hashedId, this.decisionContext));
  }

  /** False when the run does not wait for another attempt. */
  retryNow(runId: string): boolean {
    return this.#decided(runId, (run) => decideRetryNow(run, this.decisionContext));
  }

  /** Id of the new run, or why there is none. */
  rerun(
    fn: ServedFunction,
    source: RerunSource,
    request: RerunRequest = {},
  ): { runId: string } | { refusal: RerunRefusal } {
    this.refuseWhenFull();
    const rerun = decideRerun(fn, source, request, this.decisionContext);
    if ('refusal' in rerun) return rerun;
    this.record(rerun.facts);
    return { runId: rerun.runId };
  }

  /** Id of the new run; null when the function's settings buffer the event or refuse it. */
  invoke(fn: ServedFunction, event: EventRecord, options: { idempotencyKey?: string } = {}): string | null {
    this.refuseWhenFull();
    this.record([{ kind: 'event-received', event, source: 'api' }]);
    const { facts, runId } = this.decisionContext.start(fn, event, options);
    this.record([...facts, { kind: 'event-scheduled', eventId: event.internalId }]);
    return runId;
  }

  /** What blocks a run that could go on; null when nothing does. */
  blockedBy(runId: string): BlockedBy | null {
    const run = this.state.runs.get(runId);
    return run ? this.#dispatcher.blockedBy(run) : null;
  }

  /** False when the request that the steps belong to is no longer the run's (protocol 2.9: 409). */
  checkpoint(runId: string, requestId: string, ops: readonly Op[]): boolean {
    const run = this.state.runs.get(runId);
    const item = [...(run?.items.values() ?? [])].find((each) => each.requestId === requestId);
    if (!run || !item) return false;
    this.record(decideCheckpoint(run, item, ops, this.decisionContext));
    this.#delivery.learn(run, ops);
    return true;
  }

  /** Id of the run that waited for the signal; null when none did. */
  signal(signal: string, data: unknown): string | null {
    for (const { runId, hashedId } of this.state.signals.get(signal) ?? []) {
      if (this.#decided(runId, (run) => decideSignal(run, hashedId, { signal, data }, this.decisionContext)))
        return runId;
    }
    return null;
  }

  /** Stops sending and waits for requests in flight, but not longer than `graceMs`. The next start resumes the rest. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    this.intake.stop();
    if (this.#dispatcher.inFlight > 0 && graceMs > 0) await this.#untilNoneInFlight(graceMs);
    this.#delivery.close();
    this.#timers.close();
    if (!this.#stopped) this.#unstored.store();
    this.#stopped = true;
  }

  /** Stores what was recorded, and sends what may be sent. */
  flush(): void {
    this.#flushPlanned = false;
    if (this.#stopped || this.#unstored.diskFull) return;
    if (!this.#stopping) this.#outgoing.push(...this.#dispatcher.dispatch());
    this.#unstored.store();
  }

  #storingHooks(): StoringHooks {
    const { onFatal, onDiskFull } = this.#options;
    return {
      onStored: (entries) => {
        this.state.runs.stored(entries, this.now);
        if (!this.#stopping) for (const item of this.#outgoing.splice(0)) void this.#send(item);
        if (entries.length > 0) for (const listener of this.#listeners) listener(entries);
      },
      onFatal: (error) => {
        this.#stopping = true;
        this.#stopped = true;
        onFatal(error);
      },
      onDiskFull:
        onDiskFull &&
        ((error, retry) => {
          onDiskFull(error, retry);
          if (error === null) this.#planFlush();
        }),
    };
  }

  /** @throws DiskFullError while nothing can be stored: what is refused now need not be remembered. */
  refuseWhenFull(): void {
    if (this.#unstored.diskFull) throw this.#unstored.diskFull;
  }

  #decided(runId: string, decide: (run: RunState) => JournalFact[] | null): boolean {
    const run = this.state.runs.get(runId);
    const facts = run ? decide(run) : null;
    if (facts) this.record(facts);
    return facts !== null;
  }

  #planFlush(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    setImmediate(() => {
      if (this.#flushPlanned) this.flush();
    });
  }

  /** Sets the timers of an idle run; false when the run needs more than that. */
  #resumeIdle(run: RunState): boolean {
    this.#dispatcher.resume(run);
    if (run.items.size > 0 || isTimeLimited(run) || !isIdle(run, this.now)) return false;
    this.#runTimers.resume(run);
    return true;
  }

  #resume(run: RunState): void {
    this.#runTimers.resume(run);
    // The app may still be working on a request that it began itself.
    if (reportedRequest(run)) this.endpoints.watch(run);
    else
      for (const item of [...run.items.values()])
        this.record(decideInterrupted(run, item, this.decisionContext));
    this.#runTimers.limit(run);
    this.#delivery.resume(run);
    this.#dispatcher.markDirty(run.runId);
  }

  /** Triggers the immediate effects of a fact: timers, and decisions about other runs. */
  #follow(run: RunState, entry: JournalEntry): void {
    this.#dispatcher.markDirty(run.runId);
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
      const decision = new Decision(invoker, this.decisionContext);
      decideInvokeEnded(decision, hashedId, invokeResult(end));
      this.record(decision.facts);
    }
    const context = this.decisionContext;
    this.intake.receive([...endEvents(run, end, context), ...deferEvents(run, context)], 'internal');
  }

  #directoryChanged(): void {
    if (this.#stopping) return;
    this.#dispatcher.directoryChanged();
    this.#starts.directoryChanged();
    for (const run of [...this.state.runs.inMemory()]) {
      if (run.unanswered > 0) this.record(decideReachable(run, this.decisionContext));
    }
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const { run, item } = outgoing;
    const { requestId } = item;
    await this.#sending.enter();
    if (requestId !== null && !run.ended) {
      const conclude = await this.#delivery.deliver(outgoing, requestId);
      await this.#concluding.enter();
      this.#dispatcher.done(item.itemId);
      // What ends after the last facts are stored is the next start's.
      if (item.requestId === requestId && !run.ended && !this.#stopped) conclude();
    } else this.#dispatcher.done(item.itemId);
    if (this.#dispatcher.inFlight === 0) for (const resume of this.#idleWaiters.splice(0)) resume();
  }
}
