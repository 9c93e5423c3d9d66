/** `steplight runs`. */
import type { RuntimeClient } from '../../client/runtime-client.ts';
import type { JournalEntry } from '../../contract/journal.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { endedStatuses, type RunStatus } from '../../contract/run.ts';
import { exitCodes, oneOf, positiveInteger, UsageError } from '../../options.ts';
import { coloredLine } from '../colors.ts';
import { commonHelp, defineCommand, type OptionValues } from '../command.ts';
import type { CommandContext } from '../command-io.ts';
import { findRun, isWholeId, maxSearched, pickRun } from '../find-run.ts';
import { followRuns } from '../follow-runs.ts';
import { outputText } from '../output-lines.ts';
import { readRerunArgs } from '../rerun-args.ts';
import { runTable, runText } from '../run-text.ts';
import { connect, findRuntime } from '../runtime-connection.ts';
import { stoppedText } from '../send-and-follow.ts';
import { dataFolderOf, readEntries, readHistory, readRun } from '../stored-journal.ts';
import { cancelRuns } from './cancel-runs.ts';
import { prune } from './prune.ts';

const help = `Usage: steplight runs [COMMAND] [options]

List and control runs. ID is a run ID, the end of one, or "last". STEP is the name or ID of a step.

Commands:
  list                  list the latest runs (default)
    --function ID         only runs of this function
    --status STATUS       only runs with this status: queued, running, waiting, sleeping, completed, failed, cancelled
    --limit N             list at most N runs (default: 20)
  show ID               show a run and its steps
    --logs                also show what its code printed (hosted functions only)
  cancel ID             cancel a run
  cancel                cancel all active runs that match --function and --status, or --all
    -y, --yes             confirm; without it, matching runs are only listed
  rerun ID              run the function again with the same event
    --from STEP           rerun from this step and reuse the results of earlier ones
    --from-failure        rerun from the step that failed
    --input JSON          use different arguments for that step (SDK 3 and 4): an array, or a single argument
    --output STEP=JSON    use a different result for an earlier step (repeatable)
  skip ID STEP          time out a wait, end a sleep, or retry a step now
  prune                 remove old runs
    --keep TIME           keep runs for this long after they end (default: 30d; "forever" for no limit)
    --keep-size SIZE      maximum disk space for runs (default: 1gb; "any" for no limit)
    --dry-run             only print how many runs would be removed

Options:
${commonHelp}`;

const defaultLimit = '20';

const options = {
  limit: { type: 'string', default: defaultLimit },
  function: { type: 'string' },
  status: { type: 'string' },
  all: { type: 'boolean' },
  logs: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  keep: { type: 'string' },
  'keep-size': { type: 'string' },
  'dry-run': { type: 'boolean' },
  from: { type: 'string' },
  'from-failure': { type: 'boolean' },
  input: { type: 'string' },
  output: { type: 'string', multiple: true },
} as const;

export const runs = defineCommand({
  help,
  options,
  async run(values, [command = 'list', id, step], context) {
    const limit = positiveInteger('--limit', values.limit);
    const invocation: Invocation = { values, context, data: values['data-folder'] };
    switch (command) {
      case 'list':
        return list(invocation, limit);
      case 'show':
        return show(invocation, id);
      case 'prune':
        return prune(values, context);
      case 'cancel':
        if (id === undefined) return cancelRuns(values, context);
        return control(invocation, id, async (client, run) => (await client.cancelRun(run.runId)).run);
      case 'rerun': {
        const request = readRerunArgs(values);
        return control(invocation, id, async (client, run) => (await client.rerun(run.runId, request)).run);
      }
      case 'skip':
        return control(invocation, id, (client, run) => skip(client, run, step));
      default:
        throw new UsageError(`Unknown command "${command}". See \`steplight runs --help\`.`);
    }
  },
});

interface Invocation {
  values: OptionValues<typeof options>;
  context: CommandContext;
  /** The data folder as the user gave it. */
  data: string | undefined;
}

async function list(invocation: Invocation, limit: number): Promise<number> {
  const { values, context } = invocation;
  const found = await latestRuns(invocation, limit, filterOf(values));
  context.out(values.json ? `${JSON.stringify(found)}\n` : runTable(found, Date.now(), context.styles.out));
  return exitCodes.ok;
}

