/** Runs as they look now, folded from the journal. */
import type { RunProgress } from '../../contract/progress.ts';
import { readRun } from '../../search/search-runs.ts';
import type { Services } from '../services.ts';

/** Null when there is no such run. */
export function progressOf({ engine, journal }: Services, runId: string): RunProgress | null {
  engine.flush();
  return readRun(journal, runId);
}
