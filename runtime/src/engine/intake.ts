/** What happens to an event that arrives: it is kept, ends waits, cancels runs, and starts runs. */
import type { EventFact, JournalFact } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { wireEvent } from '../sdk-protocol/memo.ts';
import { decideCancelOn, decideNearMiss, decideWait } from './decisions/decide-event.ts';
import { startedBy } from './decisions/triggers.ts';
import type { Engine } from './engine.ts';
import type { FunctionDirectory } from './state/function-directory.ts';
import type { WaitRef } from './state/wait-index.ts';

/** What an event did. */
export interface Receipt {
  event: EventRecord;
  resumed: WaitRef[];
  /** The youngest waits of its name that it did not end. */
  notMatched: WaitRef[];
  /** Resolves when its runs are queued, which waits for the apps to be up. */
  runs: Promise<{ runId: string; functionId: string }[]>;
}

/** Waits that are told about an event that does not match them, at most; the youngest. */
const nearMissesTold = 10;

/** Waits for one name that are more than a person looks at. */
const crowd = 100;

/** Milliseconds that an event waits for a host to start before its functions are looked up. */
const readyWithin = 30_000;

export class EventIntake {
  readonly #engine: Engine;
  readonly #directory: FunctionDirectory;
  readonly #stopped = new AbortController();
  #ready: Promise<void> | null = null;

  constructor(engine: Engine, directory: FunctionDirectory) {
    this.#engine = engine;
    this.#directory = directory;
  }

  /**
   * The events are durable when the engine says so.
   *
   * @param rests facts that hold together with the event, of which there is one then.
   */
  receive(
    events: readonly EventRecord[],
    source: EventFact['source'],
    rests: readonly JournalFact[] = [],
  ): Receipt[] {
    return events.map((event) => {
      this.#engine.commit([{ kind: 'event-received', event, source }, ...rests]);
      const { resumed, notMatched } = this.#endWaits(event);
      this.#cancelRuns(event);
      const runs =
        source === 'internal'
          ? Promise.resolve(this.#schedule(event))
          : this.#whenReady().then(() => this.#schedule(event));
      return { event, resumed, notMatched, runs };
    });
  }

  /** Events of an earlier process whose runs were not queued. */
  resume(events: readonly EventRecord[]): void {
    for (const event of events) this.#engine.state.unscheduled.set(event.internalId, event);
    if (events.length === 0) return;
    void this.#whenReady().then(() => {
      for (const event of events) this.#schedule(event);
    });
  }

  stop(): void {
    this.#stopped.abort();
  }

  #endWaits(event: EventRecord): Pick<Receipt, 'resumed' | 'notMatched'> {
    const { waits, runs } = this.#engine.state;
    if (!waits.has(event.name)) return { resumed: [], notMatched: [] };
    const at = this.#engine.circumstances;
    const resumed = waits.candidates(event.name, wireEvent(event)).filter((wait) => {
      const run = runs.get(wait.runId);
      const facts = run ? decideWait(run, wait.hashedId, event, at) : null;
      if (facts) this.#engine.commit(facts);
      return facts !== null;
    });
    // In a crowd of waits an event that has found its own is no news to the others.
    const isNews = resumed.length === 0 || waits.count(event.name) <= crowd;
    const notMatched = isNews ? waits.youngest(event.name, nearMissesTold) : [];
    for (const wait of notMatched) {
      const run = runs.get(wait.runId);
      if (run) this.#engine.commit(decideNearMiss(run, wait.hashedId, event, at));
    }
    return { resumed, notMatched };
  }

  #cancelRuns(event: EventRecord): void {
    for (const runId of [...(this.#engine.state.cancelOn.get(event.name) ?? [])]) {
      const run = this.#engine.state.runs.get(runId);
      if (run) this.#engine.commit(decideCancelOn(run, event, this.#engine.circumstances));
    }
  }

  #schedule(event: EventRecord): { runId: string; functionId: string }[] {
    const { state, circumstances } = this.#engine;
    // When the runtime stops, the next one schedules it.
    if (this.#stopped.signal.aborted || !state.unscheduled.has(event.internalId)) return [];
    const options = event.id === event.internalId ? {} : { idempotencyKey: event.id };
    const runs: { runId: string; functionId: string }[] = [];
    for (const fn of startedBy(event, this.#directory.all(), circumstances.now)) {
      const { facts, runId } = circumstances.start(fn, event, options);
      this.#engine.commit(facts);
      if (runId !== null) runs.push({ runId, functionId: fn.id });
    }
    this.#engine.commit([{ kind: 'event-scheduled', eventId: event.internalId }]);
    return runs;
  }

  #whenReady(): Promise<void> {
    if (!this.#ready) {
      const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(readyWithin)]);
      this.#ready = this.#directory.ensureReady(signal).finally(() => {
        this.#ready = null;
      });
    }
    return this.#ready;
  }
}
