/** The progress of a run as lines for a terminal, entry by entry. */

import { durationText } from '../contract/duration-text.ts';
import { errorText } from '../contract/error-text.ts';
import type { DeferRefusal, JournalEntry } from '../contract/journal.ts';
import type { StepProgress } from '../contract/progress.ts';
import type { SerializedError } from '../contract/run.ts';
import type { RunFacts, RunFold } from '../contract/run-fold.ts';
import { shellQuoted } from '../contract/shell-word.ts';
import { missTexts } from '../contract/wording/near-miss-text.ts';
import { english } from '../contract/wording/texts.ts';
import { shortJson } from '../text/shorten.ts';
import { attemptText } from './attempt-text.ts';

/** What the lines depend on besides the entry. */
export interface LineContext {
  /** The run after the entry. */
  fold: RunFold;
  /** Data of an event that would end a wait. */
  matchingData: (run: RunFacts, condition: string | null) => Record<string, unknown>;
}

/** Empty for entries that are of no interest to people. */
export function progressLines(entry: JournalEntry, { fold, matchingData }: LineContext): string[] {
  const run = fold.facts;
  if (run === null) return [];
  const step = stepOf(entry, fold);
  const name = step?.step.name ?? '';
  switch (entry.kind) {
    case 'run-queued':
      return [`▷ ${run.functionName}  ${run.runId}`];
    case 'request-started':
      return step ? [`  … ${name}`] : [];
    case 'step-completed':
      return [`  ✓ ${name}${took(step)}${after(shortJson(entry.output))}`];
    case 'step-attempt-failed':
      return [
        `  ✗ ${name}: ${errorText(entry.error)}; ${retryText(entry.retryAt, entry.at, entry.attempt, run)}`,
      ];
    case 'step-failed':
      return [`  ✗ ${name} failed: ${errorText(entry.error)}`];
    case 'run-attempt-failed': {
      const text = errorText(entry.error);
      if (entry.retryAt === null) return [`  ✗ ${text}`];
      if (entry.error.name === 'AppUnreachable')
        return [`  ✗ ${text} The run continues when the app is back.`];
      return [`  ✗ ${text}; ${retryText(entry.retryAt, entry.at, entry.attempt, run)}`];
    }
    case 'sleep-started':
      return [`  ⏾ ${name}: sleeping for ${durationText(entry.until - entry.at)}`];
    case 'wait-started': {
      const left = durationText(entry.expiresAt - entry.at);
      const data = JSON.stringify(matchingData(run, entry.if));
      return [
        `  ⏸ ${name}: waiting for ${entry.signal ? 'signal ' : ''}${entry.event} (times out in ${left})`,
        ...(entry.signal
          ? []
          : [`      steplight send ${shellQuoted(entry.event)} --data ${shellQuoted(data)}`]),
        `      steplight runs skip ${run.runId} ${shellQuoted(name)}    # time out now`,
      ];
    }
    case 'fetch-started':
      return [`  ↗ ${name}: ${entry.method} ${entry.url}`];
    case 'signal-wait-replaced':
      return [`    ${name}: run ${entry.by} claimed the signal; this wait can only time out`];
    case 'defer-added':
      return [`  ↳ ${entry.name}: ${entry.functionId} will start when the run ends`];
    case 'defer-rejected':
      return [`  ↳ ${entry.name}: ${entry.functionId} will not start (${deferRefusals[entry.reason]})`];
    case 'defer-aborted': {
      const deferred = fold.current?.defers?.find(({ hashedId }) => hashedId === entry.hashedId);
      return [`  ↳ ${deferred?.name ?? entry.hashedId}: aborted`];
    }
    case 'wait-matched':
      return [`  ✓ ${name}: received ${entry.event.name}${after(shortJson(entry.event.data))}`];
    case 'wait-not-matched':
      return missTexts(entry.clauses, english).map((text) => `    no match: ${text}`);
    case 'wait-timed-out':
      return [`  ⏱ ${name}: timed out${entry.skipped ? ' (skipped)' : ''}`];
    case 'sleep-ended':
      return [`  ✓ ${name}${entry.skipped ? ' (skipped)' : ''}`];
    case 'invoke-started':
      return [`  → ${name}: invoking ${entry.functionId}`];
    case 'run-completed':
      return [`● completed in ${elapsed(run)}${after(shortJson(entry.output, 200))}`];
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
  input: 'its input is not an object',
  size: 'all inputs together exceed 4 MiB',
  count: 'the run has already deferred 20 functions',
};

function stepOf(entry: JournalEntry, fold: RunFold): StepProgress | undefined {
  const hashedId =
    'step' in entry
      ? entry.step.hashedId
      : 'hashedId' in entry
        ? entry.hashedId
        : 'target' in entry
          ? entry.target
          : null;
  return hashedId === null ? undefined : fold.step(hashedId);
}

function took(step: StepProgress | undefined): string {
  return step?.startedAt && step.endedAt ? `  ${durationText(step.endedAt - step.startedAt)}` : '';
}

function elapsed(run: RunFacts): string {
  return durationText((run.endedAt ?? run.queuedAt) - run.queuedAt);
}

function retryText(retryAt: number, at: number, attempt: number, run: RunFacts): string {
  return `retrying in ${durationText(retryAt - at)} (${attemptText(attempt + 1, run.maxAttempts)})`;
}

/** Frames of the user's own code. */
function stackLines(error: SerializedError): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at ') && !/node_modules|node:internal/.test(line))
    .slice(0, 3);
}

function after(text: string): string {
  return text === '' ? '' : `  ${text}`;
}
