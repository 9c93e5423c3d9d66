/** What the engine is made of. */
import type { Clock } from '../clock.ts';
import type { DiskFullError, Journal } from '../journal/journal.ts';
import type { Fetcher } from '../transport/fetcher.ts';
import type { Sender } from '../transport/sender.ts';
import type { Backoff } from './decisions/backoff.ts';
import type { FunctionDirectory } from './state/function-directory.ts';

export interface EngineOptions {
  journal: Journal;
  clock: Clock;
  directory: FunctionDirectory;
  sender: Sender;
  /** Makes the requests of `step.fetch` and `step.ai.infer`. */
  fetcher?: Fetcher;
  backoff: Backoff;
  /** From 0 up to 1. */
  random?: () => number;
  /** See `DeliveryOptions`. */
  onAbandoned?: (url: string, isPending: () => boolean) => void;
  /** The journal can no longer be written, so the engine has stopped. */
  onFatal: (error: unknown) => void;
  /** The disk is full, or has room again (null). Until then the engine waits for `retry` calls; without this, it is fatal. */
  onDiskFull?: (error: DiskFullError | null, retry: () => void) => void;
  /** Maximum number of requests in flight, over all runs. */
  concurrency?: number;
  /** Whether schedules start runs; default true. */
  cron?: boolean;
  /** Maximum number of idle runs kept in memory. */
  maxIdleRuns?: number;
}
