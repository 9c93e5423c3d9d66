/** Tracks which run and step the running code belongs to, so that its output can be attributed. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { isRecord } from '../contract/records.ts';
import type { PrintingStep } from '../contract/run.ts';

export interface RunningCode {
  runId: string | null;
  step: PrintingStep | null;
}

const current = new AsyncLocalStorage<RunningCode>();

export function runningCode(): RunningCode {
  return current.getStore() ?? { runId: null, step: null };
}

/** False for code that runs because its file was loaded. */
export function isInsideRun(): boolean {
  return current.getStore() !== undefined;
}

export function insideRun<T>(runId: string | null, work: () => T): T {
  return current.run({ runId, step: null }, work);
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Wraps a function's handler so that the callbacks of its `step.run` run in the context of their step.
 *
 * @param major of the SDK: only SDK 3 and 4 make a step's hashed id from its id alone.
 */
export function withSteps(handler: AnyFunction, major: number): AnyFunction {
  return function (this: unknown, context: unknown, ...rest: unknown[]) {
    return handler.call(this, withNamedSteps(context, major), ...rest);
  };
}

function withNamedSteps(context: unknown, major: number): unknown {
  const { step } = (context ?? {}) as { step?: { run?: unknown } };
  if (typeof step !== 'object' || typeof step.run !== 'function') return context;
  const own = step.run as AnyFunction;
  /** Uses of each id so far. */
  const uses = new Map<string, number>();
  const run = (idOrOptions: unknown, work: unknown, ...input: unknown[]): unknown => {
    const named = identityOf(idOrOptions, uses, major);
    const inside =
      named === null || typeof work !== 'function'
        ? work
        : (...args: unknown[]) =>
            current.run({ ...runningCode(), step: named }, () => (work as AnyFunction)(...args));
    return own.call(step, idOrOptions, inside, ...input);
  };
  const tools = Object.create(step, { run: { value: run, enumerable: true } }) as object;
  return { ...(context as object), step: tools };
}

/** Null when the SDK will reject it. */
function identityOf(idOrOptions: unknown, uses: Map<string, number>, major: number): PrintingStep | null {
  const { id, name } = isRecord(idOrOptions) ? idOrOptions : { id: idOrOptions, name: undefined };
  if (typeof id !== 'string') return null;
  const index = uses.get(id) ?? 0;
  uses.set(id, index + 1);
  const hashed = createHash('sha1').update(index === 0 ? id : `${id}:${index}`);
  return { name: typeof name === 'string' ? name : id, hashedId: major >= 3 ? hashed.digest('hex') : null };
}
