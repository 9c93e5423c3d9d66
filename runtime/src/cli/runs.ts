/** `steplight runs`. */
import { parseArgs } from 'node:util';
import type { RuntimeClient } from '../client/runtime-client.ts';
import type { RunProgress } from '../contract/progress.ts';
import { endedStatuses } from '../contract/run.ts';
import { messageOf, UsageError } from '../process-options.ts';
import type { Surroundings } from './command-io.ts';
import { connect, findRuntime } from './connect.ts';
import { followRuns } from './follow-runs.ts';
import { readHistory } from './history.ts';
import { runTable, runText } from './run-text.ts';
import { goOn } from './send.ts';

export const runsHelp = `steplight runs [list|show ID|cancel ID|rerun ID|skip ID STEP] [--limit N] [--json] [--data-folder DIR]

  list             the latest runs (default)
  show ID          one run with its steps
  cancel ID        ends the run
  rerun ID         starts the function again with the same event
  skip ID STEP     ends the step's wait as timed out, its sleep as over, or the delay of its retry

ID is a run's id, the end of one, or "last". STEP is a step's name or id.
  --limit N          how many are listed; default 20
  --json             print runs as JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function runs(args: string[], io: Surroundings): Promise<number> {
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
      const list = await latest(io, data, limit);
      io.out(values.json ? `${JSON.stringify(list)}\n` : runTable(list, Date.now()));
      return 0;
    }
    case 'show':
      print(pick(await latest(io, data, 1_000), id));
      return 0;
    case 'cancel':
    case 'rerun':
    case 'skip':
      return control(command, id, step, io, data, print);
    default:
      throw new UsageError(`There is no "steplight runs ${command}". See \`steplight runs --help\`.`);
  }
}

/** Reads the journal itself when no runtime runs, so that looking starts nothing. */
async function latest(io: Surroundings, data: string | undefined, limit: number): Promise<RunProgress[]> {
  const found = findRuntime(io, data);
  if (found) return (await found.client.listRuns({ limit })).runs;
  return readHistory(io, data, limit);
}

async function control(
  command: 'cancel' | 'rerun' | 'skip',
  id: string | undefined,
  stepName: string | undefined,
  io: Surroundings,
  data: string | undefined,
  print: (run: RunProgress) => void,
): Promise<number> {
  const connection = await connect(io, data);
  const { client } = connection;
  try {
    const run = pick((await client.listRuns({ limit: 1_000 })).runs, id);
    const { lastSeq } = await client.status();
    const changed = await act(client, command, run, stepName);
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

async function act(
  client: RuntimeClient,
  command: 'cancel' | 'rerun' | 'skip',
  run: RunProgress,
  stepName: string | undefined,
): Promise<RunProgress> {
  if (command === 'cancel') return (await client.cancelRun(run.runId)).run;
  if (command === 'rerun') return (await client.rerun(run.runId)).run;
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
        json: { type: 'boolean' },
        'data-folder': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
