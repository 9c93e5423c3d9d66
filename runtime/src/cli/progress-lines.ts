/** The journal as lines for a terminal: what happens to a run, as it happens. */

import { formatDuration } from '../contract/durations.ts';
import type { DeferRefusal, JournalEntry } from '../contract/journal.ts';
import type { RunProgress, StepProgress } from '../contract/progress.ts';
import type { SerializedError } from '../contract/run.ts';
import { preview } from '../text/preview.ts';
import { shellQuoted } from './format.ts';

/** What the lines need besides the entry: the run after it. */
export interface LineContext {
  run: RunProgress;
  /** Of the event that would end a wait; null when unknown. */
  matchingData: (run: RunProgress, condition: string | null) => Record<string, unknown>;
}

/** Nothing for entries that say nothing to a person. */
export function progressLines(entry: JournalEntry, { run, matchingData }: LineContext): string[] {
  const step = stepOf(entry, run);
  const name = step?.step.name ?? '';
  switch (entry.kind) {
    case 'run-queued':
      return [`▷ ${run.functionName}  ${run.runId}`];
    case 'request-started':
      return step ? [`  … ${name}`] : [];
    case 'step-completed':
      return [`  ✓ ${name}${took(step)}${after(preview(entry.output))}`];
    case 'step-attempt-failed':
      return [
        `  ✗ ${name}: ${errorText(entry.error)}; ${again(entry.retryAt, entry.at, entry.attempt, run)}`,
      ];
    case 'step-failed':
      return [`  ✗ ${name} failed: ${errorText(entry.error)}`];
    case 'run-attempt-failed': {
      const text = errorText(entry.error);
      if (entry.retryAt === null) return [`  ✗ ${text}`];
      if (entry.error.name === 'AppUnreachable') return [`  ✗ ${text} The run goes on when it is back.`];
      return [`  ✗ ${text}; ${again(entry.retryAt, entry.at, entry.attempt, run)}`];
    }
    case 'sleep-started':
      return [`  ⏾ ${name}: sleeps for ${formatDuration(entry.until - entry.at)}`];
    case 'wait-started': {
      const left = formatDuration(entry.expiresAt - entry.at);
      const data = JSON.stringify(matchingData(run, entry.if));
      return [
        `  ⏸ ${name}: waits for ${entry.signal ? 'signal ' : ''}${entry.event} (${left} left)`,
        ...(entry.signal
          ? []
          : [`      steplight send ${shellQuoted(entry.event)} --data ${shellQuoted(data)}`]),
        `      steplight runs skip ${run.runId} ${shellQuoted(name)}    to time out now`,
      ];
    }
    case 'fetch-started':
      return [`  ↗ ${name}: ${entry.method} ${entry.url}`];
    case 'signal-wait-replaced':
      return [`    ${name}: run ${entry.by} took the signal over; it waits for its time-out now`];
    case 'defer-added':
      return [`  ↳ ${entry.name}: starts ${entry.functionId} when the run has ended`];
    case 'defer-rejected':
      return [`  ↳ ${entry.name}: ${entry.functionId} is not started (${deferRefusals[entry.reason]})`];
    case 'defer-aborted': {
      const deferred = run.defers?.find(({ hashedId }) => hashedId === entry.hashedId);
      return [`  ↳ ${deferred?.name ?? entry.hashedId}: aborted`];
    }
    case 'wait-matched':
      return [`  ✓ ${name}: ${entry.event.name} came${after(preview(entry.event.data))}`];
    case 'wait-not-matched':
      return entry.clauses
        .filter((clause) => clause.result !== true)
        .map((clause) => `    not matched: ${clause.expression} (${whyNot(clause)})`);
    case 'wait-timed-out':
      return [`  ⏱ ${name}: timed out${entry.skipped ? ' (skipped)' : ''}`];
    case 'sleep-ended':
      return [`  ✓ ${name}${entry.skipped ? ' (skipped)' : ''}`];
    case 'invoke-started':
      return [`  → ${name}: calls ${entry.functionId}`];
    case 'run-completed':
      return [`● completed in ${elapsed(run)}${after(preview(entry.output, 200))}`];
    case 'run-failed':
      return [`● failed after ${elapsed(run)}: ${errorText(entry.error)}`, ...stackLines(entry.error)];
    case 'run-cancelled':
      return [`● cancelled (${entry.reason})`];
    case 'run-skipped':
      return [`● skipped (${entry.reason})`];
    default:
      return [];
  }
}

const deferRefusals: Record<DeferRefusal, string> = {
  input: 'its input is no object',
  size: 'the inputs of all are larger than 4 MiB',
  count: 'there are 20 already',
};

function stepOf(entry: JournalEntry, run: RunProgress): StepProgress | undefined {
  const hashedId =
    'step' in entry
      ? entry.step.hashedId
      : 'hashedId' in entry
        ? entry.hashedId
        : 'target' in entry
          ? entry.target
          : null;
  return run.steps.find((each) => each.step.hashedId === hashedId);
}

function took(step: StepProgress | undefined): string {
  return step?.startedAt && step.endedAt ? `  ${formatDuration(step.endedAt - step.startedAt)}` : '';
}

function elapsed(run: RunProgress): string {
  return formatDuration((run.endedAt ?? run.queuedAt) - run.queuedAt);
}

function again(retryAt: number, at: number, attempt: number, run: RunProgress): string {
  return `again in ${formatDuration(retryAt - at)} (attempt ${attempt + 2}/${run.maxAttempts})`;
}

function errorText({ name, message }: SerializedError): string {
  return name === 'Error' || name === 'AppUnreachable' || name === 'TransportError'
    ? message
    : `${name}: ${message}`;
}

/** The user's own frames. */
function stackLines(error: SerializedError): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at ') && !/node_modules|node:internal/.test(line))
    .slice(0, 3);
}

function whyNot({
  left,
  right,
  reason,
}: {
  left?: { value: unknown };
  right?: { value: unknown };
  reason?: string;
}): string {
  if (reason) return reason;
  return left && right
    ? `${preview(left.value) || 'nothing'} and ${preview(right.value) || 'nothing'}`
    : 'false';
}

function after(text: string): string {
  return text === '' ? '' : `  ${text}`;
}
