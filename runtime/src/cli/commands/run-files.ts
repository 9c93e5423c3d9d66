/** `steplight runs export`, `import` and `forget`. */
import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { messageOf } from '../../contract/error-text.ts';
import { ExportedRunError, exportRun, exportSuffix, originalId } from '../../history/exported-run.ts';
import { maskRun } from '../../history/mask-values.ts';
import type { ImportResult } from '../../imported/imported-runs.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { countText } from '../../text/count.ts';
import { oneLine } from '../../text/printable.ts';
import { version } from '../../version.ts';
import type { CommandContext } from '../command-io.ts';
import { importedRuns, readWholeRun, type WholeRun } from '../whole-run.ts';

export interface FileOptions {
  'data-folder'?: string;
  json?: boolean;
  /** File to write; `-`: the standard output. */
  out?: string;
  mask?: string[];
  'keep-secrets'?: boolean;
}

export async function exportToFile(
  values: FileOptions,
  id: string | undefined,
  context: CommandContext,
): Promise<number> {
  const whole = await readWholeRun(context, values['data-folder'], id);
  const masked = mask(await exportedRun(whole, context), values);
  const text = `${JSON.stringify(masked, null, 2)}\n`;
  if (values.out === '-') {
    context.out(text);
    return exitCodes.ok;
  }
  const name =
    values.out ?? `${fileName(whole.run.functionId)}-${originalId(whole.run.runId).slice(-6)}${exportSuffix}`;
  const path = resolve(context.cwd, name);
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    throw new Error(`The run could not be exported: ${messageOf(error)}.`);
  }
  const places = masked.masked.length;
  const hidden = places === 0 ? 'Nothing is masked.' : `Values at ${countText(places, 'place')} are masked.`;
  context.out(`Exported to ${oneLine(relative(context.cwd, path))}. ${hidden}\n`);
  return exitCodes.ok;
}

async function exportedRun({ run, entries, events, exported }: WholeRun, context: CommandContext) {
  if (exported) return exported;
  const graph = await context.graphOf(run.functionId, context.cwd);
  return exportRun({ entries, events, graph, engine: `Steplight ${version}` });
}

/** @throws UsageError */
function mask(run: Parameters<typeof maskRun>[0], values: FileOptions) {
  try {
    return maskRun(run, { paths: values.mask ?? [], secrets: !values['keep-secrets'] });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--mask: ${error.message}`);
    throw error;
  }
}

function fileName(functionId: string): string {
  return functionId.replaceAll(/[^\w-]+/g, '-').slice(0, 60);
}

export function importFile(values: FileOptions, file: string | undefined, context: CommandContext): number {
  if (file === undefined) throw new UsageError('Specify a file that `steplight runs export` has written.');
  const { run, outcome, notices } = imported(values, file, context);
  for (const notice of notices) context.error(`${oneLine(notice)}\n`);
  const { progress } = run;
  if (values.json) {
    context.out(`${JSON.stringify({ outcome, run: progress })}\n`);
    return exitCodes.ok;
  }
  const said = { new: 'Imported', same: 'Already imported:', replaced: 'Imported again:' }[outcome];
  context.out(`${said} ${progress.runId}  ${progress.status}  ${oneLine(progress.functionName)}\n`);
  return exitCodes.ok;
}

function imported(values: FileOptions, file: string, context: CommandContext): ImportResult {
  try {
    return importedRuns(context, values['data-folder']).import(resolve(context.cwd, file));
  } catch (error) {
    if (error instanceof ExportedRunError)
      throw new Error(`${file} is not a run that can be imported: ${error.message}`);
    throw new Error(`${file} could not be read: ${messageOf(error)}.`);
  }
}

export function forgetRun(values: FileOptions, id: string | undefined, context: CommandContext): number {
  if (id === undefined) throw new UsageError('Specify an imported run. `steplight runs` lists runs.');
  if (
    !importedRuns(context, values['data-folder']).forget(
      id.replace(/^[0-9a-z]+$/i, (each) => each.toUpperCase()),
    )
  )
    throw new UsageError(
      `Imported run "${id}" not found. \`steplight runs prune\` removes runs of the runtime.`,
    );
  context.out(`Removed the imported run ${originalId(id)}.\n`);
  return exitCodes.ok;
}
