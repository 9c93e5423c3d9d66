/** `steplight why`. */
import { type RuntimeClient, RuntimeError } from '../../client/runtime-client.ts';
import { eventLines, runLines } from '../../client/why-text.ts';
import type { EventWhy, RunWhy } from '../../contract/why.ts';
import { UsageError } from '../../process-options.ts';
import type { CommandContext } from '../command-io.ts';
import { parseQuestion } from '../question-args.ts';
import { findRuntime } from '../runtime-connection.ts';

export const whyHelp = `steplight why RUN|EVENT [--json] [--data-folder DIR]

Says why something did not happen: why an event started no run or ended no wait, and what a run waits for.
RUN and EVENT are ids; "last" is the latest run.

  --json             print the answer as JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function why(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parseQuestion(args);
  if (values.help) {
    io.out(whyHelp);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined) throw new UsageError('Name a run or an event. `steplight runs` lists runs.');
  const found = findRuntime(io, values['data-folder']);
  if (!found) throw new Error('No runtime runs for this folder. `steplight dev` starts one.');
  const answer = await ask(found.client, id);
  const now = (await found.client.status()).now;
  if (values.json) io.out(`${JSON.stringify(answer)}\n`);
  else io.out(`${('runId' in answer ? runLines(answer, now) : eventLines(answer, now)).join('\n')}\n`);
  return 0;
}

async function ask(client: RuntimeClient, id: string): Promise<RunWhy | EventWhy> {
  const runs = (await client.listRuns({ limit: 1_000 })).runs;
  const run =
    id === 'last' ? runs[0] : runs.find(({ runId }) => runId === id || runId.endsWith(id.toUpperCase()));
  if (run) return client.whyRun(run.runId);
  try {
    return await client.whyEvent(id);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'event-not-found')
      throw new Error(`There is neither a run nor an event "${id}".`);
    throw error;
  }
}
