import type { Limit } from '../../queue/concurrency-limiter.ts';

/** Why a run has nothing in flight although it could go on. */
export type BlockedBy =
  /** `holders`: ids of the runs that use up the limit. */
  | { by: 'concurrency'; limit: Limit; holders: string[] }
  | { by: 'throttle'; key: string; until: number }
  | { by: 'no-app' }
  /** Too many requests of all runs are in flight. */
  | { by: 'requests'; limit: number };
