/** What must be true in every world, at every moment and at its end. Each failure says what was found. */
import { isDeepStrictEqual } from 'node:util';
import type { JournalEntry } from '../../runtime/src/contract/journal.ts';
import type { Engine } from '../../runtime/src/engine/engine.ts';
import { EngineState } from '../../runtime/src/engine/state/engine-state.ts';
import { readFlowControl } from '../../runtime/src/queue/flow-control.ts';
import { type RunStory, runsOf } from './run-story.ts';
import { outcome, secret } from './simulated-app.ts';
import { deferredId } from './workload.ts';
import type { World } from './world.ts';

/** @throws Error */
export function checkMoment(world: World, entries: readonly JournalEntry[]): void {
  checkConcurrency(world);
  for (const entry of entries) checkEntry(world, entry);
}

/** Limits count requests that really are at work, of the process that lives. */
function checkConcurrency({ workload, app, processes }: World): void {
  if (app.atWork.size < 2) return;
  const counts = new Map<string, { count: number; limit: number }>();
  for (const { functionId, key, process } of app.atWork.values()) {
    if (process !== processes - 1) continue;
    const fn = workload.functions.find(({ id }) => id === functionId)!;
    for (const { limit, key: expression, scope } of readFlowControl(fn.config).concurrency) {
      const value = expression === null ? '' : expression === 'event.data.key' ? String(key) : expression;
      const place = `${scope === 'fn' ? functionId : scope} ${value} ${limit}`;
      const seen = counts.get(place) ?? { count: 0, limit };
      seen.count++;
      counts.set(place, seen);
    }
  }
  for (const [place, { count, limit }] of counts)
    if (count > limit) throw new Error(`${count} requests at work at ${place}, ${limit} allowed`);
}

function checkEntry({ journal, workload }: World, entry: JournalEntry): void {
  if (!('runId' in entry)) return;
  const story = runsOf(journal, entry.runId);
  const say = (text: string) => new Error(`run ${entry.runId} of ${story.functionId}: ${text}`);
  switch (entry.kind) {
    case 'step-completed':
    case 'step-failed': {
      const results = story.entries.filter(
        (each) =>
          (each.kind === 'step-completed' || each.kind === 'step-failed') &&
          each.step.hashedId === entry.step.hashedId,
      );
      if (results.length > 1) throw say(`step ${entry.step.hashedId} has ${results.length} results`);
      const replaced = story.entries.some(
        (each) => each.kind === 'signal-wait-replaced' && each.hashedId === entry.step.hashedId,
      );
      if (replaced) throw say(`wait ${entry.step.hashedId} got a signal that another run had taken over`);
      return;
    }
    case 'fetch-started': {
      if (JSON.stringify(entry).includes(secret)) throw say(`fetch ${entry.step.hashedId} keeps a secret`);
      return;
    }
    case 'sleep-ended': {
      const begun = story.entries.find(
        (each) => each.kind === 'sleep-started' && each.step.hashedId === entry.hashedId,
      );
      if (begun?.kind !== 'sleep-started' || entry.at < begun.until)
        throw say(`sleep ${entry.hashedId} ended early`);
      return;
    }
    case 'wait-timed-out':
    case 'wait-matched': {
      const begun = story.entries.find(
        (each) => each.kind === 'wait-started' && each.step.hashedId === entry.hashedId,
      );
      if (begun?.kind !== 'wait-started') throw say(`wait ${entry.hashedId} ended and never began`);
      if (entry.kind === 'wait-timed-out' && entry.at < begun.expiresAt) throw say('a wait timed out early');
      if (entry.kind === 'wait-matched') {
        if (begun.signal) throw say(`wait ${entry.hashedId} for a signal ended by an event`);
        const own = journal.event(story.eventIds[0] ?? '')?.data?.key;
        if (entry.event.name !== begun.event || entry.event.data?.key !== own)
          throw say(`wait ${entry.hashedId} ended by an event that does not match`);
        if (entry.event.receivedAt < begun.at) throw say('a wait ended by an event from before it began');
      }
      return;
    }
    case 'run-started': {
      if (story.entries.filter(({ kind }) => kind === 'run-started').length > 1) throw say('started twice');
      return;
    }
    case 'run-skipped': {
      const fn = workload.functions.find(({ id }) => id === story.functionId)!;
      if (readFlowControl(fn.config).singleton?.mode !== 'skip') throw say('skipped without a reason');
      return;
    }
    default: {
      const ends = story.entries.filter(({ kind }) => endKinds.has(kind));
      if (ends.length > 1) throw say(`ended twice: ${ends.map(({ kind }) => kind).join(', ')}`);
      const last = story.entries.at(-1)!;
      if (ends.length === 1 && last.at > ends[0]!.at && last.kind.startsWith('step-'))
        throw say(`${last.kind} after its end`);
    }
  }
}

