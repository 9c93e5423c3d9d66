/** `steplight runs diff`. */
import { compareRuns } from '../../history/compare-runs.ts';
import { exitCodes, UsageError } from '../../options.ts';
import type { CommandContext } from '../command-io.ts';
import { comparisonText } from '../comparison-table.ts';
import { readWholeRun } from '../whole-run.ts';

interface DiffOptions {
  json?: boolean;
  'data-folder'?: string;
}

/** The exit code says whether they differ, as that of `diff` does. */
export async function diffRuns(
  values: DiffOptions,
  [one, other]: [string | undefined, string | undefined],
  context: CommandContext,
): Promise<number> {
  if (one === undefined || other === undefined)
    throw new UsageError('Specify two runs. `steplight runs` lists runs.');
  // One after the other: a journal without a runtime has one owner at a time.
  const a = await readWholeRun(context, values['data-folder'], one);
  const b = await readWholeRun(context, values['data-folder'], other);
  if (a.run.functionId !== b.run.functionId)
    throw new UsageError(
      `These are runs of different functions: ${a.run.functionId} and ${b.run.functionId}.`,
    );
  const comparison = compareRuns(
    { progress: a.run, events: a.events },
    { progress: b.run, events: b.events },
  );
  context.out(
    values.json ? `${JSON.stringify(comparison)}\n` : comparisonText(comparison, context.styles.out),
  );
  return comparison.first === null ? exitCodes.ok : exitCodes.failed;
}
