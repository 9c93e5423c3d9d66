/** Durable endpoints: runs that apps begin by themselves and report. */
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
import type { EngineContext } from './engine-context.ts';
import type { EventIntake } from './intake.ts';
import type { RunState } from './state/run-state.ts';

/** An app that reports nothing for this long is taken to have stopped. */
const silenceTimeoutHours = 1;
/** The execution version of an app that does not say. */
const defaultVersion = 2;

export interface EndpointsOptions {
  context: EngineContext;
  timers: TimerQueue;
  intake: EventIntake;
  /** Takes note of the requests that the ops ask the runtime to make. */
  learn: (run: RunState, ops: readonly Op[]) => void;
}

export class Endpoints {
  readonly #options: EndpointsOptions;

  constructor(options: EndpointsOptions) {
    this.#options = options;
  }

  /** @returns the token with which the caller of the endpoint asks for the run's output. */
  begin(start: EndpointStart): string {
    const { context, intake } = this.#options;
    const token = randomBytes(24).toString('base64url');
    const event = this.#eventOf(start);
    const begun = decideEndpointStart(start, event, token, context.decisionContext);
    intake.receive([event], 'internal', begun);
    this.report(start.runId, start.ops, start.version);
    return token;
  }

  /** False when the app is not working on the run by itself now. */
  report(runId: string, ops: readonly Op[], version: number = defaultVersion): boolean {
    const { context, learn } = this.#options;
    const run = context.state.runs.get(runId);
    const item = run && reportedRequest(run);
    if (!run || !item) return false;
    context.record(decideEndpointReport(run, item, ops, version, context.decisionContext));
    learn(run, ops);
    this.watch(run);
    return true;
  }

  /** Fails the run when its app reports nothing any more. */
  watch({ runId }: RunState): void {
    const { context, timers } = this.#options;
    const key = silenceKey(runId);
    timers.clear(key);
    const run = context.state.runs.get(runId);
    if (!run || !reportedRequest(run)) return;
    timers.set(key, context.now + silenceTimeoutHours * 3_600_000, () => {
      const silent = context.state.runs.get(runId);
      if (silent) context.record(decideEndpointSilent(silent, silenceTimeoutHours));
    });
  }

  forget({ runId }: RunState): void {
    this.#options.timers.clear(silenceKey(runId));
  }

  #eventOf({ data }: EndpointStart): EventRecord {
    const { now } = this.#options.context;
    const internalId = this.#options.context.newId();
    return { internalId, id: internalId, name: endpointEventName, data, user: {}, ts: now, receivedAt: now };
  }
}

export function isToken(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function silenceKey(runId: string): string {
  return `${runId} silent`;
}
