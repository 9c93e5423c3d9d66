/** Runs as text. */

import { durationText, elapsedText } from '../contract/duration-text.ts';
import { errorText, repeatedFailures } from '../contract/error-text.ts';
import type { RunProgress, StepProgress } from '../contract/progress.ts';
import { shownStatus } from '../contract/shown-status.ts';
import type { ExportedRun } from '../history/exported-run.ts';
import { oneLine } from '../text/printable.ts';
import { shortJson } from '../text/shorten.ts';
import { attemptText } from './attempt-text.ts';
import { coloredLine, coloredStatus } from './colors.ts';
import type { Style } from './command-io.ts';

const tableWidth = 80;

/**
 * One line per run, or two when its event does not fit beside the function. Names are never cut.
 *
 * @param now Unix milliseconds.
 */
export function runTable(runs: readonly RunProgress[], now: number, style: Style): string {
  return tableOf(runs, now, style, ({ functionName, eventName }) => [functionName, eventName]);
}

/** As {@link runTable}, under the names of the functions; the function of the latest run comes first. */
export function groupedRunTable(runs: readonly RunProgress[], now: number, style: Style): string {
  if (runs.length === 0) return runTable(runs, now, style);
  const groups = [...Map.groupBy(runs, ({ functionId }) => functionId).values()];
  return groups
    .map((group) => {
      const { functionName, functionId } = group[0]!;
      const heading = functionName === functionId ? functionName : `${functionName} (${functionId})`;
      const rows = tableOf(group, now, style, ({ eventName }) => [eventName]);
      return `${style('bold', oneLine(heading))}\n${rows}`;
    })
    .join('\n');
}

/** The names come last, for they may be long. */
function tableOf(
  runs: readonly RunProgress[],
  now: number,
  style: Style,
  namesOf: (run: RunProgress) => string[],
): string {
  if (runs.length === 0) return 'No runs. Start one with `steplight send EVENT`.\n';
  const rows = runs.map((run) => [run.runId, shownStatus(run), ago(run.queuedAt, now)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const indent = widths.reduce((sum, width) => sum + width + 2, 0);
  const names = runs.map((run) => namesOf(run).map(oneLine));
  const longest = Math.max(...names.map(([first = '']) => first.length));
  const isWide = names.some(([, second = '']) => indent + longest + 2 + second.length > tableWidth);
  return runs
    .map((run, index) => {
      const [id = '', status = '', time = ''] = rows[index]!.map((cell, column) =>
        cell.padEnd(widths[column]!),
      );
      const cells = [oneLine(id), coloredStatus(shownStatus(run), status, style), time].join('  ');
      const [first = '', ...more] = names[index]!;
      if (!isWide) return `${[cells, first.padEnd(longest), ...more].join('  ').trimEnd()}\n`;
      const fits = indent + [first, ...more].join('  ').length <= tableWidth;
      const lines = fits ? [[first, ...more].join('  ')] : [first, ...more];
      return `${cells}  ${lines.join(`\n${' '.repeat(indent)}`)}\n`;
    })
    .join('');
}

export function runText(run: RunProgress, now: number, style: Style): string {
  const duration = run.endedAt === null ? '' : ` after ${durationText(run.endedAt - run.queuedAt)}`;
  const lines = [
    `${run.functionName}  ${run.runId}`,
    `  ${coloredStatus(shownStatus(run), shownStatus(run), style)}${duration}, queued ${ago(run.queuedAt, now)} by ${run.eventName}`,
    ...rerunLines(run),
    ...run.steps.map((step) => `  ${stepText(step, run.maxAttempts, now)}`),
    ...repeatedFailures(run.failures).map(
      ({ last, count }) =>
        `  ✗ ${attemptText(last.attempt, run.maxAttempts)}: ${errorText(last.error)}${timesText(count)}`,
    ),
    ...(run.error ? [`  error: ${errorText(run.error)}`] : []),
    ...(run.output === undefined ? [] : [`  output: ${shortJson(run.output, 1_000) || 'null'}`]),
  ];
  return lines.map((line) => `${coloredLine(oneLine(line), style)}\n`).join('');
}

/** Where an imported run comes from, and what it does not show. */
export function importedText({ source, masked }: ExportedRun): string {
  const places = masked.length === 0 ? '' : `; masked: ${masked.join(', ')}`;
  const commit = source.commit === undefined ? '' : `, commit ${source.commit}`;
  return oneLine(`  imported, read-only: exported by ${source.engine}${commit}${places}`);
}

function rerunLines({ rerun }: RunProgress): string[] {
  if (!rerun) return [];
  const from = { start: '', failure: ' from its failure', step: '' }[rerun.from.at];
  const step = rerun.from.at === 'step' ? ` from step "${rerun.from.name}"` : '';
  const input = rerun.input ? ` with input ${shortJson(rerun.input)}` : '';
  return [`  rerun of ${rerun.runId}${from}${step}${input}`];
}

function stepText(step: StepProgress, maxAttempts: number, now: number): string {
  const { name } = step.step;
  const { takenOver } = step;
  const taken = takenOver ? (takenOver.edited ? '  (edited)' : '  (reused)') : '';
  const took = step.startedAt && step.endedAt ? `  ${durationText(step.endedAt - step.startedAt)}` : '';
  switch (step.status) {
    case 'completed':
      return `✓ ${name}${took}${taken}  ${shortJson(step.output)}`.trimEnd();
    case 'failed':
      return `✗ ${name}: ${step.error ? errorText(step.error) : 'failed'}`;
    case 'retrying':
      return `✗ ${name}: ${failureText(step)}; retrying in ${durationText((step.retryAt ?? now) - now)} (${attemptText(step.attempt + 1, maxAttempts)})`;
    case 'waiting':
      return step.wait
        ? `⏸ ${name}: waiting for ${step.wait.event} (times out in ${durationText(step.wait.expiresAt - now)})`
        : `⏸ ${name}: ${step.status}`;
    case 'sleeping':
      return `⏾ ${name}: sleeping, ${durationText((step.sleep?.until ?? now) - now)} left`;
    case 'timed-out':
      return `⏱ ${name}: timed out`;
    default:
      return `… ${name}: ${step.status}`;
  }
}

function failureText({ failures }: StepProgress): string {
  const group = repeatedFailures(failures).at(-1);
  return group ? `${errorText(group.last.error)}${timesText(group.count)}` : 'failed';
}

function timesText(count: number): string {
  return count > 1 ? ` (${count} times)` : '';
}

function ago(at: number, now: number): string {
  return `${elapsedText(now - at)} ago`;
}
