/** Answers why something did not happen, from the journal and the functions as they are served now. */
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';
import type { ClauseVerdict, EventRecord } from '../contract/run.ts';
import type { EventWhy, FunctionWhy, RunWhy, WaitWhy } from '../contract/why.ts';
import { explain, matches } from '../expressions/expression.ts';
import type { Journal } from '../journal/journal.ts';
import { wireEvent } from '../sdk-protocol/memo.ts';
import type { Held } from './dispatcher.ts';
import type { EngineState } from './engine-state.ts';
import type { ServedFunction } from './function-directory.ts';
import { triggerNames } from './triggers.ts';

/** Events looked at for having come too early, at most. */
const lookedBack = 50;

export interface EventSources {
  journal: Journal;
  state: EngineState;
  functions: readonly ServedFunction[];
  now: number;
}

export function whyEvent(event: EventRecord, sources: EventSources): EventWhy {
  const { journal, functions } = sources;
  const names = new Set(triggerNames(event.name));
  const listening = functions.filter((fn) =>
    fn.triggers.some((trigger) => trigger.event !== undefined && names.has(trigger.event)),
  );
  const entries = journal.entriesOf(event.internalId);
  const started = new Map(
    journal.runsOfEvent(event.internalId).map((runId) => [functionOf(journal, runId), runId]),
  );
  const others = [...started.keys(), ...refusedOf(entries).keys()].filter(
    (id) => !listening.some((fn) => fn.id === id),
  );
  return {
    eventId: event.internalId,
    name: event.name,
    functions: [
      ...listening.map((fn) => ({ functionId: fn.id, verdict: verdictOf(fn, event, started, sources) })),
      ...others.map((functionId) => ({
        functionId,
        verdict: knownVerdict(functionId, event, started, sources) ?? { kind: 'unknown' as const },
      })),
    ],
    waits: missedWaits(event, sources),
    similarNames: listening.length > 0 ? [] : similar(event.name, functions),
  };
}

function verdictOf(
  fn: ServedFunction,
  event: EventRecord,
  started: ReadonlyMap<string, string>,
  sources: EventSources,
): FunctionWhy['verdict'] {
  const known = knownVerdict(fn.id, event, started, sources);
  if (known) return known;
  const names = new Set(triggerNames(event.name));
  for (const trigger of fn.triggers) {
    if (trigger.event === undefined || !names.has(trigger.event) || !trigger.if) continue;
    const view = wireEvent(event);
    if (matches(trigger.if, view, null, sources.now)) continue;
    return {
      kind: 'condition',
      expression: trigger.if,
      clauses: verdicts(trigger.if, view, null, sources.now),
    };
  }
  return wasHeld(sources.journal, fn.id, event) ? { kind: 'superseded' } : { kind: 'unknown' };
}

/** What the journal says. */
function knownVerdict(
  functionId: string,
  event: EventRecord,
  started: ReadonlyMap<string, string>,
  { journal, state }: EventSources,
): FunctionWhy['verdict'] | null {
  const runId = started.get(functionId);
  if (runId !== undefined) return { kind: 'started', runId };
  const reason = refusedOf(journal.entriesOf(event.internalId)).get(functionId);
  if (reason) return { kind: 'refused', reason };
  const hold = state.holds
    .all()
    .find(
      (each) =>
        each.functionId === functionId &&
        each.events.some(({ internalId }) => internalId === event.internalId),
    );
  return hold ? { kind: 'held', by: hold.by, events: hold.events.length, releaseAt: hold.releaseAt } : null;
}

function refusedOf(entries: readonly JournalEntry[]) {
  return new Map(
    entries
      .filter((entry) => entry.kind === 'start-refused')
      .map(({ functionId, reason }) => [functionId, reason]),
  );
}

/** Held, and neither still held nor started: a later one took its place. */
function wasHeld(journal: Journal, functionId: string, event: EventRecord): boolean {
  const after = journal.entriesOf(event.internalId)[0]?.seq ?? 0;
  return journal
    .read(after, 200)
    .some(
      (entry) =>
        entry.kind === 'event-held' && entry.functionId === functionId && entry.eventId === event.internalId,
    );
}

function missedWaits(event: EventRecord, { journal }: EventSources): EventWhy['waits'] {
  const received = journal.entriesOf(event.internalId)[0]?.seq ?? 0;
  return journal.read(received, 500).flatMap((entry) => {
    if (entry.kind !== 'wait-not-matched' || entry.eventId !== event.internalId) return [];
    const { runId, hashedId, clauses } = entry;
    return [{ runId, hashedId, step: stepName(journal, runId, hashedId), clauses }];
  });
}

export function whyRun(
  run: RunProgress,
  held: Held | null,
  { journal, state, now }: Omit<EventSources, 'functions'>,
): RunWhy {
  const items = [...(state.runs.get(run.runId)?.items.values() ?? [])];
  const later = items.filter((item) => item.requestId === null && item.dueAt > now).map((item) => item.dueAt);
  const [own] = run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
  return {
    runId: run.runId,
    status: run.status,
    held: heldWords(held),
    dueAt: later.length > 0 ? Math.min(...later) : null,
    waits: run.steps.flatMap((step): WaitWhy[] => {
      if (step.status !== 'waiting' || !step.wait) return [];
      const { event, if: condition, expiresAt, nearMisses } = step.wait;
      return [
        {
          hashedId: step.step.hashedId,
          step: step.step.name,
          event,
          if: condition,
          expiresAt,
          nearMisses,
          tooEarly: own ? tooEarly(event, condition, own, step.startedAt ?? run.queuedAt, journal, now) : [],
        },
      ];
    }),
  };
}

function tooEarly(
  name: string,
  condition: string | null,
  own: EventRecord,
  since: number,
  journal: Journal,
  now: number,
): WaitWhy['tooEarly'] {
  return journal
    .listEvents({ name, limit: lookedBack })
    .filter((event) => event.receivedAt < since && event.internalId !== own.internalId)
    .filter((event) => condition === null || matches(condition, wireEvent(own), wireEvent(event), now))
    .map((event) => ({ eventId: event.internalId, at: event.receivedAt, before: since - event.receivedAt }));
}

function heldWords(held: Held | null): RunWhy['held'] {
  if (held?.by === 'concurrency') {
    return { by: 'concurrency', limit: held.place.limit, key: held.place.key, holders: held.holders };
  }
  return held?.by === 'throttle' ? { by: 'throttle', until: held.until } : held;
}

function verdicts(
  text: string,
  event: Record<string, unknown>,
  candidate: Record<string, unknown> | null,
  now: number,
): ClauseVerdict[] {
  try {
    return explain(text, event, candidate, now);
  } catch (error) {
    return [
      { expression: text, result: null, reason: error instanceof Error ? error.message : String(error) },
    ];
  }
}

function functionOf(journal: Journal, runId: string): string {
  const [first] = journal.entriesOf(runId);
  return first?.kind === 'run-queued' ? first.functionId : '';
}

function stepName(journal: Journal, runId: string, hashedId: string): string {
  for (const entry of journal.entriesOf(runId)) {
    if ('step' in entry && entry.step.hashedId === hashedId) return entry.step.name;
  }
  return hashedId;
}

/** Same letters and digits but for one or two: `user/created` and `users/create`, `User.Created`. */
function similar(name: string, functions: readonly ServedFunction[]): string[] {
  const known = new Set(functions.flatMap((fn) => fn.triggers.flatMap(({ event }) => event ?? [])));
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return [...known].filter((other) => distance(plain(name), plain(other)) <= 2);
}

/** Levenshtein's, up to three. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
