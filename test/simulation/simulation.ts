/**
 * One simulated world: the real engine on a journal that survives, an app and a sender outside of it, virtual time, and
 * processes that end at any write. Everything follows from the seed.
 */
import type { JournalEntry } from '../../runtime/src/contract/journal.ts';
import type { EventRecord } from '../../runtime/src/contract/run.ts';
import { Engine } from '../../runtime/src/engine/engine.ts';
import type { FunctionDirectory, ServedFunction } from '../../runtime/src/engine/state/function-directory.ts';
import { MemoryJournal } from '../../runtime/src/journal/memory-journal.ts';
import { checkEnd, checkMoment, checkReplay } from './invariants.ts';
import { Random } from './random.ts';
import { SimulatedApp } from './simulated-app.ts';
import { SimulatedUpstream } from './simulated-upstream.ts';
import { makeWorkload, type SimulatedFunction } from './workload.ts';
import type { World } from './world.ts';
import { ProcessClock, WorldClock } from './world-clock.ts';

export interface Summary {
  steps: number;
  runs: number;
  entries: number;
  crashes: number;
}

/** What is wrong in a world; the seed shows it again. */
export class BrokenWorld extends Error {
  override readonly name = 'BrokenWorld';
}

const beginning = Date.UTC(2026, 0, 1);
/** Virtual seconds after which schedules start nothing more, so that a world comes to an end. */
const lastTick = 900;
const stepsAtMost = 3_000;
const turnsAtMost = 1_000;