const endKinds: ReadonlySet<string> = new Set([
  'run-completed',
  'run-failed',
  'run-cancelled',
  'run-skipped',
]);

/** What the engine knows is what its journal says. */
export function checkReplay({ journal }: World, engine: Engine): void {
  const replayed = new EngineState((id) => journal.event(id));
  for (const entry of journal.openBuffers()) replayed.apply(entry);
  for (const runId of journal.unendedRuns())
    for (const entry of journal.entriesOf(runId)) replayed.apply(entry);
  const live = engine.state;
  for (const [signal, waits] of live.signals) {
    if (waits.length > 1) throw new Error(`${waits.length} runs wait for the signal ${signal}`);
    if (!isDeepStrictEqual(replayed.signals.get(signal), waits))
      throw new Error(`a replay lets another run wait for the signal ${signal}`);
  }
  if (!isDeepStrictEqual([...replayed.runs], [...live.runs]))
    throw new Error(`a replay gives other runs: ${differing(replayed, live)}`);
  if (!isDeepStrictEqual(replayed.buffers.all(), live.buffers.all()))
    throw new Error('a replay gives other event buffers');
}

function differing(replayed: EngineState, live: EngineState): string {
  const ids = new Set([...replayed.runs.keys(), ...live.runs.keys()]);
  return [...ids]
    .filter((id) => !isDeepStrictEqual(replayed.runs.get(id), live.runs.get(id)))
    .slice(0, 3)
    .join(', ');
}

/** @throws Error */
export function checkEnd(world: World): void {
  const stories = world.journal
    .listRuns({ limit: 1e9 })
    .reverse()
    .map((runId) => runsOf(world.journal, runId));
  for (const story of stories) {
    checkEnded(world, story);
    checkExecutions(world, story);
  }
  checkDelivery(world, stories);
  checkStarts(world, stories);
  checkSingletons(world, stories);
  checkDebounces(world, stories);
  checkDefers(world, stories);
  if (world.journal.openBuffers().length > 0) throw new Error('events are held for ever');
  if (world.journal.unscheduledEvents().length > 0) throw new Error('events are never scheduled');
}

/** Every run has ended, and as its code says. */
function checkEnded({ workload, app }: World, story: RunStory): void {
  const fn = workload.functions.find(({ id }) => id === story.functionId)!;
  const say = (text: string) => new Error(`run ${story.runId} of ${fn.id}: ${text}`);
  if (!story.end) throw say('has not ended');
  const finish = readFlowControl(fn.config).timeouts.finish;
  const isCancellable = story.end.kind === 'run-cancelled';
  if (isCancellable || story.end.kind === 'run-skipped') return;
  if (finish !== null && story.startedAt !== null && story.end.at - story.startedAt > finish)
    throw say(`took longer than its timeout of ${finish} ms`);
  const exhausted = fn.stages
    .flatMap((stage) => (stage.kind === 'steps' ? stage.steps : []))
    .some(({ fails }) => fails >= fn.maxAttempts);
  const wasUnlucky = (app.lost.get(story.runId) ?? 0) > 0;
  const invokes = fn.stages.some(({ kind }) => kind === 'invoke');
  if (story.end.kind === 'run-completed') {
    if (exhausted) throw say('completed although a step has no attempt left');
    const expected = fn.stages.map((stage) => outcome(stage, story.memos));
    if (!isDeepStrictEqual(story.end.output, expected))
      throw say(`returned ${JSON.stringify(story.end.output)} instead of ${JSON.stringify(expected)}`);
  } else if (!exhausted && !wasUnlucky && !invokes) throw say('failed although nothing was wrong with it');
}

