/** A restart is a replay: the engine's state is what its journal says, whatever happened before. */

import { expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { EngineState } from '../../../runtime/src/engine/state/engine-state.ts';
import fc, { runs } from '../../support/property.ts';
import {
  failure,
  ops,
  planned,
  ran,
  result,
  type Script,
  scriptedEngine,
  servedFunction,
  slept,
  stepError,
  waits,
} from '../../support/runtime/scripted-engine.ts';

/** What a person and the world may do, in any order. */
const deed = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('send' as const), id: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('review' as const), id: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 4_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('skip' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outage' as const), down: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('rerun' as const),
      which: fc.nat(),
      from: fc.oneof(
        fc.constantFrom('start' as const, 'failure' as const),
        fc.record({ step: fc.constantFrom('one', 'w', 'a', 'b', 'nap') }),
      ),
    }),
  },
);

function appWith(random: () => number, world: { down: boolean }): Script {
  return ({ target, steps }) => {
    if (world.down) return 'unreachable';
    if (random() < 0.15) return failure(500, 'by chance');
    const run = (id: string) => ops(random() < 0.3 ? stepError(id) : ran(id));
    if (target) return run(target);
    if (!('one' in steps)) return run('one');
    if (!('w' in steps)) return ops(waits('w', 'list.reviewed', '30m', 'event.data.id == async.data.id'));
    const open = [planned('a'), planned('b'), slept('nap', '10m')].filter((op) => !(op.id in steps));
    return open.length > 0 ? ops(...open) : result('done');
  };
}

test('replaying the journal gives the state that the engine had', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { maxLength: 25, size: 'max' }),
      fc.infiniteStream(fc.nat(99)),
      async (deeds, stream) => {
        const world = { down: false };
        const random = () => stream.next().value / 100;
        const { engine, clock, journal, send, settle, runs } = scriptedEngine({
          script: appWith(random, world),
        });
        for (const each of deeds) {
          const pick = (which: number) => runs()[which % Math.max(1, runs().length)];
          if (each.do === 'send') await send('list.uploaded', { id: each.id });
          if (each.do === 'review') await send('list.reviewed', { id: each.id });
          if (each.do === 'pass') clock.advance(each.seconds * 1_000);
          if (each.do === 'outage') world.down = each.down;
          if (each.do === 'cancel') engine.cancel(pick(each.which)?.runId ?? '', 'asked');
          if (each.do === 'rerun') {
            const run = pick(each.which);
            const events = run?.eventIds.map((id) => journal.event(id)!) ?? [];
            const entries = run ? journal.entriesOf(run.runId) : [];
            engine.rerun(servedFunction(), { entries, events }, { from: each.from });
          }
          if (each.do === 'skip') {
            const run = pick(each.which);
            const step = run?.steps.find(({ status }) => /waiting|sleeping|retrying/.test(status));
            if (run && step) engine.skip(run.runId, step.step.hashedId);
          }
          await settle();
        }

        const replayed = new EngineState((id) => journal.event(id));
        for (const runId of journal.unendedRuns())
          for (const entry of journal.entriesOf(runId)) replayed.apply(entry);
        expect([...replayed.runs]).toEqual([...engine.state.runs]);

        for (const run of runs()) {
          checkSense(run, engine.state.runs.has(run.runId));
          checkTakenOver(journal.entriesOf(run.runId));
        }
        const seqs = journal.read(0, 100_000).map((entry) => entry.seq);
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      },
    ),
    { numRuns: runs(60) },
  );
});

/** What holds of every run at any time. */
function checkSense(run: RunProgress, active: boolean): void {
  const ended = run.endedAt !== null;
  expect({ run: run.runId, ended }).toEqual({ run: run.runId, ended: !active });
  const names = run.steps.map(({ step }) => step.hashedId);
  expect(names).toEqual([...new Set(names)]);
  if (!ended) return;
  expect(run.requests).toEqual([]);
  expect(run.steps.filter(({ status }) => /planned|running|retrying|waiting|sleeping/.test(status))).toEqual(
    [],
  );
}

/** What was taken over is not done again, and its result is that of the run which had it. */
function checkTakenOver(entries: readonly JournalEntry[]): void {
  const taken = entries.flatMap((entry) => (entry.kind === 'step-taken-over' ? [entry.step.hashedId] : []));
  const done = entries.filter(
    (entry) => 'step' in entry && entry.kind !== 'step-taken-over' && taken.includes(entry.step.hashedId),
  );
  expect(done).toEqual([]);
}

test('folding never throws, whatever the order of entries', () => {
  const entry = fc.record({
    kind: fc.constantFrom(
      'run-queued',
      'run-started',
      'request-ended',
      'step-completed',
      'wait-matched',
      'sleep-ended',
      'run-failed',
      'unheard-of',
    ),
    runId: fc.constantFrom('A', 'B'),
    hashedId: fc.constantFrom('x', 'y'),
    step: fc.record({
      hashedId: fc.constantFrom('x', 'y'),
      op: fc.constant('StepRun'),
      name: fc.string(),
      parent: fc.constant(null),
    }),
    event: fc.record({ internalId: fc.string(), name: fc.string() }),
    eventIds: fc.constant([]),
    at: fc.nat(),
    seq: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      let progress: RunProgress | null = null;
      for (const each of entries) progress = applyEntry(progress, each as never);
      expect(progress === null || ['A', 'B'].includes(progress.runId)).toBe(true);
    }),
  );
});
