/** `steplight runs cancel --function … --status …`: cancels runs in bulk, which cannot be undone. */
import type { CancelRunsRequest } from '../../contract/api.ts';
import { endedStatuses } from '../../contract/run.ts';
import { exitCodes, oneOf, UsageError } from '../../options.ts';
import { countText } from '../../text/count.ts';
import type { CommandContext } from '../command-io.ts';
import { runTable } from '../run-text.ts';
import { requireRuntime } from '../runtime-connection.ts';

export interface CancelValues {
  function?: string;
  status?: string;
  all?: boolean;
  yes?: boolean;
  json?: boolean;
  'data-folder'?: string;
}

const maxShown = 20;
const activeStatuses = ['queued', 'running', 'waiting', 'sleeping'] as const;

/** Only shows the runs without `--yes`. */
export async function cancelRuns(values: CancelValues, context: CommandContext): Promise<number> {
  const client = requireRuntime(context, values['data-folder']);
  const request = readRequest(values);
  if (values.yes) {
    const { runIds } = await client.cancelRuns(request);
    const text = values.json ? JSON.stringify({ runIds }) : `Cancelled ${countText(runIds.length, 'run')}.`;
    context.out(`${text}\n`);
    return exitCodes.ok;
  }
  const { runs } = await client.listRuns({ ...request, limit: 1_000 });
  const active = runs.filter((run) => !endedStatuses.has(run.status));
  if (active.length === 0) {
    context.error('No active runs match.\n');
    return exitCodes.failed;
  }
  const { now } = await client.status();
  context.out(runTable(active.slice(0, maxShown), now, context.styles.out));
  if (active.length > maxShown) context.out(`… and ${active.length - maxShown} more\n`);
  context.error(
    `This would cancel ${countText(active.length, 'run')} and cannot be undone. Pass --yes to confirm.\n`,
  );
  return exitCodes.failed;
}

/** @throws UsageError */
function readRequest({ function: functionId, status, all }: CancelValues): CancelRunsRequest {
  if (functionId === undefined && status === undefined && !all)
    throw new UsageError('Specify a run, or --function ID, --status STATUS or --all.');
  return {
    ...(functionId === undefined ? {} : { functionId }),
    ...(status === undefined ? {} : { status: oneOf('--status', status, activeStatuses) }),
    ...(all ? { all } : {}),
  };
}
