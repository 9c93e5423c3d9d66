/**
 * An app that answers as an SDK would (protocol 2.3 to 2.7), in virtual time, and keeps a record of what it really did: the
 * journal is checked against that.
 */

import type { ExecutionRequest } from '../../runtime/src/sdk-protocol/request.ts';
import { readAnswer, transportFailure } from '../../runtime/src/sdk-protocol/response.ts';
import type { SendResult } from '../../runtime/src/transport/sender.ts';
import type { Random } from './random.ts';
import {
  deferredId,
  type Faults,
  type SimulatedFunction,
  type SimulatedStep,
  type Stage,
} from './workload.ts';
import type { WorldClock } from './world-clock.ts';

/** Sent with every request to the upstream; must never be stored. */
export const secret = 'Bearer secret';

export interface Request {
  functionId: string;
  runId: string;
  target: string | null;
  attempt: number;
  planOnly: boolean;
  steps: Record<string, unknown>;
  /** What the run has deferred so far, by id. */
  defers: Record<string, unknown>;
  event: { data: { key: string } };
}

/** One try of a step. */
export interface Execution {
  runId: string;
  stepId: string;
  at: number;
  /** Which process of the runtime asked for it. */
  process: number;
}

interface Reply {
  status: number;
  body: unknown;
  noRetry?: boolean;
  /** Virtual seconds. */
  takes: number;
}

export class SimulatedApp {
  readonly executions: Execution[] = [];
  /** Requests at work now: what each counts against is the checker's business. */
  readonly atWork = new Map<object, { functionId: string; key: string; process: number }>();
  /** Requests of a run whose answer was lost: each cost an attempt. */
  readonly lost = new Map<string, number>();
  readonly #functions: ReadonlyMap<string, SimulatedFunction>;
  readonly #clock: WorldClock;
  readonly #faults: Faults;
  readonly #random: Random;

  constructor(
    functions: readonly SimulatedFunction[],
    { clock, faults, random }: { clock: WorldClock; faults: Faults; random: Random },
  ) {
    this.#functions = new Map(functions.map((fn) => [fn.id, fn]));
    this.#clock = clock;
    this.#faults = faults;
    this.#random = random;
  }

  send(execution: ExecutionRequest, process: number): Promise<SendResult> {
    const request = readRequest(execution);
    const fn = this.#functions.get(request.functionId)!;
    if (this.#random.chance(this.#faults.unreachable))
      return this.#later(1, { kind: 'unreachable', message: 'nobody listens' });
    const work = { functionId: fn.id, key: request.event.data.key, process };
    this.atWork.set(work, work);
    const reply = withDefers(this.#answer(fn, request, process), fn, request);
    const isLost = this.#random.chance(this.#faults.lostAnswer);
    if (isLost) this.wasLost(request.runId);
    const result: SendResult = {
      kind: 'answered',
      answer: isLost
        ? transportFailure('the connection was lost')
        : readAnswer(reply.status, headersOf(fn, reply), JSON.stringify(reply.body)),
    };
    return this.#later(reply.takes, result, () => this.atWork.delete(work));
  }

  wasLost(runId: string): void {
    this.lost.set(runId, (this.lost.get(runId) ?? 0) + 1);
  }

  #later(seconds: number, result: SendResult, done = () => {}): Promise<SendResult> {
    // Answers that take no time come at once: most of them do.
    if (seconds === 0) {
      done();
      return Promise.resolve(result);
    }
    return new Promise((resolve) => {
      this.#clock.setTimer(this.#clock.now() + seconds * 1_000, () => {
        done();
        resolve(result);
      });
    });
  }

  #answer(fn: SimulatedFunction, request: Request, process: number): Reply {
    if (request.target !== null) {
      const step = stepsOf(fn).find(({ id }) => id === request.target);
      return step
        ? this.#run(step, request, process)
        : { status: 500, body: { message: 'no such step' }, takes: 0 };
    }
    const stage = fn.stages.find((each) => idsOf(each).some((id) => !(id in request.steps)));
    const failed = failedStage(fn, request.steps);
    if (failed !== null) return { status: 400, body: error(`${failed} failed`), noRetry: true, takes: 0 };
    if (!stage) return { status: 200, body: fn.stages.map((each) => outcome(each, request.steps)), takes: 0 };
    if (stage.kind !== 'steps') return { status: 206, body: [opOf(stage, request.runId)], takes: 0 };
    const open = stage.steps.filter(({ id }) => !(id in request.steps));
    if (stage.steps.length === 1 && !request.planOnly) return this.#run(stage.steps[0]!, request, process);
    return { status: 206, body: open.map(({ id }) => ({ op: 'StepPlanned', ...named(id) })), takes: 0 };
  }

  #run(step: SimulatedStep, request: Request, process: number): Reply {
    this.executions.push({ runId: request.runId, stepId: step.id, at: this.#clock.now(), process });
    const op =
      request.attempt < step.fails
        ? { op: 'StepError', ...named(step.id), error: error(`attempt ${request.attempt} failed`) }
        : { op: 'StepRun', ...named(step.id), data: step.id };
    return { status: 206, body: [op], takes: step.takes };
  }
}

