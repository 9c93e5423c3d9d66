/** What starts runs besides events that arrive: schedules, and holds whose time is over. */
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { lateness, nextTick } from '../queue/cron.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { decideRelease } from './decisions/decide-start.ts';
import type { Engine } from './engine.ts';
import type { FunctionDirectory } from './state/function-directory.ts';

export const timerEventName = 'inngest/scheduled.timer';

export class Starts {
  readonly #engine: Engine;
  readonly #directory: FunctionDirectory;
  readonly #timers: TimerQueue;
  readonly #cron: boolean;
  /** Schedules that have a timer: function id and cron, as keys of timers. */
  #scheduled = new Set<string>();

  constructor(engine: Engine, directory: FunctionDirectory, timers: TimerQueue, { cron }: { cron: boolean }) {
    this.#engine = engine;
    this.#directory = directory;
    this.#timers = timers;
    this.#cron = cron;
  }

  /** Goes on with what an earlier process held. */
  resume(): void {
    for (const { holdId, releaseAt } of this.#engine.state.holds.all()) this.#setRelease(holdId, releaseAt);
    this.directoryChanged();
  }

  follow(entry: JournalEntry): void {
    if (entry.kind === 'event-held') this.#setRelease(entry.holdId, entry.releaseAt);
    if (entry.kind === 'hold-released') this.#timers.clear(entry.holdId);
  }

  /** Functions come, go and change their schedules; a tick that nobody could serve is not made up for. */
  directoryChanged(): void {
    const now = this.#engine.now;
    for (const { holdId, releaseAt } of this.#engine.state.holds.all()) {
      if (releaseAt <= now) this.#release(holdId);
    }
    if (!this.#cron) return;
    const before = this.#scheduled;
    this.#scheduled = new Set();
    for (const fn of this.#directory.all()) {
      for (const { cron, jitter } of fn.triggers) {
        if (cron === undefined) continue;
        const key = `cron ${fn.id} ${cron} ${jitter ?? ''}`;
        if (before.has(key)) this.#scheduled.add(key);
        else this.#schedule(key, fn.id, cron, jitter ?? 0, now);
      }
    }
    for (const key of before) if (!this.#scheduled.has(key)) this.#timers.clear(key);
  }

  #setRelease(holdId: string, at: number): void {
    this.#timers.set(holdId, at, () => this.#release(holdId));
  }

  /** When nobody serves the function, it is released as soon as somebody does. */
  #release(holdId: string): void {
    const hold = this.#engine.state.holds.get(holdId);
    const fn = hold && this.#directory.find(hold.functionId);
    if (!hold || !fn) return;
    this.#engine.commit(decideRelease(hold, fn, this.#engine.state, this.#engine.circumstances).facts);
  }

  /** @param jitter milliseconds that a start may be late, each by another time. @param after Unix milliseconds. */
  #schedule(key: string, functionId: string, cron: string, jitter: number, after: number): void {
    const at = nextTick(cron, after);
    if (at === null) return;
    this.#scheduled.add(key);
    this.#timers.set(key, at + lateness(key, at, jitter), () => {
      this.#scheduled.delete(key);
      this.#tick(functionId, cron, at);
      // Of ticks that passed while the machine slept, none is made up for.
      this.#schedule(key, functionId, cron, jitter, Math.max(at, this.#engine.now - jitter));
    });
  }

  #tick(functionId: string, cron: string, at: number): void {
    const { circumstances } = this.#engine;
    const fn = this.#directory.find(functionId);
    if (!fn) return;
    const internalId = circumstances.newId();
    const event: EventRecord = {
      internalId,
      id: `${functionId} ${cron} ${at}`,
      name: timerEventName,
      data: { cron },
      user: {},
      ts: at,
      receivedAt: circumstances.now,
    };
    this.#engine.commit([{ kind: 'event-received', event, source: 'internal' }]);
    const { facts } = circumstances.start(fn, event, { cron });
    this.#engine.commit([...facts, { kind: 'event-scheduled', eventId: internalId }]);
  }
}