/** @throws BrokenWorld */
export async function simulate(seed: number): Promise<Summary> {
  const random = new Random(seed);
  const workload = makeWorkload(random.fork());
  const clock = new WorldClock(beginning);
  const journal = new MemoryJournal();
  const app = new SimulatedApp(workload.functions, { clock, faults: workload.faults, random: random.fork() });
  const upstream = new SimulatedUpstream(app, { clock, faults: workload.faults, random: random.fork() });
  const world: World = {
    seed,
    workload,
    journal,
    app,
    upstream,
    clock,
    acknowledged: new Set(),
    processes: 0,
    restarts: [],
  };
  const simulation = new Simulation(world, random.fork());
  try {
    return await simulation.run();
  } catch (error) {
    throw new BrokenWorld(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

class Simulation {
  readonly #world: World;
  readonly #random: Random;
  #process: RuntimeProcess | null = null;
  #checked = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  async run(): Promise<Summary> {
    const { clock, workload, journal } = this.#world;
    this.#start();
    for (const event of workload.events) {
      clock.setTimer(beginning + event.at * 1_000, () => this.#send(event.id));
      if (this.#random.chance(workload.faults.cancel))
        clock.setTimer(beginning + (event.at + this.#random.integer(0, 60)) * 1_000, () => this.#cancelOne());
    }
    let steps = 0;
    for (; ; steps++) {
      await this.#settle();
      this.#checkNew();
      if (steps > 0 && steps % 25 === 0 && this.#process) checkReplay(this.#world, this.#process.engine);
      if (steps > stepsAtMost) throw new Error(`it does not come to an end within ${stepsAtMost} steps`);
      if (!clock.step()) break;
    }
    checkEnd(this.#world);
    return {
      steps,
      runs: journal.listRuns({ limit: 1e9 }).length,
      entries: journal.lastSeq,
      crashes: this.#world.processes - 1,
    };
  }

  #start(): void {
    const { workload, clock, journal } = this.#world;
    const number = this.#world.processes++;
    if (number > 0) this.#world.restarts.push(journal.lastSeq);
    this.#process = new RuntimeProcess(this.#world, number, this.#random.fork(), () => {
      this.#process = null;
      clock.setTimer(clock.now() + workload.faults.downtime * 1_000, () => this.#start());
    });
    this.#process.start();
  }

  /** A sender that is not told that its event is durable sends it again, with the same id. */
  #send(id: string): void {
    const { workload, clock, acknowledged } = this.#world;
    if (acknowledged.has(id)) return;
    const planned = workload.events.find((event) => event.id === id)!;
    const { engine } = this.#process ?? {};
    if (engine) {
      const internalId = engine.newId();
      const now = clock.now();
      const { name, data } = planned;
      const event: EventRecord = { internalId, id, name, data, user: {}, ts: now, receivedAt: now };
      if (name === 'user/confirmed') engine.signal(data.key, null);
      engine.intake.receive([event], 'api');
      engine.durable().then(
        () => acknowledged.add(id),
        () => {
          // The process ended before: the sender is told nothing, and sends it again.
        },
      );
    }
    clock.setTimer(clock.now() + 10_000, () => this.#send(id));
  }

  #cancelOne(): void {
    const runs = [...(this.#process?.engine.state.runs.keys() ?? [])];
    if (runs.length > 0) this.#process?.engine.cancel(this.#random.pick(runs), 'user request');
  }

  /** Until nothing happens any more without time passing. */
  async #settle(): Promise<void> {
    let turns = 0;
    for (let quiet = 0; quiet < 2; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (++turns > turnsAtMost) throw new Error('it does not come to rest while no time passes');
      quiet = this.#process === null || this.#process.engine.isSettled ? quiet + 1 : 0;
    }
  }

  #checkNew(): void {
    const entries = this.#world.journal.read(this.#checked, 1e9);
    this.#checked = this.#world.journal.lastSeq;
    checkMoment(this.#world, entries);
  }
}

/** One process of the runtime: when it dies, nothing of it goes on. */
class RuntimeProcess {
  readonly engine: Engine;
  readonly #clock: ProcessClock;

  constructor(world: World, number: number, random: Random, onDeath: () => void) {
    const { workload, app, upstream } = world;
    this.#clock = new ProcessClock(world.clock);
    const journal = new MortalJournal(world.journal, () => random.chance(workload.faults.crash));
    this.engine = new Engine({
      journal,
      clock: this.#clock,
      directory: directoryOf(workload.functions, world),
      sender: {
        send: (request) => app.send(request, number),
        close: async () => {},
      },
      fetcher: upstream.gatewayOf(number),
      backoff: { kind: 'short' },
      random: () => random.next(),
      // In every other world no run that rests stays in memory.
      ...(world.seed % 2 === 0 ? { maxIdleRuns: 0 } : {}),
      onFatal: () => {
        // Answers that come to a dead process are told as fatal once more.
        if (!this.#clock.end()) return;
        onDeath();
      },
    });
  }

  start(): void {
    this.engine.start();
  }
}

/** The journal as one process sees it: it may be its last write, before or after it is durable. */
class MortalJournal extends MemoryJournal {
  readonly #kept: MemoryJournal;
  readonly #dies: () => boolean;
  #dead = false;

  constructor(kept: MemoryJournal, dies: () => boolean) {
    super();
    this.#kept = kept;
    this.#dies = dies;
  }

  override get lastSeq(): number {
    // Asked by the constructor of the class above, too, before there is one to ask.
    return this.#kept.lastSeq;
  }

  override append(entries: readonly JournalEntry[]): void {
    if (this.#dead) throw new Error('the process has ended');
    const dies = this.#dies();
    const isDurable = !dies || this.#dies() || this.#dies();
    if (isDurable) this.#kept.append(entries);
    if (!dies) return;
    this.#dead = true;
    throw new Error('the process ends here');
  }

  override entriesOf(subject: string) {
    return this.#kept.entriesOf(subject);
  }

  override read(after: number, limit: number) {
    return this.#kept.read(after, limit);
  }

  override event(internalId: string) {
    return this.#kept.event(internalId);
  }

  override unendedRuns() {
    return this.#kept.unendedRuns();
  }

  override unscheduledEvents() {
    return this.#kept.unscheduledEvents();
  }

  override idempotencyKeys(since: number) {
    return this.#kept.idempotencyKeys(since);
  }

  override arrivals(at: number) {
    return this.#kept.arrivals(at);
  }

  override openBuffers() {
    return this.#kept.openBuffers();
  }
}

function directoryOf(functions: readonly SimulatedFunction[], world: World): FunctionDirectory {
  const served = functions.map(servedFunction);
  const all = () =>
    world.clock.now() < beginning + lastTick * 1_000
      ? served
      : served.map((fn) => ({ ...fn, triggers: fn.triggers.filter(({ cron }) => !cron) }));
  return {
    find: (id) => served.find((fn) => fn.id === id) ?? null,
    all,
    ensureReady: async () => {},
    onChange: (listener) => world.clock.setTimer(beginning + lastTick * 1_000, listener),
  };
}

function servedFunction({ id, event, cron, maxAttempts, config }: SimulatedFunction): ServedFunction {
  return {
    id,
    name: id,
    appId: 'app',
    sdk: 'js:v4.24.0',
    sdkMajor: 4,
    url: `http://app.test/api/inngest?fnId=${id}&stepId=step`,
    triggers: [...(event ? [{ event }] : []), ...(cron ? [{ cron }] : [])],
    maxAttempts,
    source: 'running',
    targetsThisRuntime: false,
    config,
  };
}