/** What a stage leaves in the run's output. */
export function outcome(stage: Stage, steps: Record<string, unknown>): unknown {
  switch (stage.kind) {
    case 'steps':
      return stage.steps.map(({ id }) => (steps[id] as { data?: unknown }).data);
    case 'sleep':
      return 'slept';
    case 'wait':
      return steps[stage.id] === null ? 'timed out' : 'came';
    case 'invoke':
      return 'invoked';
    case 'fetch':
      return (steps[stage.id] as { data: { body: unknown } }).data.body;
    case 'signal':
      return steps[stage.id] === null ? 'timed out' : 'came';
  }
}

export function stepsOf(fn: SimulatedFunction): SimulatedStep[] {
  return fn.stages.flatMap((stage) => (stage.kind === 'steps' ? stage.steps : []));
}

function idsOf(stage: Stage): string[] {
  return stage.kind === 'steps' ? stage.steps.map(({ id }) => id) : [stage.id];
}

/** The first memoized error: the function does not catch it. */
function failedStage(fn: SimulatedFunction, steps: Record<string, unknown>): string | null {
  for (const stage of fn.stages) {
    // Siblings of a parallel stage are awaited together: the error is thrown as soon as it is known.
    for (const id of idsOf(stage)) {
      const memo = steps[id] as { error?: unknown } | null | undefined;
      if (memo && typeof memo === 'object' && memo.error) return id;
    }
  }
  return null;
}

function opOf(stage: Exclude<Stage, { kind: 'steps' }>, runId: string): object {
  switch (stage.kind) {
    case 'sleep':
      return { op: 'Sleep', id: stage.id, name: `${stage.seconds}s`, userland: { id: stage.id } };
    case 'wait':
      return {
        op: 'WaitForEvent',
        id: stage.id,
        name: stage.event,
        userland: { id: stage.id },
        opts: { timeout: `${stage.seconds}s`, if: 'event.data.key == async.data.key' },
      };
    case 'fetch':
      return {
        op: 'Gateway',
        ...named(stage.id),
        opts: {
          url: 'https://upstream.test/',
          method: 'POST',
          headers: { authorization: secret },
          body: JSON.stringify({ runId, id: stage.id, takes: stage.takes }),
        },
      };
    case 'signal':
      return {
        op: 'WaitForSignal',
        ...named(stage.id),
        opts: { signal: stage.signal, timeout: `${stage.seconds}s`, conflict: 'replace' },
      };
    case 'invoke':
      return {
        op: 'InvokeFunction',
        ...named(stage.id),
        opts: { function_id: stage.functionId, payload: { data: { key: 'a', weight: 0 } }, timeout: '20m' },
      };
  }
}

/** As an SDK does, it tells of what it has deferred with whatever it says next, unless the runtime knows of it. */
function withDefers(reply: Reply, fn: SimulatedFunction, request: Request): Reply {
  const news = fn.defers.filter((id) => !(id in request.defers));
  if (news.length === 0 || request.target !== null || reply.status >= 400) return reply;
  const adds = news.map((id) => ({
    op: 'DeferAdd',
    ...named(id),
    opts: { fn_slug: deferredId, input: { key: id, weight: 0 } },
  }));
  const ops = reply.status === 200 ? [{ op: 'RunComplete', id: 'complete', data: reply.body }] : reply.body;
  return { ...reply, status: 206, body: [...adds, ...(ops as object[])] };
}

function named(id: string) {
  return { id, name: id, userland: { id } };
}

function error(message: string) {
  return { name: 'Error', message, __serialized: true };
}

function headersOf(fn: SimulatedFunction, reply: Reply): Record<string, string> {
  return {
    'x-inngest-sdk': 'inngest-js:v4.24.0',
    'x-inngest-req-version': String(fn.version),
    ...(reply.noRetry === undefined ? {} : { 'x-inngest-no-retry': String(reply.noRetry) }),
  };
}

function readRequest({ url, body }: ExecutionRequest): Request {
  const { searchParams } = new URL(url);
  const { steps, event, ctx, defers } = JSON.parse(body);
  const target = searchParams.get('stepId');
  return {
    functionId: searchParams.get('fnId') ?? '',
    runId: ctx.run_id,
    target: target === 'step' ? null : target,
    attempt: ctx.attempt,
    planOnly: ctx.disable_immediate_execution,
    steps,
    defers,
    event,
  };
}
