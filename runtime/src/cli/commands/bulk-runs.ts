/** `steplight runs cancel` and `rerun` of all runs that match: without `--yes`, they only list them. */
import type { RuntimeClient } from '../../client/runtime-client.ts';
import type { RunProgress } from '../../contract/progress.ts';
import type { RunStatus } from '../../contract/run.ts';
import type { RunFilter } from '../../contract/run-filter.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { countText } from '../../text/count.ts';
import { oneLine } from '../../text/printable.ts';
import type { CommandContext } from '../command-io.ts';
import { type FilterValues, readFilterArgs, requireNarrow } from '../filter-args.ts';
import { runTable } from '../run-text.ts';
import { requireRuntime } from '../runtime-connection.ts';

interface BulkValues extends FilterValues {
  all?: boolean;
  yes?: boolean;
  json?: boolean;
  'data-folder'?: string;
}

export interface BulkRerunValues extends BulkValues {
  from?: string;
  'from-failure'?: boolean;
  input?: string;
  output?: string[];
}

const maxShown = 20;
const activeStatuses: readonly RunStatus[] = ['queued', 'running', 'waiting', 'sleeping'];

export async function cancelRuns(values: BulkValues, context: CommandContext): Promise<number> {
  const client = requireRuntime(context, values['data-folder']);
  const filter = readFilterArgs(values, activeStatuses);
  if (!values.all) requireNarrow(filter, '--function ID, --status STATUS, --where EXPRESSION or --all');
  if (!values.yes) {
    const found = await allRuns(client, { status: activeStatuses, ...filter });
    const question = (count: string) => `This would cancel ${count} and cannot be undone.`;
    return await confirmFirst(client, found, { context, question, nothing: 'No active runs match.' });
  }
  const { runIds } = await client.cancelRuns({ ...filter, ...(values.all ? { all: true } : {}) });
  const text = values.json ? JSON.stringify({ runIds }) : `Cancelled ${countText(runIds.length, 'run')}.`;
  context.out(`${text}\n`);
  return exitCodes.ok;
}

export async function rerunRuns(values: BulkRerunValues, context: CommandContext): Promise<number> {
  const client = requireRuntime(context, values['data-folder']);
  const filter = requireNarrow(
    readFilterArgs(values),
    '--function ID, --status STATUS or --where EXPRESSION',
  );
  if (values.from !== undefined || values.input !== undefined || values.output !== undefined)
    throw new UsageError('--from, --input and --output require a run.');
  if (!values.yes) {
    const found = await allRuns(client, filter);
    const question = (count: string) => `This would rerun ${count}.`;
    return await confirmFirst(client, found, { context, question, nothing: 'No runs match.' });
  }
  const answer = await client.rerunRuns({
    ...filter,
    ...(values['from-failure'] ? { from: 'failure' as const } : {}),
  });
  const { reruns, refused } = answer;
  for (const { runId, message } of refused) context.error(`${oneLine(`${runId}: ${message}`)}\n`);
  const text = values.json ? JSON.stringify(answer) : `Reran ${countText(reruns.length, 'run')}.`;
  context.out(`${text}\n`);
  return refused.length === 0 ? exitCodes.ok : exitCodes.failed;
}

async function allRuns(client: RuntimeClient, filter: RunFilter): Promise<RunProgress[]> {
  const found: RunProgress[] = [];
  for (let before: string | undefined; ; ) {
    const page = await client.listRuns({
      ...filter,
      limit: 1_000,
      ...(before === undefined ? {} : { before }),
    });
    for (const run of page.runs) found.push(run);
    before = page.next;
    if (before === undefined) return found;
  }
}

async function confirmFirst(
  client: RuntimeClient,
  found: readonly RunProgress[],
  texts: { context: CommandContext; question: (count: string) => string; nothing: string },
): Promise<number> {
  const { context, question, nothing } = texts;
  if (found.length === 0) {
    context.error(`${nothing}\n`);
    return exitCodes.failed;
  }
  const { now } = await client.status();
  context.out(runTable(found.slice(0, maxShown), now, context.styles.out));
  if (found.length > maxShown) context.out(`… and ${found.length - maxShown} more\n`);
  context.error(`${question(countText(found.length, 'run'))} Pass --yes to confirm.\n`);
  return exitCodes.failed;
}
