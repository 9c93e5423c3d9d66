/** `steplight runs`. */
import { parseArgs } from 'node:util';
import type { RuntimeClient } from '../../client/runtime-client.ts';
import type { JournalEntry } from '../../contract/journal.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { endedStatuses, type RunStatus } from '../../contract/run.ts';
import { UsageError } from '../../process-options.ts';
import { messageOf } from '../../text/error-message.ts';
import type { CommandContext } from '../command-io.ts';
import { followRuns } from '../follow-runs.ts';
import { outputText } from '../output-lines.ts';
import { readRerunArgs } from '../rerun-args.ts';
import { runTable, runText } from '../run-text.ts';
import { connect, findRuntime } from '../runtime-connection.ts';
import { dataFolderOf, readEntries, readHistory } from '../stored-journal.ts';
import { cancelRuns } from './cancel-runs.ts';
import { prune } from './prune.ts';
import { goOn } from './send.ts';

export const runsHelp = `steplight runs [list|show ID|cancel ID|rerun ID|skip ID STEP|prune] [--limit N] [--json] [--data-folder DIR]

  list             the latest runs (default)
  show ID          one run with its steps
    --logs           and with all that its code printed, when it was hosted
  cancel ID        ends the run
  cancel --function ID --status STATUS
                   ends all active runs that fit; shows them first, and does it with --yes
  rerun ID         starts the function again with the same event
    --from STEP      from that step on: what had ended before it is taken over, and not run again
    --from-failure   from what failed on
    --input JSON     with other arguments for that step (SDK 3 and 4): an array, or the only one
    --output STEP=JSON  with another result of an earlier step; may be repeated
  skip ID STEP     ends the step's wait as timed out, its sleep as over, or the delay of its retry
  prune            removes runs that ended long ago, and the oldest while there is too much of them
    --keep TIME      for how long a run is kept after its end; default 30d; "forever"
    --keep-size SIZE how much is kept; default 1gb; "any"
    --dry-run        only says how many would be removed

ID is a run's id, the end of one, or "last". STEP is a step's name or id.
  --function ID      only runs of this function (list, cancel)
  --status STATUS    only runs that are so: queued, running, waiting, sleeping, completed, failed, cancelled
  --limit N          how many are listed; default 20
  --json             print runs as JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function runs(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    io.out(runsHelp);
    return 0;
  }
  const [command = 'list', id, step] = positionals;
  const limit = Number(values.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError(`--limit: "${values.limit}" is no number.`);
  const data = values['data-folder'];
  const print = (run: RunProgress) =>
    io.out(values.json ? `${JSON.stringify(run)}\n` : runText(run, Date.now()));
  switch (command) {
    case 'list': {
      const list = await latest(io, data, limit, filterOf(values));
      io.out(values.json ? `${JSON.stringify(list)}\n` : runTable(list, Date.now()));
      return 0;
    }
    case 'show': {
      const run = pick(await latest(io, data, 1_000), id);
      print(run);
      if (values.logs && !values.json) io.out(outputText(await entriesOf(run.runId, io, data)));
      return 0;
    }
    case 'prune':
      return prune(values, io);
    case 'cancel':
      if (id === undefined) return cancelRuns(values, io);
      return control(async (client, run) => (await client.cancelRun(run.runId)).run, id, io, data, print);
    case 'rerun': {
      const request = readRerunArgs(values);
      return control(
        async (client, run) => (await client.rerun(run.runId, request)).run,
        id,
        io,
        data,
        print,
      );
    }
    case 'skip':
      return control((client, run) => skip(client, run, step), id, io, data, print);
    default:
      throw new UsageError(`There is no "steplight runs ${command}". See \`steplight runs --help\`.`);
  }
}

/** Reads the journal itself when no runtime runs, so that looking starts nothing. */
async function latest(
  io: CommandContext,
  data: string | undefined,
  limit: number,
  filter: Filter = {},
): Promise<RunProgress[]> {
  const found = findRuntime(io, data);
  if (found) return (await found.client.listRuns({ limit, ...filter })).runs;
  const { functionId, status } = filter;
  const fits = (run: RunProgress) =>
    (functionId === undefined || run.functionId === functionId) &&
    (status === undefined || run.status === status);
  return (await readHistory(io, data, 1_000)).filter(fits).slice(0, limit);
}

function entriesOf(runId: string, io: CommandContext, data: string | undefined): Promise<JournalEntry[]> {
  const found = findRuntime(io, data);
  return found
    ? found.client.runJournal(runId).then(({ entries }) => entries)
    : readEntries(dataFolderOf(io, data), runId);
}

interface Filter {
  functionId?: string;
  status?: RunStatus;
}

/** @throws UsageError */
function filterOf({ function: functionId, status }: { function?: string; status?: string }): Filter {
  if (status !== undefined && !isStatus(status)) throw new UsageError(`--status: "${status}" is none.`);
  return {
    ...(functionId === undefined ? {} : { functionId }),
    ...(status === undefined ? {} : { status }),
  };
}

function isStatus(text: string): text is RunStatus {
  return endedStatuses.has(text as RunStatus) || ['queued', 'running', 'waiting', 'sleeping'].includes(text);
}

async function control(
  act: (client: RuntimeClient, run: RunProgress) => Promise<RunProgress>,
  id: string | undefined,
  io: CommandContext,
  data: string | undefined,
  print: (run: RunProgress) => void,
): Promise<number> {
  const connection = await connect(io, data);
  const { client } = connection;
  try {
    const run = pick((await client.listRuns({ limit: 1_000 })).runs, id);
    const { lastSeq } = await client.status();
    const changed = await act(client, run);
    if (!connection.own || endedStatuses.has(changed.status)) {
      print(changed);
      return 0;
    }
    const line = (text: string) => io.error(`${text}\n`);
    const followed = await followRuns(connection, [changed.runId], lastSeq, line, io.signal);
    if (!followed.ended) io.error(`\n${goOn(true)}\n`);
    const [last] = followed.runs;
    if (last) print(last);
    return last?.status === 'completed' ? 0 : 1;
  } finally {
    await connection.close();
  }
}

async function skip(
  client: RuntimeClient,
  run: RunProgress,
  stepName: string | undefined,
): Promise<RunProgress> {
  if (stepName === undefined) throw new UsageError('Name the step. `steplight runs show ID` lists them.');
  const named = run.steps.filter(({ step }) => step.hashedId === stepName || step.name === stepName);
  const found =
    named.find(({ status }) => status === 'waiting' || status === 'sleeping' || status === 'retrying') ??
    named[0];
  if (!found) {
    const names = run.steps.map(({ step }) => `"${step.name}"`).join(', ');
    throw new UsageError(`Run ${run.runId} has no step "${stepName}". It has: ${names || 'none yet'}.`);
  }
  return (await client.skipStep(run.runId, found.step.hashedId)).run;
}

function pick(list: RunProgress[], id: string | undefined): RunProgress {
  if (id === undefined) throw new UsageError('Name the run. `steplight runs` lists them.');
  const found =
    id === 'last'
      ? list.slice(0, 1)
      : list.filter((run) => run.runId === id || run.runId.endsWith(id.toUpperCase()));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length === 0
      ? `There is no run "${id}". \`steplight runs\` lists them.`
      : `"${id}" fits ${found.length} runs.`,
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        limit: { type: 'string' },
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
        json: { type: 'boolean' },
        'data-folder': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