async function show(invocation: Invocation, id: string | undefined): Promise<number> {
  const { values, context } = invocation;
  const run = await runOf(invocation, id);
  print(invocation, run);
  if (values.logs && !values.json) context.out(outputText(await entriesOf(invocation, run.runId)));
  return exitCodes.ok;
}

function print({ values, context }: Invocation, run: RunProgress): void {
  context.out(values.json ? `${JSON.stringify(run)}\n` : runText(run, Date.now(), context.styles.out));
}

/** Reads the journal itself if no runtime is running, so that looking starts nothing. */
async function latestRuns(
  { context, data }: Invocation,
  limit: number,
  filter: Filter = {},
): Promise<RunProgress[]> {
  const found = findRuntime(context, data);
  if (found) return (await found.client.listRuns({ limit, ...filter })).runs;
  const { functionId, status } = filter;
  const isMatch = (run: RunProgress) =>
    (functionId === undefined || run.functionId === functionId) &&
    (status === undefined || run.status === status);
  return (await readHistory(context, data, maxSearched)).filter(isMatch).slice(0, limit);
}

async function runOf({ context, data }: Invocation, id: string | undefined): Promise<RunProgress> {
  const found = findRuntime(context, data);
  if (found) return findRun(found.client, id);
  if (id === undefined || !isWholeId(id)) return pickRun(await readHistory(context, data, maxSearched), id);
  const run = await readRun(context, data, id.toUpperCase());
  return pickRun(run === null ? [] : [run], id);
}

async function entriesOf({ context, data }: Invocation, runId: string): Promise<JournalEntry[]> {
  const found = findRuntime(context, data);
  if (!found) return readEntries(dataFolderOf(context, data), runId, context);
  return (await found.client.runJournal(runId)).entries;
}

interface Filter {
  functionId?: string;
  status?: RunStatus;
}

/** @throws UsageError */
function filterOf({ function: functionId, status }: { function?: string; status?: string }): Filter {
  return {
    ...(functionId === undefined ? {} : { functionId }),
    ...(status === undefined ? {} : { status: oneOf('--status', status, statuses) }),
  };
}

const statuses: readonly RunStatus[] = ['queued', 'running', 'waiting', 'sleeping', ...endedStatuses];

/** Changes a run, and follows it to its end if the runtime ends with this command. */
async function control(
  invocation: Invocation,
  id: string | undefined,
  act: (client: RuntimeClient, run: RunProgress) => Promise<RunProgress>,
): Promise<number> {
  const { context, data } = invocation;
  const connection = await connect(context, data);
  const { client } = connection;
  try {
    const run = await findRun(client, id);
    const { lastSeq } = await client.status();
    const changed = await act(client, run);
    if (!connection.own || endedStatuses.has(changed.status)) {
      print(invocation, changed);
      return exitCodes.ok;
    }
    const printLine = (line: string) => context.error(`${coloredLine(line, context.styles.error)}\n`);
    const followed = await followRuns(connection, [changed.runId], lastSeq, printLine, context.signal);
    if (!followed.ended) context.error(`\n${stoppedText(true)}\n`);
    const [last] = followed.runs;
    if (last) print(invocation, last);
    return last?.status === 'completed' ? exitCodes.ok : exitCodes.failed;
  } finally {
    await connection.close();
  }
}

async function skip(
  client: RuntimeClient,
  run: RunProgress,
  stepName: string | undefined,
): Promise<RunProgress> {
  if (stepName === undefined)
    throw new UsageError('Specify a step. `steplight runs show ID` lists the steps of a run.');
  const named = run.steps.filter(({ step }) => step.hashedId === stepName || step.name === stepName);
  const found =
    named.find(({ status }) => status === 'waiting' || status === 'sleeping' || status === 'retrying') ??
    named[0];
  if (!found) {
    const names = run.steps.map(({ step }) => `"${step.name}"`).join(', ');
    throw new UsageError(`Run ${run.runId} has no step "${stepName}". Its steps: ${names || 'none yet'}.`);
  }
  return (await client.skipStep(run.runId, found.step.hashedId)).run;
}
