/** Output of hosted code, line by line. */
import type { HostLog } from '../contract/api.ts';
import type { JournalEntry } from '../contract/journal.ts';
import type { PrintedText } from '../contract/progress.ts';
import { oneLine } from '../text/printable.ts';

/** `[step] text` for each line, or only the text if the function's body printed it. */
export function outputLines({ step, text }: Pick<HostLog, 'step' | 'text'>): string[] {
  const prefix = step ? `[${oneLine(step.name)}] ` : '';
  return text.split('\n').map((line) => `${prefix}${line}`);
}

/** Everything that a run printed, with the time of day. */
export function outputText(entries: readonly JournalEntry[]): string {
  const printed = entries.filter((entry) => entry.kind === 'output-printed');
  if (printed.length === 0)
    return '  No output. Output is recorded only for functions hosted by Steplight.\n';
  return printed
    .flatMap(({ at, by, level, text, cut = false }) => timedLines({ at, step: by, level, text, cut }))
    .map((line) => `  ${line}\n`)
    .join('');
}

function timedLines({ at, step, level, text, cut }: PrintedText): string[] {
  const date = new Date(at);
  const time = `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  const mark = level === 'info' ? '' : `${level}: `;
  const lines = outputLines({ step, text }).map((line) => `${time} ${mark}${line}`);
  return cut ? [...lines, `${time} … output truncated`] : lines;
}
