/** Explains what a run waits for, and which events nearly matched; or why it ended. */
import { errorText } from '../../contract/error-text.ts';
import type { JournalEntry } from '../../contract/journal.ts';
import type { RunProgress, StepProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import { endedStatuses } from '../../contract/run.ts';
import { foldRunEntries } from '../../contract/run-fold.ts';
import type { NearMiss, RunWhy, WaitWhy } from '../../contract/why.ts';
import { matches } from '../../expressions/expression.ts';
import type { Journal } from '../../journal/journal.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import type { BlockedBy } from '../state/blocked-by.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { RunState } from '../state/run-state.ts';
import { explained } from './explained.ts';
import { isSimilar } from './similar-names.ts';

/** The latest events that are checked for near misses. */
const maxEvents = 50;

export interface RunSources {
  journal: Journal;
  state: EngineState;
  now: number;
}

export function whyRun(
  run: RunProgress,
  blockedBy: BlockedBy | null,
  { journal, state, now }: RunSources,
): RunWhy {
  const active = endedStatuses.has(run.status) ? undefined : state.runs.get(run.runId);
  const items = [...(active?.items.values() ?? [])];
  const later = items.filter((item) => item.requestId === null && item.dueAt > now).map((item) => item.dueAt);
  const own = run.eventIds.map((id) => journal.event(id)).find((event) => event !== null) ?? null;
  const near = own && new NearEvents(own, journal, now);
  return {
    runId: run.runId,
    functionId: run.functionId,
    status: run.status,
    endReason: endReason(journal.entriesOf(run.runId)),
    held: heldOf(blockedBy, active),
    dueAt: later.length > 0 ? Math.min(...later) : null,
    waits: run.steps.flatMap((step) => waitWhy(step, run, near)),
    sleeps: run.steps.flatMap(({ step, status, sleep }) =>
      status === 'sleeping' && sleep
        ? [{ hashedId: step.hashedId, step: step.name, until: sleep.until }]
        : [],
    ),
    invokes: run.steps.flatMap((step) => invokeWhy(step, journal)),
    cancelOn: (active?.cancelOn ?? []).map(({ event, if: condition, until }) => ({
      event,
      if: condition,
      until,
      nearMisses: near?.misses(event, condition, run.queuedAt) ?? [],
    })),
    limit: limitOf(active),
  };
}

function endReason(entries: readonly JournalEntry[]): string | null {
  for (const entry of entries) {
    if (entry.kind === 'run-cancelled' || entry.kind === 'run-skipped') return entry.reason;
    if (entry.kind === 'run-failed') return errorText(entry.error);
  }
  return null;
}

function waitWhy(step: StepProgress, run: RunProgress, near: NearEvents | null): WaitWhy[] {
  if (step.status !== 'waiting' || !step.wait) return [];
  const { event, if: condition, expiresAt, nearMisses } = step.wait;
  const since = step.startedAt ?? run.queuedAt;
  const isSignal = step.step.op === 'WaitForSignal';
  const seen = isSignal || !near ? nearMisses : near.misses(event, condition, since);
  const known = new Set(seen.map(({ eventId }) => eventId));
  return [
    {
      hashedId: step.step.hashedId,
      step: step.step.name,
      event,
      isSignal,
      if: condition,
      expiresAt,
      nearMisses: [...nearMisses.filter(({ eventId }) => !known.has(eventId)), ...seen],
      tooEarly: isSignal || !near ? [] : near.tooEarly(event, condition, since),
      misspelled: isSignal || !near ? [] : near.misspelled(event, since),
    },
  ];
}

/** Stored events other than the run's own. */
class NearEvents {
  readonly #own: EventRecord;
  readonly #journal: Journal;
  readonly #now: number;

  constructor(own: EventRecord, journal: Journal, now: number) {
    this.#own = own;
    this.#journal = journal;
    this.#now = now;
  }

  /** Those of the name that came since, and for which the condition is not true; oldest first. */
  misses(name: string, condition: string | null, since: number): NearMiss[] {
    if (condition === null) return [];
    return this.#others(name)
      .filter((event) => event.receivedAt >= since && !this.#matches(condition, event))
      .map((event) => ({
        eventId: event.internalId,
        at: event.receivedAt,
        clauses: explained(condition, wireEvent(this.#own), wireEvent(event), this.#now),
      }))
      .reverse();
  }

  tooEarly(name: string, condition: string | null, since: number): WaitWhy['tooEarly'] {
    return this.#others(name)
      .filter((event) => event.receivedAt < since)
      .filter((event) => condition === null || this.#matches(condition, event))
      .map(({ internalId, receivedAt }) => ({
        eventId: internalId,
        at: receivedAt,
        before: since - receivedAt,
      }));
  }

  misspelled(name: string, since: number): WaitWhy['misspelled'] {
    return this.#journal
      .listEvents({ limit: maxEvents })
      .filter((event) => event.receivedAt >= since && isSimilar(event.name, name))
      .map((event) => ({ eventId: event.internalId, name: event.name, at: event.receivedAt }));
  }

  #others(name: string): EventRecord[] {
    return this.#journal
      .listEvents({ name, limit: maxEvents })
      .filter(({ internalId }) => internalId !== this.#own.internalId);
  }

  #matches(condition: string, event: EventRecord): boolean {
    return matches(condition, wireEvent(this.#own), wireEvent(event), this.#now);
  }
}

function invokeWhy({ step, status, invoke }: StepProgress, journal: Journal): RunWhy['invokes'] {
  if (status !== 'waiting' || !invoke) return [];
  const [runId = null] = journal.runsOfEvent(invoke.eventId);
  return [
    {
      hashedId: step.hashedId,
      step: step.name,
      functionId: invoke.functionId,
      runId,
      status: runId === null ? null : statusOf(journal.entriesOf(runId)),
    },
  ];
}

function statusOf(entries: readonly JournalEntry[]): string | null {
  return foldRunEntries(entries)?.status ?? null;
}

function limitOf(run: RunState | undefined): RunWhy['limit'] {
  if (!run) return null;
  const { startWithin, finishWithin } = run.flow;
  if (run.startedAt === null)
    return startWithin === undefined ? null : { by: 'start', until: run.queuedAt + startWithin };
  return finishWithin === undefined ? null : { by: 'finish', until: run.startedAt + finishWithin };
}

function heldOf(blockedBy: BlockedBy | null, run: RunState | undefined): RunWhy['held'] {
  if (blockedBy?.by === 'concurrency') {
    return { by: 'concurrency', ...blockedBy.limit, holders: blockedBy.holders };
  }
  if (blockedBy?.by === 'throttle') {
    const { limit = 0, period = 0 } = run?.flow.throttle ?? {};
    return { by: 'throttle', until: blockedBy.until, limit, period, key: blockedBy.key };
  }
  return blockedBy;
}
