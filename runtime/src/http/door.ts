/** What the HTTP faces share: the runtime as they see it. */

import type { Connect } from '../connect/connect.ts';
import type { RuntimeStatus } from '../contract/api.ts';
import { applyEntry } from '../contract/apply-entry.ts';
import type { RunProgress } from '../contract/progress.ts';
import type { RunStatus } from '../contract/run.ts';
import { endedStatuses } from '../contract/run.ts';
import type { ClockControl } from '../engine/clock-control.ts';
import type { Engine } from '../engine/engine.ts';
import type { Housekeeper } from '../housekeeping/housekeeper.ts';
import type { Journal, ListFilter } from '../journal/journal.ts';
import type { Realtime } from '../realtime/realtime.ts';
import type { AppsDoor } from './apps-door.ts';

export interface Door {
  engine: Engine;
  journal: Journal;
  apps: AppsDoor;
  connect: Connect;
  realtime: Realtime;
  clock: ClockControl;
  /** Null: nothing is kept. */
  housekeeper: Housekeeper | null;
  token: string;
  /** Origins of web pages that may use the runtime, besides those of this machine. */
  allowedOrigins: ReadonlySet<string>;
  status(): RuntimeStatus;
  /** Begins to stop; the answer to the caller is sent before. */
  stop(): void;
}

/** Null when there is no such run. */
export function progressOf(door: Door, runId: string): RunProgress | null {
  door.engine.flush();
  let progress: RunProgress | null = null;
  for (const entry of door.journal.entriesOf(runId)) progress = applyEntry(progress, entry);
  return progress;
}

export interface RunFilter {
  functionId?: string;
  status?: RunStatus;
  before?: string;
  limit: number;
}

/** Newest first. */
export function listProgress(door: Door, { functionId, status, before, limit }: RunFilter): RunProgress[] {
  door.engine.flush();
  const ended = status === undefined ? undefined : endedStatuses.has(status) ? status : 'unended';
  const found: RunProgress[] = [];
  let last = before;
  while (found.length < limit) {
    const filter = { functionId, ended, before: last, limit } as ListFilter;
    const ids = door.journal.listRuns(filter);
    for (const runId of ids) {
      const progress = progressOf(door, runId);
      if (progress && (status === undefined || progress.status === status)) found.push(progress);
    }
    last = ids.at(-1);
    if (ids.length < limit) break;
  }
  return found.slice(0, limit);
}
