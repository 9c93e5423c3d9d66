/** `steplight runs cancel --function … --status …`: many at once. Shown first, since there is no way back. */
import type { CancelRunsRequest } from '../../contract/api.ts';
import { endedStatuses } from '../../contract/run.ts';
import { UsageError } from '../../process-options.ts';
import type { CommandContext } from '../command-io.ts';
import { runTable } from '../run-text.ts';
import { findRuntime } from '../runtime-connection.ts';

export interface CancelValues {
  function?: string;
  status?: string;
  all?: boolean;
  yes?: boolean;
  json?: boolean;
  'data-folder'?: string;
}

/** Shown, at most. */
const shown = 20;

export async function cancelRuns(values: CancelValues, io: CommandContext): Promise<number> {
  const found = findRuntime(io, values['data-folder']);
  if (!found) throw new Error('No runtime runs for this folder. `steplight dev` starts one.');
  const { client } = found;
  const request = readRequest(values);
  if (values.yes) {
    const { runIds } = await client.cancelRuns(request);
    io.out(values.json ? `${JSON.stringify({ runIds })}\n` : `${count(runIds.length)} cancelled.\n`);
    return 0;
  }
  const { runs } = await client.listRuns({ ...request, limit: 1_000 });
  const active = runs.filter((run) => !endedStatuses.has(run.status));
  if (active.length === 0) {
    io.error('No active run fits.\n');
    return 1;
  }
  const { now } = await client.status();
  io.out(runTable(active.slice(0, shown), now));
  if (active.length > shown) io.out(`… and ${active.length - shown} more\n`);
  io.error(`${count(active.length)} would be cancelled, which cannot be undone. Say --yes to do it.\n`);
  return 1;
}

function count(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

/** @throws UsageError */
function readRequest({ function: functionId, status, all }: CancelValues): CancelRunsRequest {
  if (functionId === undefined && status === undefined && !all)
    throw new UsageError('Name a run, or say which: --function ID, --status STATUS or --all.');
  if (status !== undefined && !isActive(status))
    throw new UsageError('--status: queued, running, waiting or sleeping.');
  return {
    ...(functionId === undefined ? {} : { functionId }),
    ...(status === undefined ? {} : { status }),
    ...(all ? { all } : {}),
  };
}

function isActive(status: string): status is NonNullable<CancelRunsRequest['status']> {
  return ['queued', 'running', 'waiting', 'sleeping'].includes(status);
}
