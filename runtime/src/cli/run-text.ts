/** Runs as text. */

import { formatDuration } from '../contract/durations.ts';
import type { RunProgress, StepProgress } from '../contract/progress.ts';
import { preview } from '../text/preview.ts';

/** @param now Unix milliseconds. */
export function runTable(runs: readonly RunProgress[], now: number): string {
  if (runs.length === 0) return 'No runs yet. `steplight send EVENT` starts one.\n';
  const rows = runs.map((run) => [
    run.runId,
    run.status,
    run.functionName,
    run.eventName,
    ago(run.queuedAt, now),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function runText(run: RunProgress, now: number): string {
  const duration = formatDuration((run.endedAt ?? now) - run.queuedAt);
  const lines = [
    `${run.functionName}  ${run.runId}`,
    `  ${run.status}, ${ago(run.queuedAt, now)}, ${duration}, by ${run.eventName}`,
    ...rerunLines(run),
    ...run.steps.map((step) => `  ${stepText(step, now)}`),
    ...run.failures.map(({ error, attempt }) => `  ✗ attempt ${attempt + 1}: ${error.message}`),
    ...(run.error ? [`  error: ${run.error.name}: ${run.error.message}`] : []),
    ...(run.output === undefined ? [] : [`  output: ${preview(run.output, 1_000) || 'null'}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function rerunLines({ rerun }: RunProgress): string[] {
  if (!rerun) return [];
  const from = { start: '', failure: ' from its failure on', step: '' }[rerun.from.at];
  const step = rerun.from.at === 'step' ? ` from "${rerun.from.name}" on` : '';
  const input = rerun.input ? ` with ${preview(rerun.input)}` : '';
  return [`  again: ${rerun.runId}${from}${step}${input}`];
}

function stepText(step: StepProgress, now: number): string {
  const { name } = step.step;
  const { takenOver } = step;
  const taken = takenOver ? (takenOver.edited ? '  (edited)' : '  (taken over)') : '';
  const took = step.startedAt && step.endedAt ? `  ${formatDuration(step.endedAt - step.startedAt)}` : '';
  switch (step.status) {
    case 'completed':
      return `✓ ${name}${took}${taken}  ${preview(step.output)}`.trimEnd();
    case 'failed':
      return `✗ ${name}: ${step.error?.message ?? 'failed'}`;
    case 'retrying':
      return `✗ ${name}: ${step.failures.at(-1)?.error.message}; again in ${formatDuration((step.retryAt ?? now) - now)}`;
    case 'waiting':
      return step.wait
        ? `⏸ ${name}: waits for ${step.wait.event}, ${formatDuration(step.wait.expiresAt - now)} left`
        : `⏸ ${name}: ${step.status}`;
    case 'sleeping':
      return `⏾ ${name}: ${formatDuration((step.sleep?.until ?? now) - now)} left`;
    case 'timed-out':
      return `⏱ ${name}: timed out`;
    default:
      return `… ${name}: ${step.status}`;
  }
}

function ago(at: number, now: number): string {
  return `${formatDuration(now - at)} ago`;
}
