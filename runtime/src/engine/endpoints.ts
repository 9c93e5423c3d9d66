/** The runs that apps begin by themselves and tell of: durable endpoints. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { EventRecord } from '../contract/run.ts';
import type { TimerQueue } from '../queue/timer-queue.ts';
import { type EndpointStart, endpointEventName } from '../sdk-protocol/endpoint.ts';
import type { Op } from '../sdk-protocol/ops.ts';
import {
  decideEndpointReport,
  decideEndpointSilent,
  decideEndpointStart,
  reportedRequest,
} from './decisions/decide-endpoint.ts';
import type { Engine } from './engine.ts';
import type { RunState } from './state/run-state.ts';

/** After so long without a word the app is not believed to work on the request any more. */
const silentHours = 1;
/** What an app that does not say is taken for. */
const usualVersion = 2;

export class Endpoints {
  readonly #engine: Engine;
  readonly #timers: TimerQueue;

  constructor(engine: Engine, timers: TimerQueue) {
    this.#engine = engine;
    this.#timers = timers;
  }

  /** The token with which the caller of the endpoint asks for the run's output. */
  begin(start: EndpointStart): string {
    const token = randomBytes(24).toString('base64url');
    const event = this.#eventOf(start);
    const engine = this.#engine;
    const begun = decideEndpointStart(start, event, token, engine.circumstances, engine.now);
    engine.intake.receive([event], 'internal', begun);
    this.report(start.runId, start.ops, start.version);
    return token;
  }

  /** False when the run is not one that the app works on by itself now. */
  report(runId: string, ops: readonly Op[], version: number = usualVersion): boolean {
    const engine = this.#engine;
    const run = engine.state.runs.get(runId);
    const item = run && reportedRequest(run);
    if (!run || !item) return false;
    engine.commit(decideEndpointReport(run, item, ops, version, engine.circumstances));
    engine.learn(run, ops);
    this.watch(run);
    return true;
  }

  /** Sees to it that a run does not go on for ever when its app has ended. */
  watch({ runId }: RunState): void {
    const key = silentKey(runId);
    this.#timers.clear(key);
    const run = this.#engine.state.runs.get(runId);
    if (!run || !reportedRequest(run)) return;
    this.#timers.set(key, this.#engine.now + silentHours * 3_600_000, () => {
      const silent = this.#engine.state.runs.get(runId);
      if (silent) this.#engine.commit(decideEndpointSilent(silent, silentHours));
    });
  }

  forget({ runId }: RunState): void {
    this.#timers.clear(silentKey(runId));
  }

  #eventOf({ data }: EndpointStart): EventRecord {
    const { now } = this.#engine;
    const internalId = this.#engine.newId();
    return { internalId, id: internalId, name: endpointEventName, data, user: {}, ts: now, receivedAt: now };
  }
}

export function isToken(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function silentKey(runId: string): string {
  return `${runId} silent`;
}
