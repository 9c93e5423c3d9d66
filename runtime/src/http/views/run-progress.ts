/** Runs as they look now, folded from the journal. */
import type { RunProgress } from '../../contract/progress.ts';
import { endedStatuses, type RunStatus } from '../../contract/run.ts';
import { foldRunEntries } from '../../contract/run-fold.ts';
import type { ListFilter } from '../../journal/journal.ts';
import type { Services } from '../services.ts';

/** Null when there is no such run. */
export function progressOf(services: Services, runId: string): RunProgress | null {
  services.engine.flush();
  return foldRunEntries(services.journal.entriesOf(runId));
}

export interface RunFilter {
  functionId?: string;
  status?: RunStatus;
  before?: string;
  limit: number;
}

/** Newest first. */
export function listProgress(
  services: Services,
  { functionId, status, before, limit }: RunFilter,
): RunProgress[] {
  services.engine.flush();
  const ended = status === undefined ? undefined : endedStatuses.has(status) ? status : 'unended';
  const found: RunProgress[] = [];
  let last = before;
  while (found.length < limit) {
    const filter = { functionId, ended, before: last, limit } as ListFilter;
    const ids = services.journal.listRuns(filter);
    for (const runId of ids) {
      const progress = progressOf(services, runId);
      if (progress && (status === undefined || progress.status === status)) found.push(progress);
    }
    last = ids.at(-1);
    if (ids.length < limit) break;
  }
  return found.slice(0, limit);
}
