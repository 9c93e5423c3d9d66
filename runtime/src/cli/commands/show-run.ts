/** `steplight runs show`. */
import type { JournalEntry } from '../../contract/journal.ts';
import { entryFactsOf } from '../../history/entry-facts.ts';
import { momentTimeText } from '../../history/moment-time.ts';
import { RunHistory } from '../../history/run-history.ts';
import { exitCodes, UsageError } from '../../options.ts';
import { oneLine } from '../../text/printable.ts';
import { coloredLine } from '../colors.ts';
import type { CommandContext } from '../command-io.ts';
import { followRuns, printRun } from '../follow-runs.ts';
import { outputText } from '../output-lines.ts';
import { importedText, runText } from '../run-text.ts';
import { findRuntime } from '../runtime-connection.ts';
import { stoppedText } from '../send-and-follow.ts';
import { readWholeRun, type WholeRun } from '../whole-run.ts';

export const showHelp = `  show ID               show a run and its steps
    --logs                also show what its code printed (hosted functions only)
    --at MOMENT           as it was after this entry of its journal (a number of --entries), or at this time
    --entries             list the entries of its journal
    --follow              print its progress until it ends; the exit code is 1 if it fails`;

export const showOptions = {
  logs: { type: 'boolean' },
  at: { type: 'string' },
  entries: { type: 'boolean' },
  follow: { type: 'boolean' },
} as const;

interface ShowValues {
  logs?: boolean;
  at?: string;
  entries?: boolean;
  follow?: boolean;
  json?: boolean;
  'data-folder'?: string;
}

/** Reads the journal itself if no runtime is running, so that looking starts nothing. */
export async function showRun(
  values: ShowValues,
  id: string | undefined,
  context: CommandContext,
): Promise<number> {
  if (values.follow && values.at !== undefined) throw new UsageError('Pass either --follow or --at.');
  const whole = await readWholeRun(context, values['data-folder'], id);
  if (values.follow) return follow(values, whole, context);
  if (values.entries) return listEntries(values, whole, context);
  const { entry, run } = momentOf(whole, values.at);
  const { entries, exported } = whole;
  if (values.json) {
    context.out(`${JSON.stringify(run)}\n`);
    return exitCodes.ok;
  }
  if (values.at !== undefined) {
    const position = `Entry ${entries.indexOf(entry) + 1} of ${entries.length}`;
    context.out(`${position} (${entry.seq}), ${momentTimeText(entry.at, Date.now())}: ${entry.kind}\n`);
  }
  context.out(runText(run, values.at === undefined ? Date.now() : entry.at, context.styles.out));
  if (exported) context.out(`${importedText(exported)}\n`);
  if (values.logs) context.out(outputText(entries.filter(({ seq }) => seq <= entry.seq)));
  return exitCodes.ok;
}

/** @param at number of an entry, or a time; the last entry up to it counts. */
function momentOf({ run, entries }: WholeRun, at: string | undefined) {
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) throw new UsageError(`The journal has no entries of run ${run.runId}.`);
  if (at === undefined) return { entry: last, run };
  const history = new RunHistory(entries);
  const seq = /^\d+$/.test(at) ? Number(at) : seqAt(entries, timeOf(at, first));
  const entry = history.entryAt(seq);
  const progress = history.at(seq);
  if (entry && progress) return { entry, run: progress };
  throw new UsageError(
    `The run starts with entry ${first.seq}, at ${new Date(first.at).toISOString()}. See --entries.`,
  );
}

function seqAt(entries: readonly JournalEntry[], time: number): number {
  return entries.findLast(({ at }) => at <= time)?.seq ?? -1;
}

/** A time alone is of the day on which the run started. */
function timeOf(text: string, first: JournalEntry): number {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (clock) {
    const [, hours, minutes, seconds = '59', thousandths = '999'] = clock;
    return new Date(first.at).setHours(
      Number(hours),
      Number(minutes),
      Number(seconds),
      Number(thousandths.padEnd(3, '0')),
    );
  }
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError(
      `--at: must be the number of an entry or a time, such as 10:42:07. "${text}" is neither.`,
    );
  return time;
}

function listEntries({ json }: ShowValues, { entries }: WholeRun, context: CommandContext): number {
  if (json) {
    context.out(`${JSON.stringify(entries)}\n`);
    return exitCodes.ok;
  }
  const width = String(entries.at(-1)?.seq ?? '').length;
  const history = new RunHistory(entries);
  const now = Date.now();
  for (const { seq, at, kind, step } of entryFactsOf(history)) {
    const about = step === undefined ? '' : `  ${oneLine(step)}`;
    context.out(`${String(seq).padStart(width)}  ${momentTimeText(at, now)}  ${kind}${about}\n`);
  }
  return exitCodes.ok;
}

async function follow(values: ShowValues, whole: WholeRun, context: CommandContext): Promise<number> {
  const { run, exported } = whole;
  const found = exported ? null : findRuntime(context, values['data-folder']);
  const print = (line: string): void => {
    if (!values.json) context.out(`${coloredLine(line, context.styles.out)}\n`);
  };
  const followed = found
    ? await followRuns(
        { ...found, own: false, close: async () => {} },
        [run.runId],
        -1,
        print,
        context.signal,
      )
    : printRun(whole, print);
  const last = followed.runs[0] ?? run;
  if (values.json) context.out(`${JSON.stringify(last)}\n`);
  if (!followed.ended) context.error(`${found ? stoppedText(false) : notRunning}\n`);
  return last.status === 'completed' || last.status === 'skipped' ? exitCodes.ok : exitCodes.failed;
}

const notRunning =
  'The run has not ended, and no runtime is running. Run `steplight dev` here to continue it.';
