/** What there is in one simulated world, and what its checks look at. */
import type { MemoryJournal } from '../../runtime/src/journal/memory-journal.ts';
import type { SimulatedApp } from './simulated-app.ts';
import type { SimulatedUpstream } from './simulated-upstream.ts';
import type { Workload } from './workload.ts';
import type { WorldClock } from './world-clock.ts';

export interface World {
  seed: number;
  workload: Workload;
  journal: MemoryJournal;
  app: SimulatedApp;
  upstream: SimulatedUpstream;
  clock: WorldClock;
  /** Ids of events whose sender was told that they are durable. */
  acknowledged: Set<string>;
  /** Processes of the runtime so far. */
  processes: number;
  /** `seq` after which each process but the first wrote. */
  restarts: number[];
}
