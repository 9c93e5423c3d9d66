/** Colors of what happens to runs. */
import type { ShownStatus } from '../contract/shown-status.ts';
import type { Style } from './command-io.ts';

type Color = 'green' | 'red' | 'yellow' | 'cyan' | 'dim';

const colorOfStatus: Readonly<Record<ShownStatus, Color>> = {
  queued: 'dim',
  running: 'cyan',
  retrying: 'yellow',
  waiting: 'yellow',
  sleeping: 'yellow',
  completed: 'green',
  failed: 'red',
  cancelled: 'yellow',
  skipped: 'dim',
};

/** By the mark at the beginning of a line. */
const colorOfMark: Readonly<Record<string, Color>> = {
  '✓': 'green',
  '✗': 'red',
  '⏸': 'yellow',
  '⏾': 'yellow',
  '⏱': 'yellow',
  '▷': 'cyan',
  '⚡': 'cyan',
};

export function coloredStatus(status: ShownStatus, text: string, style: Style): string {
  return style(colorOfStatus[status], text);
}

/** Colors the mark of a line of progress, the end of a run as a whole, and dims what code printed. */
export function coloredLine(line: string, style: Style): string {
  const ended = /^● (\w+)/.exec(line)?.[1];
  if (ended !== undefined && ended in colorOfStatus)
    return line.replace(`● ${ended}`, (text) => coloredStatus(ended as ShownStatus, text, style));
  if (/^ +\| /.test(line)) return style('dim', line);
  return line.replace(/^( *)(\S)(?= )/, (text, indent: string, mark: string) => {
    const color = colorOfMark[mark];
    return color === undefined ? text : `${indent}${style(color, mark)}`;
  });
}
