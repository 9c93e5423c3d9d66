/** `steplight why`. */
import { type RuntimeClient, RuntimeError } from '../../client/runtime-client.ts';
import { eventLines, runLines } from '../../client/why-text.ts';
import type { EventWhy, RunWhy } from '../../contract/why.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { oneLine } from '../../text/printable.ts';
import { commonHelp, defineCommand } from '../command.ts';
import { isWholeId, maxSearched, unlessNotFound } from '../find-run.ts';
import { requireRuntime } from '../runtime-connection.ts';

const help = `Usage: steplight why RUN|EVENT [options]

Explain why an event started or resumed no run, or what a run is waiting for. RUN and EVENT are IDs; "last" is the
latest run.

Options:
${commonHelp}`;

export const why = defineCommand({
  help,
  options: {},
  async run(values, [id], context) {
    if (id === undefined) throw new UsageError('Specify a run or an event. `steplight runs` lists runs.');
    const client = requireRuntime(context, values['data-folder']);
    const answer = await explain(client, id);
    const { now } = await client.status();
    if (values.json) context.out(`${JSON.stringify(answer)}\n`);
    else {
      const lines = 'runId' in answer ? runLines(answer, now) : eventLines(answer, now);
      context.out(`${lines.map(oneLine).join('\n')}\n`);
    }
    return exitCodes.ok;
  },
});

async function explain(client: RuntimeClient, id: string): Promise<RunWhy | EventWhy> {
  const run = await explainedRun(client, id);
  if (run) return run;
  try {
    return await client.whyEvent(id);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'event-not-found')
      throw new Error(`No run or event "${id}" found.`);
    throw error;
  }
}

async function explainedRun(client: RuntimeClient, id: string): Promise<RunWhy | null> {
  if (isWholeId(id)) return unlessNotFound(client.whyRun(id.toUpperCase()));
  const { runs } = await client.listRuns({ limit: maxSearched });
  const run = id === 'last' ? runs[0] : runs.find(({ runId }) => runId.endsWith(id.toUpperCase()));
  return run ? client.whyRun(run.runId) : null;
}
