/**
 * A run on one line, with the marks of the command line: `import: ✓ one ✓ two → {"n":8}`. Sleeps and waits are described by
 * what they wait for, since SDK 1 and 2 give them no names.
 */
import type { RunProgress, StepProgress } from '../../runtime/src/contract/progress.ts';

export function story(run: RunProgress): string {
  return `${[`${run.functionId.replace(/^app-/, '')}:`, ...run.steps.map(stepText), ...ending(run)].join(' ')}`;
}

function stepText({ step, status, wait, sleep, error, failures }: StepProgress): string {
  const name = wait ? wait.event : sleep ? 'sleep' : step.name;
  switch (status) {
    case 'completed':
      return `✓ ${name}`;
    case 'failed':
      return `✗ ${name} (${error?.message})`;
    case 'retrying':
      return `↻ ${name} (${failures.at(-1)?.error.message})`;
    case 'waiting':
      return `⏸ ${name}`;
    case 'sleeping':
      return `⏾ ${name}`;
    case 'timed-out':
      return `⏱ ${name}`;
    default:
      return `… ${name}`;
  }
}

function ending({ status, output, error, failures }: RunProgress): string[] {
  if (status === 'completed') return [`→ ${JSON.stringify(output ?? null)}`];
  if (status === 'failed') return [`● failed: ${error?.message}`];
  if (status === 'cancelled' || status === 'skipped' || status === 'queued') return [`● ${status}`];
  const last = failures.at(-1);
  return last && status === 'running' ? [`↻ (${last.error.message})`] : [];
}
