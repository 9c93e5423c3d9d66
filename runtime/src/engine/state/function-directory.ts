/** What the engine knows about the functions that can be called. */

/** A function that can be called now. */
export interface ServedFunction {
  /** As on the wire: `${appId}-${functionId}`. */
  id: string;
  name: string;
  appId: string;
  /** E.g. `js:v4.24.0`. */
  sdk: string | null;
  sdkMajor: number | null;
  /** Execution URL, with `fnId` and `stepId=step` in the query. */
  url: string;
  /** `jitter`: by how many milliseconds a schedule's starts may be late. */
  triggers: { event?: string; cron?: string; if?: string; jitter?: number }[];
  maxAttempts: number;
  source: 'running' | 'hosted' | 'connected';
  /** True when the app is known to talk to this runtime, so that its checkpoints arrive here. */
  targetsThisRuntime: boolean;
  /** The registration as the SDK sent it. */
  config: Record<string, unknown>;
}

/** A durable endpoint is not registered: each of its runs knows where it is. */
export function endpointFunction(run: {
  functionId: string;
  appId: string;
  maxAttempts: number;
  endpoint: { url: string } | null;
}): ServedFunction {
  return {
    id: run.functionId,
    name: run.functionId,
    appId: run.appId,
    sdk: null,
    sdkMajor: 4,
    url: run.endpoint?.url ?? '',
    triggers: [],
    maxAttempts: run.maxAttempts,
    source: 'running',
    targetsThisRuntime: true,
    config: {},
  };
}

/** What functions are wanted for: those that an event triggers, or one of them. */
export type Need = { event: string } | { functionId: string };

export interface FunctionDirectory {
  find(functionId: string): ServedFunction | null;
  all(): ServedFunction[];
  /**
   * Resolves when everything that could serve a function is up: starts the host if files are configured and it
   * is off. Never rejects; bounded by `signal`.
   *
   * @param need what is wanted; functions that have nothing to do with it may stay unknown. Default: all.
   */
  ensureReady(need?: Need | null, signal?: AbortSignal): Promise<void>;
  /** @returns how to stop listening. */
  onChange(listener: () => void): () => void;
}
