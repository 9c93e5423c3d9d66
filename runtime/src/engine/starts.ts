/** Starts runs that no incoming event starts: those of schedules, and those of event buffers whose time is over. */
import type { JournalEntry } from '../contract/journal.ts';
import type { EventRecord } from '../contract/run.ts';
import { lateness, nextTick } from '../queue/cron.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { decideRelease } from './decisions/decide-start.ts';
import type { EngineContext } from './engine-context.ts';
import type { FunctionDirectory } from './state/function-directory.ts';

export const timerEventName = 'inngest/scheduled.timer';

export class Starts {
  readonly #context: EngineContext;
  readonly #directory: FunctionDirectory;
  readonly #timers: TimerQueue;
  readonly #cron: boolean;
  /** Schedules that have a timer: function id and cron, as keys of timers. */
  #scheduled = new Set<string>();
  /** Buffers whose functions were asked for. */
  readonly #asked = new Set<string>();

  constructor(
    context: EngineContext,
    directory: FunctionDirectory,
    timers: TimerQueue,
    { cron }: { cron: boolean },
  ) {
    this.#context = context;
    this.#directory = directory;
    this.#timers = timers;
    this.#cron = cron;
  }

  /** Restores the timers of an earlier process's event buffers. */
  resume(): void {
    for (const { id, releaseAt } of this.#context.state.buffers.all()) this.#setRelease(id, releaseAt);
    this.directoryChanged();
  }

  follow(entry: JournalEntry): void {
    if (entry.kind === 'event-held') this.#setRelease(entry.holdId, entry.releaseAt);
    if (entry.kind === 'hold-released') this.#timers.clear(entry.holdId);
  }

  /** Functions come, go and change their schedules; a tick that no app could serve is not made up for. */
  directoryChanged(): void {
    const now = this.#context.now;
    for (const { id, releaseAt } of this.#context.state.buffers.all()) {
      if (releaseAt <= now) this.#release(id);
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

  #setRelease(bufferId: string, timestamp: number): void {
    this.#timers.set(bufferId, timestamp, () => this.#release(bufferId));
  }

  /** When no app serves the function, the buffer is released as soon as one does. */
  #release(bufferId: string): void {
    const buffer = this.#context.state.buffers.get(bufferId);
    if (!buffer) return;
    const fn = this.#directory.find(buffer.functionId);
    if (!fn) {
      this.#askFor(bufferId, buffer.functionId);
      return;
    }
    this.#context.record(decideRelease(buffer, fn, this.#context.state, this.#context.decisionContext).facts);
  }

  /** Once: the answer is a change of the directory. */
  #askFor(bufferId: string, functionId: string): void {
    if (this.#asked.has(bufferId)) return;
    this.#asked.add(bufferId);
    void this.#directory.ensureReady({ functionId });
  }

  /** @param jitter how late a start may be, milliseconds; each is late by another time. @param after Unix milliseconds. */
  #schedule(key: string, functionId: string, cron: string, jitter: number, after: number): void {
    const timestamp = nextTick(cron, after);
    if (timestamp === null) return;
    this.#scheduled.add(key);
    const fireAt = timestamp + lateness(key, timestamp, jitter);
    this.#timers.set(key, fireAt, () => {
      this.#scheduled.delete(key);
      this.#tick(functionId, cron, { scheduledAt: timestamp, fireAt });
      // Of ticks that passed while the machine slept, none is made up for.
      this.#schedule(key, functionId, cron, jitter, Math.max(timestamp, this.#context.now - jitter));
    });
  }

  /** The event has the official server's form. */
  #tick(
    functionId: string,
    cron: string,
    { scheduledAt, fireAt }: { scheduledAt: number; fireAt: number },
  ): void {
    const { decisionContext } = this.#context;
    const fn = this.#directory.find(functionId);
    if (!fn) return;
    const internalId = decisionContext.newId();
    const event: EventRecord = {
      internalId,
      id: secondText(scheduledAt),
      name: timerEventName,
      data: { cron, scheduledAt: secondText(scheduledAt), fireAt: secondText(fireAt) },
      user: {},
      ts: fireAt,
      receivedAt: decisionContext.now,
    };
    this.#context.record([{ kind: 'event-received', event, source: 'internal' }]);
    const { facts } = decisionContext.start(fn, event, { cron });
    this.#context.record([...facts, { kind: 'event-scheduled', eventId: internalId }]);
  }
}

/** RFC 3339 without milliseconds. */
function secondText(timestamp: number): string {
  return new Date(timestamp).toISOString().replace(/\.\d+Z$/, 'Z');
}
