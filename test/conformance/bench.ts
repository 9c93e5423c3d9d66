/**
 * Where a cell works: a runtime of its own with the real SDK's app beside it, talking over real HTTP. Time passes as
 * everywhere, but nothing comes due before the cell moves the clock.
 */
import type { Clock } from '../../runtime/src/clock.ts';
import type { AppState } from '../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import { parseDuration } from '../../runtime/src/sdk-protocol/duration.ts';
import { type RuntimeHarness, runRuntime } from '../support/runtime/runtime-harness.ts';
import {
  type Definition,
  loadSdk,
  type Sdk,
  type SentEvent,
  type ServedApp,
  type ServeOptions,
  serveFunctions,
} from '../support/sdk/sdk.ts';
import { story } from './story.ts';
import type { Target } from './targets.ts';

/** What every cell has, whatever language its app is written in. */
export interface RuntimeBench {
  runtime: RuntimeHarness['runtime'];
  client: RuntimeHarness['client'];
  /** Posts events as the SDK does, and lets all that follows come to rest. */
  send(...events: SentEvent[]): Promise<void>;
  /** Moves the clock on, e.g. by `7d`; what comes due on the way comes to rest. */
  advance(duration: string): Promise<void>;
  /** Until nothing is at work. */
  settle(): Promise<void>;
  /** Runs, oldest first. */
  runs(): Promise<RunProgress[]>;
  /** A line for each run: see {@link story}. */
  told(): Promise<string[]>;
  apps(): Promise<AppState[]>;
  close(): Promise<void>;
}

export interface Bench extends RuntimeBench {
  target: Target;
  sdk: Sdk;
  /** Serves an app with id `app`, and makes it known. */
  serve(definitions: Definition[], options?: ServeOptions): Promise<ServedApp>;
}

/** Real time whose timers never fire: the cell moves the clock that stands on it. */
export const stillClock: Clock = { now: () => Date.now(), setTimer: () => () => {} };

export async function openBench(target: Target): Promise<Bench> {
  const bench = await openRuntimeBench();
  const apps: ServedApp[] = [];
  return {
    ...bench,
    target,
    sdk: await loadSdk(target.major),
    async serve(definitions, options = {}) {
      const app = await serveFunctions(target.major, bench, definitions, {
        ...options,
        client: { ...target.client, ...options.client },
      });
      apps.push(app);
      return app;
    },
    async close() {
      for (const app of apps) await app.stop();
      await bench.close();
    },
  };
}

export async function openRuntimeBench(): Promise<RuntimeBench> {
  const harness = await runRuntime({ clock: stillClock, backoff: { kind: 'short' } });
  const { runtime, client, runs } = harness;
  const advance = async (duration: string) => {
    const { arrived } = await client.setClock({ action: 'advance', by: parseDuration(duration)! });
    if (!arrived) throw new Error('A request did not end.');
  };
  return {
    runtime,
    client,
    async send(...events) {
      const response = await fetch(`${runtime.origin}/e/key`, {
        method: 'POST',
        body: JSON.stringify(events),
      });
      if (!response.ok) throw new Error(await response.text());
      await advance('0s');
    },
    advance,
    settle: () => advance('0s'),
    runs,
    told: async () => (await runs()).map(story),
    apps: async () => (await client.apps()).apps,
    close: () => harness.stop(),
  };
}
