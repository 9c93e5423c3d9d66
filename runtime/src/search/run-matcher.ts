/** A filter, ready to be applied to many runs: what is cheap to know about a run is looked at first. */
import type { RunProgress } from '../contract/progress.ts';
import { type EventRecord, endedStatuses, type SerializedError } from '../contract/run.ts';
import { type RunFilter, wantedOf } from '../contract/run-filter.ts';
import { runExpression } from '../expressions/search-expression.ts';
import type { EndedStatus, QueuedEntry } from '../journal/journal.ts';
import { wireEvent } from '../sdk-protocol/memo.ts';
import { containsText } from './contains-text.ts';
import { runView } from './run-view.ts';

export interface RunMatcher {
  /** Which ends are asked for; undefined: any, or none yet. */
  ended: readonly (EndedStatus | 'unended')[] | undefined;
  /** Only these may match; undefined: any. */
  runIds: readonly string[] | undefined;
  /** False: no run that was queued so matches. */
  mayMatch(queued: QueuedEntry): boolean;
  /** @param events reads the events that started it, which not every filter asks for. */
  matches(run: RunProgress, events: () => readonly EventRecord[]): boolean;
}

/** @param now Unix milliseconds. @throws ExpressionError when the expression cannot be read. */
export function runMatcher(filter: RunFilter, now: number): RunMatcher {
  const statuses = wantedOf(filter.status);
  const names = wantedOf(filter.functionId)?.map((name) => name.toLowerCase());
  const eventNames = wantedOf(filter.event);
  const text = filter.text?.trim().toLowerCase() || null;
  const where = filter.where?.trim() ? runExpression(filter.where, now) : null;
  return {
    ended: statuses && [...new Set(statuses.map(endOf))],
    runIds: filter.runIds,
    mayMatch: (queued) =>
      (eventNames?.includes(queued.eventName) ?? true) &&
      (names?.some((name) => isFunction(queued, name)) ?? true),
    matches: (run, events) => {
      if (statuses && !statuses.includes(run.status)) return false;
      if (where !== null) {
        const view = runView(run, now);
        const found = where.needsEvent
          ? events().some((event) => where.matches({ ...view, event: wireEvent(event) }))
          : where.matches(view);
        if (!found) return false;
      }
      return text === null || hasText(run, text) || containsText(events().map(eventTexts), text);
    },
  };
}

function endOf(status: RunProgress['status']): EndedStatus | 'unended' {
  return isEnded(status) ? status : 'unended';
}

function isEnded(status: RunProgress['status']): status is EndedStatus {
  return endedStatuses.has(status);
}

/** @param name in lower case. */
function isFunction({ functionId, functionName, appId }: QueuedEntry, name: string): boolean {
  const id = functionId.toLowerCase();
  return id === name || id === `${appId.toLowerCase()}-${name}` || functionName.toLowerCase() === name;
}

/** In values and what the user named; the names of a run's own fields are in every run. */
function hasText(run: RunProgress, text: string): boolean {
  const { runId, functionId, functionName, eventName, output, failures, steps } = run;
  const found = (value: unknown) => containsText(value, text);
  return (
    [runId, functionId, functionName, eventName, output, errorTexts(run.error)].some(found) ||
    failures.some(({ error }) => found(errorTexts(error))) ||
    steps.some((step) => {
      const { wait, failures: tries } = step;
      return (
        [step.step.name, step.output, step.input, errorTexts(step.error)].some(found) ||
        [wait?.event, wait?.matched?.data].some(found) ||
        tries.some(({ error }) => found(errorTexts(error)))
      );
    })
  );
}

/** Without the stack, whose paths are in all errors. */
function errorTexts(error: SerializedError | null): unknown[] {
  return error === null ? [] : [error.name, error.message, error.cause];
}

function eventTexts({ id, internalId, name, data, user }: EventRecord): unknown[] {
  return [id, internalId, name, data, user];
}