/** A step whose result is recorded is never executed again (by a process that could know). */
function checkExecutions({ app, restarts }: World, story: RunStory): void {
  const recorded = new Map<string, JournalEntry>();
  for (const entry of story.entries) {
    if (entry.kind === 'step-completed' || entry.kind === 'step-failed')
      recorded.set(entry.step.hashedId, entry);
  }
  for (const { runId, stepId, at, process } of app.executions) {
    const result = runId === story.runId ? recorded.get(stepId) : undefined;
    if (!result) continue;
    const since = process === 0 ? 0 : (restarts[process - 1] ?? 0);
    if (at > result.at || (process > 0 && result.seq <= since))
      throw new Error(`step ${stepId} of run ${runId} was executed again after its result was recorded`);
  }
}

/** No event that was acknowledged is lost, and none starts a function twice. */
function checkDelivery({ workload, journal, acknowledged }: World, stories: readonly RunStory[]): void {
  for (const planned of workload.events) {
    if (!acknowledged.has(planned.id)) throw new Error(`event ${planned.id} was never accepted`);
    const copies = journal
      .listEvents({ name: planned.name, limit: 1e9 })
      .filter(({ id }) => id === planned.id);
    if (copies.length === 0) throw new Error(`event ${planned.id} was accepted and is not in the journal`);
    const ids = new Set(copies.map(({ internalId }) => internalId));
    for (const fn of workload.functions) {
      if (fn.event !== planned.name) continue;
      const started = stories.filter(
        (story) => story.functionId === fn.id && story.eventIds.some((id) => ids.has(id)),
      ).length;
      const { rateLimit, debounce } = readFlowControl(fn.config);
      const mayDrop = rateLimit !== null || debounce !== null;
      if (started > 1) throw new Error(`event ${planned.id} started ${fn.id} ${started} times`);
      if (started === 0 && !mayDrop) throw new Error(`event ${planned.id} did not start ${fn.id}`);
    }
  }
}

/** Rates: at most `burst + 1` starts at once, then one per interval (over any stretch of time). */
function checkStarts({ workload }: World, stories: readonly RunStory[]): void {
  for (const fn of workload.functions) {
    const { throttle, rateLimit, batch } = readFlowControl(fn.config);
    const own = stories.filter((story) => story.functionId === fn.id);
    if (batch) {
      const large = own.find((story) => story.eventIds.length > batch.maxSize);
      if (large) throw new Error(`run ${large.runId} has ${large.eventIds.length} events in its batch`);
    }
    const keyed = (story: RunStory, key: string | null) => (key === null ? '' : String(story.key));
    if (throttle) {
      const { limit, period, burst, key } = throttle;
      const starts = own.filter(({ startedAt }) => startedAt !== null);
      checkRate(
        fn.id,
        starts,
        (story) => [keyed(story, key), story.startedAt!],
        period / limit,
        limit + burst - 1,
      );
    }
    if (rateLimit) {
      const { limit, period, key } = rateLimit;
      const burst = Math.floor(limit / 10);
      // An event without the key is out of the limit, as the official server has it.
      const limited = own.filter((story) => key === null || story.key !== undefined);
      checkRate(fn.id, limited, (story) => [keyed(story, key), story.queuedAt], period / limit, burst);
    }
  }
}

