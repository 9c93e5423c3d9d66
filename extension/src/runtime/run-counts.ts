/** How many runs each function of the map has. Pure. */
import { endedStatuses, type RunStatus } from '../../../runtime/src/contract/run.ts';
import type { MapFunction } from '../../../server/src/event-map.ts';
import type { RunCount } from '../../../webview/src/map-protocol.ts';
import { belongsTo } from './run-of-function.ts';

/** By key of the function; functions without runs are left out. */
export function runCounts(
  functions: readonly MapFunction[],
  runs: readonly { functionId: string; status: RunStatus }[],
): Record<string, RunCount> {
  const counts: Record<string, RunCount> = {};
  for (const one of functions) {
    // Without an app the id is the local one.
    const own = runs.filter(({ functionId }) => belongsTo(functionId, { ...one, localId: one.id }));
    if (own.length === 0) continue;
    counts[one.key] = {
      total: own.length,
      active: own.filter(({ status }) => !endedStatuses.has(status)).length,
      failed: own.filter(({ status }) => status === 'failed').length,
    };
  }
  return counts;
}
