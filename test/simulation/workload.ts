/** What a simulated world is asked to do: functions with their flow control, events, and how much goes wrong. */
import type { Random } from './random.ts';

export interface Workload {
  functions: SimulatedFunction[];
  events: PlannedEvent[];
  faults: Faults;
}

export interface SimulatedFunction {
  id: string;
  /** The event that starts it; null: a schedule does, or only others that invoke it. */
  event: string | null;
  cron: string | null;
  /** Execution version that its SDK speaks (protocol 2.1). */
  version: 1 | 2;
  maxAttempts: number;
  stages: Stage[];
  /** What it defers to the function that is there for it, by id. */
  defers: string[];
  config: Record<string, unknown>;
}

/** Done one after the other; the run's output lists what came of each. */
export type Stage =
  | { kind: 'steps'; steps: SimulatedStep[] }
  | { kind: 'sleep'; id: string; seconds: number }
  /** Matches on `data.key`. */
  | { kind: 'wait'; id: string; event: string; seconds: number }
  | { kind: 'invoke'; id: string; functionId: string }
  /** Asks the runtime to make an HTTP request. `takes` in virtual seconds. */
  | { kind: 'fetch'; id: string; takes: number }
  /** Takes the signal over from who waits for it. */
  | { kind: 'signal'; id: string; signal: string; seconds: number };

export interface SimulatedStep {
  id: string;
  /** Attempts that fail before one succeeds. */
  fails: number;
  /** Virtual seconds that it takes. */
  takes: number;
}

export interface PlannedEvent {
  /** Seconds after the beginning. */
  at: number;
  id: string;
  name: string;
  data: { key: string; weight: number };
}

/** Probabilities. */
export interface Faults {
  /** The process ends at a write of the journal: before, or after it is durable. */
  crash: number;
  /** Seconds for which nothing runs after that. */
  downtime: number;
  /** An answer is lost on the way. */
  lostAnswer: number;
  /** The app does not listen. */
  unreachable: number;
  /** A person cancels a run, per event. */
  cancel: number;
}

const eventNames = ['shop/ordered', 'shop/paid', 'user/signed.up'];
/** The function that all others defer to. */
export const deferredId = 'app-deferred';
const answers = ['shop/reviewed', 'user/confirmed'];

export function makeWorkload(random: Random): Workload {
  const count = random.integer(1, 4);
  const functions: SimulatedFunction[] = [];
  // Only ones before may be invoked: no function ends up invoking itself.
  for (let index = 0; index < count; index++)
    functions.push(makeFunction(`app-f${index}`, functions, random));
  functions.push(deferredFunction);
  return { functions, events: makeEvents(random), faults: makeFaults(random) };
}

const deferredFunction: SimulatedFunction = {
  id: deferredId,
  event: 'inngest/deferred.schedule',
  cron: null,
  version: 2,
  maxAttempts: 1,
  stages: [],
  defers: [],
  config: {},
};

function makeFunction(id: string, others: readonly SimulatedFunction[], random: Random): SimulatedFunction {
  const scheduled = random.chance(0.1);
  const stages = Array.from({ length: random.integer(0, 4) }, (_, index) =>
    makeStage(`s${index}`, others, random),
  );
  return {
    id,
    event: scheduled ? null : random.pick(eventNames),
    cron: scheduled ? random.pick(['* * * * *', '*/7 * * * *']) : null,
    version: random.pick([1, 2]),
    maxAttempts: random.integer(1, 4),
    stages,
    defers: random.chance(0.8) ? [] : ['d0', 'd1'].slice(0, random.integer(1, 2)),
    config: makeConfig(random),
  };
}

function makeStage(id: string, others: readonly SimulatedFunction[], random: Random): Stage {
  const kind = random.next();
  if (kind < 0.15) return { kind: 'sleep', id, seconds: random.integer(0, 300) };
  if (kind < 0.35) return { kind: 'wait', id, event: random.pick(answers), seconds: random.integer(1, 400) };
  const target = random.chance(0.5) ? others.find((fn) => fn.cron === null) : undefined;
  if (kind < 0.45 && target) return { kind: 'invoke', id, functionId: target.id };
  if (kind < 0.53) return { kind: 'fetch', id, takes: random.chance(0.5) ? 0 : random.integer(1, 20) };
  if (kind < 0.6)
    return { kind: 'signal', id, signal: random.pick(['a', 'b']), seconds: random.integer(1, 400) };
  const width = random.chance(0.6) ? 1 : random.integer(2, 4);
  return {
    kind: 'steps',
    steps: Array.from({ length: width }, (_, index) => ({
      id: `${id}.${index}`,
      fails: random.chance(0.75) ? 0 : random.integer(1, 4),
      takes: random.chance(0.5) ? 0 : random.integer(1, 20),
    })),
  };
}

/** At most one of the settings that hold events back, as the SDK allows them together. */
function makeConfig(random: Random): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  const key = () => (random.chance(0.5) ? { key: 'event.data.key' } : {});
  const seconds = (from: number, to: number) => `${random.integer(from, to)}s`;
  switch (random.integer(0, 6)) {
    case 0:
      config.rateLimit = { limit: random.integer(1, 30), period: seconds(20, 200), ...key() };
      break;
    case 1:
      config.debounce = {
        period: seconds(1, 60),
        ...(random.chance(0.5) ? { timeout: seconds(30, 120) } : {}),
        ...key(),
      };
      break;
    case 2:
      config.batchEvents = { maxSize: random.integer(2, 5), timeout: seconds(1, 60), ...key() };
      break;
    case 3:
      config.singleton = { mode: random.pick(['skip', 'cancel']), ...key() };
      break;
  }
  if (random.chance(0.3)) {
    config.throttle = {
      limit: random.integer(1, 3),
      period: seconds(5, 60),
      burst: random.integer(1, 2),
      ...key(),
    };
  }
  if (random.chance(0.4)) {
    config.concurrency = random.chance(0.5)
      ? random.integer(1, 3)
      : [
          { limit: random.integer(1, 3), key: 'event.data.key' },
          { limit: random.integer(1, 4), key: '"all"', scope: 'env' },
        ];
  }
  if (random.chance(0.2)) config.priority = { run: 'int(event.data.weight)' };
  if (random.chance(0.15))
    config.cancel = [{ event: 'shop/reviewed', if: 'event.data.key == async.data.key' }];
  if (random.chance(0.15)) {
    config.timeouts = {
      ...(random.chance(0.5) ? { start: seconds(1, 60) } : {}),
      ...(random.chance(0.5) ? { finish: seconds(30, 600) } : {}),
    };
  }
  return config;
}

/** Some come in bursts: that is where limits matter. */
function makeEvents(random: Random): PlannedEvent[] {
  const bursts = Array.from({ length: random.integer(1, 4) }, () => random.integer(0, 300));
  const count = random.integer(1, 16);
  const events = Array.from({ length: count }, (_, index) => ({
    at: random.chance(0.6) ? random.pick(bursts) : random.integer(0, 300),
    id: `e${index}`,
    name: random.chance(0.65) ? random.pick(eventNames) : random.pick(answers),
    data: { key: random.pick(['a', 'b']), weight: random.integer(-20, 20) },
  }));
  return events.sort((a, b) => a.at - b.at);
}

function makeFaults(random: Random): Faults {
  const some = (most: number) => (random.chance(0.5) ? 0 : random.next() * most);
  return {
    crash: some(0.06),
    downtime: random.pick([0, 5, 60, 400]),
    lostAnswer: some(0.15),
    unreachable: some(0.1),
    cancel: some(0.1),
  };
}
