/** A comparison of two runs for a terminal of 80 columns: where they part first, then what differs step by step. */
import {
  differenceText,
  divergenceText,
  english,
  expectedText,
  rowName,
} from '../history/comparison-text.ts';
import type { ComparedStep, Difference, RunComparison } from '../history/run-comparison.ts';
import { oneLine } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';
import { coloredStatus } from './colors.ts';
import type { Style } from './command-io.ts';

const width = 80;
const nameWidth = 28;
/** Same steps in a row are counted. */
const mark = { same: '=', a: 'A', b: 'B', differs: '≠', first: '▶' } as const;

export function comparisonText(comparison: RunComparison, style: Style): string {
  const { a, b, first, steps, whole } = comparison;
  const lines = [
    ...[a, b].map((run, index) => {
      const text = `${index === 0 ? 'A' : 'B'}  ${run.runId}  ${run.status}  ${run.functionName}`;
      return oneLine(shorten(text, width)).replace(run.status, (word) =>
        coloredStatus(run.status, word, style),
      );
    }),
    '',
    ...wrapped(divergenceText(comparison, english)).map((line) => style('bold', line)),
  ];
  if (first !== null) {
    const event = whole.filter(isOfEvent);
    const end = whole.filter((difference) => !isOfEvent(difference));
    lines.push(
      '',
      ...event.map((difference) => row('event', [difference], first.at === 'start')),
      ...stepRows(steps, first.at),
      ...(end.length === 0 ? [] : [row('run', end, first.at === 'end')]),
    );
  }
  return `${lines.join('\n')}\n`;
}

function isOfEvent(difference: Difference): boolean {
  return difference.kind === 'value' && difference.of === 'event';
}

function stepRows(steps: readonly ComparedStep[], first: number | 'start' | 'end'): string[] {
  const rows: string[] = [];
  let same = 0;
  const addSame = () => {
    if (same > 0)
      rows.push(`${mark.same} ${same === 1 ? '1 step is the same' : `${same} steps are the same`}`);
    same = 0;
  };
  steps.forEach((step, index) => {
    if (step.differences.length === 0) {
      same += 1;
      return;
    }
    addSame();
    rows.push(row(rowName(step), step.differences, index === first));
  });
  addSame();
  return rows;
}

function row(name: string, differences: readonly Difference[], isFirst: boolean): string {
  const texts = differences.map((difference) => {
    const expected = expectedText(difference, english);
    return `${differenceText(difference, english)}${expected === null ? '' : ` (${expected})`}`;
  });
  const start = `${isFirst ? mark.first : markOf(differences)} ${shorten(oneLine(name), nameWidth).padEnd(nameWidth)}`;
  return shorten(`${start} ${oneLine(texts.join('; '))}`, width).trimEnd();
}

function markOf([first]: readonly Difference[]): string {
  return first?.kind === 'branch' ? mark[first.only] : mark.differs;
}

/** At spaces; a longer word is cut into pieces. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (let rest = oneLine(text); rest !== ''; ) {
    const space = rest.length > width ? rest.lastIndexOf(' ', width) : rest.length;
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
