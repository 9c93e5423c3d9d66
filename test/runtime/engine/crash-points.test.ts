/** The runtime may end, or find the disk full, at any of its writes: the run ends the same, and no recorded step is run again. */
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { DiskFullError } from '../../../runtime/src/journal/journal.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  ops,
  planned,
  ran,
  result,
  type Script,
  scriptedEngine,
  slept,
  stepError,
  waits,
} from '../../support/runtime/scripted-engine.ts';

const writesAtMost = 200;

/** Fails from the n-th write on, and writes nothing more. */
class DyingJournal extends MemoryJournal {
  left = Number.POSITIVE_INFINITY;
  writes = 0;
  failure = new Error('the process ended');

  override append(entries: readonly JournalEntry[]): void {
    if (this.left-- <= 0) throw this.failure;
    this.writes++;
    super.append(entries);
  }
}

interface World {
  journal: DyingJournal;
  clock: FakeClock;
  /** Steps that were executed, and whether their result was recorded then. */
  repeated: string[];
  failed: boolean;
}

/** one → two (fails once) → waits → a, b in parallel and a sleep → end. */
function appOf(world: World): Script {
  const execute = (id: string) => {
    const recorded = world.journal
      .read(0, 10_000)
      .some((entry) => entry.kind === 'step-completed' && entry.step.hashedId === id);
    if (recorded) world.repeated.push(id);
    return ran(id);
  };
  return ({ target, steps }) => {
    if (target) return ops(execute(target));
    if (!('one' in steps)) return ops(execute('one'));
    if (!('two' in steps)) {
      if (world.failed) return ops(execute('two'));
      world.failed = true;
      return ops(stepError('two'));
    }
    if (!('review' in steps))
      return ops(waits('review', 'list.reviewed', '1h', 'event.data.id == async.data.id'));
    const open = [planned('a'), planned('b'), slept('nap', '10m')].filter((op) => !(op.id in steps));
    return open.length > 0 ? ops(...open) : result(Object.keys(steps));
  };
}

/** Runs the workflow, starting again after each end; answers what came of it. */
async function runThrough(crashAfter: number) {
  const world: World = { journal: new DyingJournal(), clock: new FakeClock(), repeated: [], failed: false };
  const script = appOf(world);
  let died = false;
  const start = () => {
    died = false;
    return scriptedEngine({
      script,
      journal: world.journal,
      clock: world.clock,
      onFatal: () => {
        died = true;
      },
    });
  };
  let engine = start();
  world.journal.left = crashAfter;
  for (let turn = 0; turn < 60; turn++) {
    if (died) {
      world.journal.left = Number.POSITIVE_INFINITY;
      engine = start();
    }
    await engine.settle();
    if (died) continue;
    const [run] = engine.runs();
    if (run?.status === 'completed') return { world, run };
    // A sender whose event was not taken sends it again; one that was taken is never sent twice.
    const accepted = world.journal.listEvents({ name: 'list.uploaded', limit: 1 }).length > 0;
    if (!accepted) await engine.send('list.uploaded', { id: 7 });
    else if (run?.status === 'waiting' && run.steps.some((step) => step.status === 'waiting')) {
      await engine.send('list.reviewed', { id: 7 });
    } else world.clock.advance(60_000);
  }
  throw new Error(`The run did not end: ${JSON.stringify(engine.runs(), null, 1)}`);
}

test('the run ends the same, whichever write was the last', async () => {
  const whole = await runThrough(Number.POSITIVE_INFINITY);
  expect(whole.run.output).toEqual(expect.arrayContaining(['one', 'two', 'review', 'a', 'b', 'nap']));
  expect(whole.world.journal.writes).toBeGreaterThan(10);
  for (let crashAfter = 0; crashAfter < Math.min(whole.world.journal.writes, writesAtMost); crashAfter++) {
    const { world, run } = await runThrough(crashAfter);
    const told = { crashAfter, runs: world.journal.listRuns({ limit: 9 }).length, repeated: world.repeated };
    expect(told).toEqual({ crashAfter, runs: 1, repeated: [] });
    expect((run.output as string[]).toSorted()).toEqual((whole.run.output as string[]).toSorted());
    expect(run.steps.map(({ step, status }) => `${step.name} ${status}`).toSorted()).toEqual(
      whole.run.steps.map(({ step, status }) => `${step.name} ${status}`).toSorted(),
    );
  }
});

/** As above, on one engine: its disk has no room for the n-th write, and has some again after a few attempts. */
async function runThroughFullDisk(fullAfter: number) {
  const world: World = { journal: new DyingJournal(), clock: new FakeClock(), repeated: [], failed: false };
  const { journal, clock } = world;
  journal.failure = new DiskFullError('The disk is full.');
  journal.left = fullAfter;
  const told: (string | null)[] = [];
  const engine = scriptedEngine({
    script: appOf(world),
    journal,
    clock,
    onDiskFull: (error, retry) => {
      told.push(error?.message ?? null);
      if (error === null) return;
      expect(() => engine.engine.intake.receive([], 'api')).toThrow(error);
      if (told.length === 3) journal.left = Number.POSITIVE_INFINITY;
      clock.setTimer(clock.now() + 1_000, retry);
    },
  });
  let isSent = false;
  for (let turn = 0; turn < 100; turn++) {
    await engine.settle();
    const [run] = engine.runs();
    if (run?.status === 'completed') return { world, run, told };
    const isWaiting = run?.status === 'waiting' && run.steps.some((step) => step.status === 'waiting');
    if (!isSent) await engine.send('list.uploaded', { id: 7 });
    // A sender whose event is refused sends it again.
    else if (isWaiting) await engine.send('list.reviewed', { id: 7 }).catch(() => clock.advance(1_000));
    else clock.advance(1_000);
    isSent = true;
    if (run?.steps.some(({ status }) => status === 'sleeping')) clock.advance(600_000);
  }
  throw new Error(`The run did not end: ${JSON.stringify(engine.runs(), null, 1)}`);
}

test('the run ends the same, whichever write found the disk full', async () => {
  const whole = await runThroughFullDisk(Number.POSITIVE_INFINITY);
  expect(whole.told).toEqual([]);
  for (let fullAfter = 0; fullAfter < whole.world.journal.writes; fullAfter++) {
    const { world, run, told } = await runThroughFullDisk(fullAfter);
    const full = 'The disk is full.';
    expect({ fullAfter, told, repeated: world.repeated }).toEqual({
      fullAfter,
      told: [full, full, full, null],
      repeated: [],
    });
    expect((run.output as string[]).toSorted()).toEqual((whole.run.output as string[]).toSorted());
    expect(run.failures).toEqual([]);
  }
});