function checkRate(
  functionId: string,
  stories: readonly RunStory[],
  startOf: (story: RunStory) => [key: string, at: number],
  interval: number,
  burst: number,
): void {
  const byKey = Map.groupBy(stories.map(startOf), ([key]) => key);
  for (const [key, starts] of byKey) {
    const times = starts.map(([, at]) => at).sort((a, b) => a - b);
    for (let from = 0; from < times.length; from++) {
      for (let to = from + 1; to < times.length; to++) {
        const allowed = burst + 1 + Math.floor((times[to]! - times[from]! + 1) / interval);
        if (to - from + 1 > allowed)
          throw new Error(`${to - from + 1} starts of ${functionId} (${key}) where ${allowed} are allowed`);
      }
    }
  }
}

/** A debounced run has the latest of the events that were held when it was queued. */
function checkDebounces({ workload, journal }: World, stories: readonly RunStory[]): void {
  const held = journal.read(0, 1e9).filter((entry) => entry.kind === 'event-held' && entry.by === 'debounce');
  for (const fn of workload.functions) {
    const { debounce } = readFlowControl(fn.config);
    if (!debounce) continue;
    for (const story of stories) {
      if (story.functionId !== fn.id) continue;
      const key = debounce.key === null ? null : String(story.key ?? 'null');
      const latest = held.findLast(
        (entry) =>
          entry.kind === 'event-held' &&
          entry.functionId === fn.id &&
          entry.key === key &&
          entry.seq < story.queuedSeq,
      );
      if (latest?.kind === 'event-held' && latest.eventId !== story.eventIds[0])
        throw new Error(`run ${story.runId} of ${fn.id} does not have the latest of its debounced events`);
    }
  }
}

/** What a run has deferred starts when it has ended, however it ended, once each. */
function checkDefers({ workload, journal }: World, stories: readonly RunStory[]): void {
  const started = new Map<string, unknown[]>();
  for (const { functionId, eventIds, key } of stories) {
    if (functionId !== deferredId) continue;
    const { _inngest: origin } = journal.event(eventIds[0] ?? '')?.data ?? {};
    const parent = (origin as { parent_run_id: string }).parent_run_id;
    started.set(parent, [...(started.get(parent) ?? []), key]);
  }
  for (const { runId, functionId, entries, end } of stories) {
    const added = entries.flatMap((entry) => (entry.kind === 'defer-added' ? [entry.name] : []));
    const runs = (started.get(runId) ?? []).toSorted();
    if (!isDeepStrictEqual(runs, added.toSorted()))
      throw new Error(`run ${runId} has deferred ${added.join()}, and ${runs.join()} started`);
    const { defers } = workload.functions.find(({ id }) => id === functionId)!;
    if (end?.kind === 'run-completed' && added.length !== defers.length)
      throw new Error(`run ${runId} completed and has lost what it deferred`);
  }
}

/** Of a singleton no two runs are active at the same time; an event without the key makes none. */
function checkSingletons({ workload }: World, stories: readonly RunStory[]): void {
  for (const fn of workload.functions) {
    const { singleton } = readFlowControl(fn.config);
    if (!singleton) continue;
    const own = stories.filter(
      (story) =>
        story.functionId === fn.id &&
        story.end?.kind !== 'run-skipped' &&
        (singleton.key === null || story.key !== undefined),
    );
    const byKey = Map.groupBy(own, (story) => (singleton.key === null ? '' : String(story.key)));
    for (const [key, runs] of byKey) {
      const ordered = runs.toSorted((a, b) => a.queuedSeq - b.queuedSeq);
      for (const [index, run] of ordered.entries()) {
        const next = ordered[index + 1];
        if (next && run.end && run.end.seq > next.queuedSeq)
          throw new Error(
            `two runs of the singleton ${fn.id} (${key}) are active: ${run.runId}, ${next.runId}`,
          );
      }
    }
  }
}
