/** `steplight runs`. */
import type { RuntimeClient } from '../../client/runtime-client.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { endedStatuses } from '../../contract/run.ts';
import { isNarrow, type RunFilter } from '../../contract/run-filter.ts';
import { isImportedId, originalId } from '../../history/exported-run.ts';
import { exitCodes, positiveInteger, UsageError } from '../../options.ts';
import type { RunPage } from '../../search/search-runs.ts';
import { coloredLine } from '../colors.ts';
import { commonHelp, defineCommand, type OptionValues } from '../command.ts';
import type { CommandContext } from '../command-io.ts';
import { filterHelp, filterOptions, readFilterArgs } from '../filter-args.ts';
import { findRun } from '../find-run.ts';
import { followRuns } from '../follow-runs.ts';
import { readRerunArgs } from '../rerun-args.ts';
import { groupedRunTable, runTable, runText } from '../run-text.ts';
import { connect, findRuntime } from '../runtime-connection.ts';
import { stoppedText } from '../send-and-follow.ts';
import { readHistory } from '../stored-journal.ts';
import { listImported } from '../whole-run.ts';
import { cancelRuns, rerunRuns } from './bulk-runs.ts';
import { diffRuns } from './diff-runs.ts';
import { prune } from './prune.ts';
import { exportToFile, forgetRun, importFile } from './run-files.ts';
import { showHelp, showOptions, showRun } from './show-run.ts';

const help = `Usage: steplight runs [COMMAND] [options]

List, compare and control runs. ID is a run ID, the end of one, or "last". STEP is the name or ID of a step.

Commands:
  list                  list the latest runs that match the filters (default)
    --limit N             list at most N runs (default: 20)
    --before ID           only runs older than this one, to list the next page
    --group               group them by function
${showHelp}
  cancel ID             cancel a run
  cancel                cancel all active runs that match the filters, or --all
    -y, --yes             confirm; without it, matching runs are only listed
  rerun ID              run the function again with the same event
    --from STEP           rerun from this step and reuse the results of earlier ones
    --from-failure        rerun from the step that failed
    --input JSON          use different arguments for that step (SDK 3 and 4): an array, or a single argument
    --output STEP=JSON    use a different result for an earlier step (repeatable)
  rerun                 rerun all runs that match the filters, at most 1000; --from-failure as above
    -y, --yes             confirm; without it, matching runs are only listed
  skip ID STEP          time out a wait, end a sleep, or retry a step now
  diff A B              compare two runs of a function; the exit code is 1 if they differ
  export ID             write a run to a file, with its events and the graph of its function
    --mask PATH           also mask values at this path, such as data.user.email or items[*].price (repeatable)
    --keep-secrets        do not mask passwords, tokens, keys and card numbers
    -o, --out FILE        file to write; - for the standard output (default: FUNCTION-ID.run.json)
  import FILE           show an exported run here, read-only
  forget ID             remove an imported run
  prune                 remove old runs
    --keep TIME           keep runs for this long after they end (default: 30d; "forever" for no limit)
    --keep-size SIZE      maximum disk space for runs (default: 1gb; "any" for no limit)
    --dry-run             only print how many runs would be removed

${filterHelp}
Options:
${commonHelp}`;

const defaultLimit = '20';

const options = {
  limit: { type: 'string', default: defaultLimit },
  before: { type: 'string' },
  group: { type: 'boolean' },
  ...filterOptions,
  all: { type: 'boolean' },
  ...showOptions,
  yes: { type: 'boolean', short: 'y' },
  keep: { type: 'string' },
  'keep-size': { type: 'string' },
  'dry-run': { type: 'boolean' },
  from: { type: 'string' },
  'from-failure': { type: 'boolean' },
  input: { type: 'string' },
  output: { type: 'string', multiple: true },
  mask: { type: 'string', multiple: true },
  'keep-secrets': { type: 'boolean' },
  out: { type: 'string', short: 'o' },
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
        return showRun(values, id, context);
      case 'diff':
        return diffRuns(values, [id, step], context);
      case 'export':
        return exportToFile(values, id, context);
      case 'import':
        return importFile(values, id, context);
      case 'forget':
        return forgetRun(values, id, context);
      case 'prune':
        return prune(values, context);
      case 'cancel':
        if (id === undefined) return cancelRuns(values, context);
        return control(invocation, id, async (client, run) => (await client.cancelRun(run.runId)).run);
      case 'rerun': {
        if (id === undefined) return rerunRuns(values, context);
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
  const { before } = values;
  const filter = readFilterArgs(values);
  const { runs: found, next } = await findAll(invocation, filter, {
    limit,
    ...(before === undefined ? {} : { before: before.toUpperCase() }),
  });
  if (values.json) {
    context.out(`${JSON.stringify(found)}\n`);
    return exitCodes.ok;
  }
  const table = values.group ? groupedRunTable : runTable;
  const isAll = before === undefined && !isNarrow(filter);
  if (found.length === 0 && !isAll) context.error('No runs match.\n');
  else context.out(table(found, Date.now(), context.styles.out));
  if (next !== null) context.error(`There are older runs. To continue, pass --before ${next}\n`);
  return exitCodes.ok;
}

function print({ values, context }: Invocation, run: RunProgress): void {
  context.out(values.json ? `${JSON.stringify(run)}\n` : runText(run, Date.now(), context.styles.out));
}

interface PageRequest {
  limit: number;
  before?: string;
}

/** With the imported runs of the same time. */
async function findAll(invocation: Invocation, filter: RunFilter, page: PageRequest): Promise<RunPage> {
  const { runs, next } = await findPage(invocation, filter, page);
  const imported = listImported(invocation.context, invocation.data, filter, { ...page, next });
  if (imported.length === 0) return { runs, next };
  const all = [...runs, ...imported].sort((a, b) => b.queuedAt - a.queuedAt);
  const last = all[page.limit - 1];
  return all.length > page.limit && last
    ? { runs: all.slice(0, page.limit), next: originalId(last.runId) }
    : { runs: all, next };
}

/** Reads the journal itself if no runtime is running, so that looking starts nothing. */
async function findPage(
  { context, data }: Invocation,
  filter: RunFilter,
  { limit, before }: PageRequest,
): Promise<RunPage> {
  const found = findRuntime(context, data);
  if (!found) return readHistory(context, data, filter, { limit, ...(before ? { before } : {}) });
  const page: RunPage = { runs: [], next: before ?? null };
  do {
    const { runs, next } = await found.client.listRuns(
      { ...filter, limit: limit - page.runs.length, ...(page.next === null ? {} : { before: page.next }) },
      context.signal,
    );
    page.runs.push(...runs);
    page.next = next ?? null;
  } while (page.next !== null && page.runs.length < limit);
  return page;
}

/** Changes a run, and follows it to its end if the runtime ends with this command. */
async function control(
  invocation: Invocation,
  id: string | undefined,
  act: (client: RuntimeClient, run: RunProgress) => Promise<RunProgress>,
): Promise<number> {
  const { context, data } = invocation;
  if (id !== undefined && isImportedId(id))
    throw new UsageError('An imported run is read-only. `steplight runs forget ID` removes it.');
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
