/** Takes in events: records them, ends waits, cancels runs, and starts runs. */
import type { EventFact, JournalFact } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { wireEvent } from '../sdk-protocol/memo.ts';
import { decideCancelOn, decideNearMiss, decideWait } from './decisions/decide-event.ts';
import { startedBy } from './decisions/triggers.ts';
import type { EngineContext } from './engine-context.ts';
import type { FunctionDirectory } from './state/function-directory.ts';
import type { WaitRef } from './state/wait-index.ts';

/** What an event did. */
export interface Receipt {
  event: EventRecord;
  resumed: WaitRef[];
  /** The latest waits for its name that it did not end. */
  notMatched: WaitRef[];
  /** Resolves when its runs are queued, which waits for the apps to be up. */
  runs: Promise<{ runId: string; functionId: string }[]>;
}

/** The latest waits of which it is recorded that an event did not match them. */
const maxNearMisses = 10;

/** With more waits for one name than this, near misses are noise. */
const maxWaitsWithNearMisses = 100;

/** How long an event waits for a host to start before its functions are looked up. */
const readyTimeoutMs = 30_000;

export class EventIntake {
  readonly #context: EngineContext;
  readonly #directory: FunctionDirectory;
  readonly #stopped = new AbortController();
  /** By event name. */
  readonly #ready = new Map<string, Promise<void>>();

  constructor(context: EngineContext, directory: FunctionDirectory) {
    this.#context = context;
    this.#directory = directory;
  }

  /**
   * The events are durable when the engine says so.
   *
   * @throws DiskFullError when they come from outside and nothing can be stored.
   * @param related facts that are recorded together with the event; then there is only one event.
   */
  receive(
    events: readonly EventRecord[],
    source: EventFact['source'],
    related: readonly JournalFact[] = [],
  ): Receipt[] {
    if (source !== 'internal') this.#context.refuseWhenFull();
    return events.map((event) => {
      this.#context.record([{ kind: 'event-received', event, source }, ...related]);
      const { resumed, notMatched } = this.#endWaits(event);
      this.#cancelRuns(event);
      const runs =
        source === 'internal'
          ? Promise.resolve(this.#schedule(event))
          : this.#whenReady(event.name).then(() => this.#schedule(event));
      return { event, resumed, notMatched, runs };
    });
  }

  /** Events of an earlier process whose runs were not queued. */
  resume(events: readonly EventRecord[]): void {
    for (const event of events) this.#context.state.unscheduled.set(event.internalId, event);
    for (const [name, named] of Map.groupBy(events, (event) => event.name)) {
      void this.#whenReady(name).then(() => {
        for (const event of named) this.#schedule(event);
      });
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  #endWaits(event: EventRecord): Pick<Receipt, 'resumed' | 'notMatched'> {
    const { waits, runs } = this.#context.state;
    if (!waits.has(event.name)) return { resumed: [], notMatched: [] };
    const context = this.#context.decisionContext;
    const resumed = waits.candidates(event.name, wireEvent(event)).filter((wait) => {
      const run = runs.get(wait.runId);
      const facts = run ? decideWait(run, wait.hashedId, event, context) : null;
      if (facts) this.#context.record(facts);
      return facts !== null;
    });
    // With many waits, an event that ended some of them is irrelevant to the others.
    const isRelevant = resumed.length === 0 || waits.count(event.name) <= maxWaitsWithNearMisses;
    const notMatched = isRelevant ? waits.latest(event.name, maxNearMisses) : [];
    for (const wait of notMatched) {
      const run = runs.get(wait.runId);
      if (run) this.#context.record(decideNearMiss(run, wait.hashedId, event, context));
    }
    return { resumed, notMatched };
  }

  #cancelRuns(event: EventRecord): void {
    for (const runId of [...(this.#context.state.cancelOn.get(event.name) ?? [])]) {
      const run = this.#context.state.runs.get(runId);
      if (run) this.#context.record(decideCancelOn(run, event, this.#context.decisionContext));
    }
  }

  #schedule(event: EventRecord): { runId: string; functionId: string }[] {
    const { state, decisionContext } = this.#context;
    // When the runtime stops, the next one schedules it.
    if (this.#stopped.signal.aborted || !state.unscheduled.has(event.internalId)) return [];
    const options = event.id === event.internalId ? {} : { idempotencyKey: event.id };
    const runs: { runId: string; functionId: string }[] = [];
    for (const fn of startedBy(event, this.#directory.all(), decisionContext.now)) {
      const { facts, runId } = decisionContext.start(fn, event, options);
      this.#context.record(facts);
      if (runId !== null) runs.push({ runId, functionId: fn.id });
    }
    this.#context.record([{ kind: 'event-scheduled', eventId: event.internalId }]);
    return runs;
  }

  #whenReady(event: string): Promise<void> {
    const known = this.#ready.get(event);
    if (known) return known;
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(readyTimeoutMs)]);
    const ready = this.#directory.ensureReady({ event }, signal).finally(() => this.#ready.delete(event));
    this.#ready.set(event, ready);
    return ready;
  }
}
