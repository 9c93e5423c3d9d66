/** Explains what an event did: to the functions that it triggers, to the waits for its name, and to the runs that it cancels. */
import type { JournalEntry } from '../../contract/journal.ts';
import type { EventRecord } from '../../contract/run.ts';
import type { CancellationWhy, EventWhy, FunctionWhy } from '../../contract/why.ts';
import { matches } from '../../expressions/expression.ts';
import type { Journal } from '../../journal/journal.ts';
import { readFlowControl } from '../../queue/flow-control.ts';
import { wireEvent } from '../../sdk-protocol/memo.ts';
import { triggerNames } from '../decisions/triggers.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EventBuffer } from '../state/event-buffers.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import { explained } from './explained.ts';
import { isSimilar } from './similar-names.ts';

/** Entries after an event's receipt that are searched for its effects. */
const maxEntries = 500;
/** Runs that an event could have cancelled. */
const maxCancellations = 20;

export interface EventSources {
  journal: Journal;
  state: EngineState;
  functions: readonly ServedFunction[];
  now: number;
}

/** An event, and the journal's entries about it. */
interface Traced {
  event: EventRecord;
  /** About the event itself: its receipt, refusals. */
  own: readonly JournalEntry[];
  /** Of all runs, after its receipt. */
  after: readonly JournalEntry[];
  /** Run ids by function. */
  started: ReadonlyMap<string, string>;
}

export function whyEvent(event: EventRecord, sources: EventSources): EventWhy {
  const { journal, functions, state } = sources;
  const listening = functions.filter((fn) => triggersOf(fn, event).length > 0);
  const own = journal.entriesOf(event.internalId);
  const traced: Traced = {
    event,
    own,
    after: journal.read(own[0]?.seq ?? 0, maxEntries),
    started: new Map(
      journal.runsOfEvent(event.internalId).map((runId) => [functionOf(journal, runId), runId]),
    ),
  };
  const buffers = state.buffers.all().filter((buffer) => contains(buffer, event));
  const elsewhere = new Set([
    ...traced.started.keys(),
    ...refusals(own).keys(),
    ...buffers.map(({ functionId }) => functionId),
  ]);
  for (const { id } of listening) elsewhere.delete(id);
  return {
    eventId: event.internalId,
    name: event.name,
    functions: [
      ...listening.map((fn) => ({ functionId: fn.id, verdict: verdictOf(fn, traced, sources) })),
      ...[...elsewhere].map((functionId) => ({
        functionId,
        verdict: knownVerdict(functionId, traced, sources) ?? { kind: 'unknown' as const },
      })),
    ],
    waits: missedWaits(traced, journal),
    cancellations: cancellations(traced, sources),
    similarNames: listening.length > 0 ? [] : similarTo(event.name, functions),
  };
}

function triggersOf(fn: ServedFunction, event: EventRecord): ServedFunction['triggers'] {
  const names = new Set(triggerNames(event.name));
  return fn.triggers.filter((trigger) => trigger.event !== undefined && names.has(trigger.event));
}

function verdictOf(fn: ServedFunction, traced: Traced, sources: EventSources): FunctionWhy['verdict'] {
  const known = knownVerdict(fn.id, traced, sources);
  if (known) return known;
  const view = wireEvent(traced.event);
  const { now } = sources;
  const untrue = triggersOf(fn, traced.event).flatMap(({ if: expression }) =>
    expression && !matches(expression, view, null, now)
      ? [{ expression, clauses: explained(expression, view, null, now) }]
      : [],
  );
  const [first, ...others] = untrue;
  if (first) return { kind: 'condition', ...first, others };
  const wasHeld = traced.after.some(
    (entry) =>
      entry.kind === 'event-held' && entry.functionId === fn.id && entry.eventId === traced.event.internalId,
  );
  return wasHeld ? { kind: 'superseded' } : { kind: 'unknown' };
}

/** Null when the journal has no entry about it. */
function knownVerdict(
  functionId: string,
  { event, own, started }: Traced,
  { journal, state, functions }: EventSources,
): FunctionWhy['verdict'] | null {
  const flow = readFlowControl(functions.find(({ id }) => id === functionId)?.config ?? {});
  const runId = started.get(functionId);
  if (runId !== undefined) {
    const skipped = journal.entriesOf(runId).find((entry) => entry.kind === 'run-skipped');
    return skipped ? { kind: 'skipped', runId, reason: skipped.reason } : { kind: 'started', runId };
  }
  const reason = refusals(own).get(functionId);
  if (reason) {
    const expression = reason.by === 'rate-limit' ? flow.rateLimit?.key : null;
    const isIdempotency = flow.rateLimit?.isIdempotency === true;
    return { kind: 'refused', reason, ...(expression ? { key: { expression, isIdempotency } } : {}) };
  }
  const buffer = state.buffers.all().find((each) => each.functionId === functionId && contains(each, event));
  if (!buffer) return null;
  const { by, key, releaseAt, events } = buffer;
  const size = by === 'batch' ? (flow.batch?.maxSize ?? null) : null;
  return { kind: 'held', by, events: events.length, releaseAt, key, size };
}

function contains({ events }: Pick<EventBuffer, 'events'>, event: EventRecord): boolean {
  return events.some(({ internalId }) => internalId === event.internalId);
}

function refusals(entries: readonly JournalEntry[]) {
  return new Map(
    entries
      .filter((entry) => entry.kind === 'start-refused')
      .map(({ functionId, reason }) => [functionId, reason]),
  );
}

function missedWaits({ event, after }: Traced, journal: Journal): EventWhy['waits'] {
  return after.flatMap((entry) => {
    if (entry.kind !== 'wait-not-matched' || entry.eventId !== event.internalId) return [];
    const { runId, hashedId, clauses } = entry;
    return [{ runId, hashedId, step: stepName(journal, runId, hashedId), clauses }];
  });
}

/** An event cancels runs before the next one is received. */
function cancellations({ event, own, after }: Traced, { journal, state, now }: EventSources) {
  const found: CancellationWhy[] = [];
  const next = after.findIndex((entry) => entry.kind === 'event-received' && entry.source !== 'internal');
  for (const entry of next < 0 ? after : after.slice(0, next)) {
    if (entry.kind !== 'run-cancelled' || entry.reason !== `event ${event.name}`) continue;
    const functionId = functionOf(journal, entry.runId);
    found.push({ runId: entry.runId, functionId, verdict: 'cancelled', if: null, clauses: [] });
  }
  const received = own[0]?.at ?? event.receivedAt;
  for (const runId of state.cancelOn.get(event.name) ?? []) {
    if (found.length >= maxCancellations) break;
    const run = state.runs.get(runId);
    const first = run?.events[0];
    if (!run || !first || run.queuedAt > received) continue;
    for (const each of run.cancelOn) {
      if (each.event !== event.name) continue;
      const clauses = each.if === null ? [] : explained(each.if, wireEvent(first), wireEvent(event), now);
      const verdict = received > each.until ? ('expired' as const) : ('condition' as const);
      found.push({ runId, functionId: run.functionId, verdict, if: each.if, clauses });
    }
  }
  return found;
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

function similarTo(name: string, functions: readonly ServedFunction[]): string[] {
  const known = new Set(functions.flatMap((fn) => fn.triggers.flatMap(({ event }) => event ?? [])));
  return [...known].filter((other) => isSimilar(name, other));
}
