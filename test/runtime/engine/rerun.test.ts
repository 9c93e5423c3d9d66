/** What a rerun asks of an app, and what of it outlives the process. */
import { expect, test } from 'vitest';
import type { RerunRequest } from '../../../runtime/src/engine/decisions/decide-rerun.ts';
import {
  ops,
  ran,
  result,
  type Script,
  scriptedEngine,
  servedFunction,
} from '../../support/runtime/scripted-engine.ts';

const two: Script = ({ steps }) => {
  if (!('one' in steps)) return ops(ran('one', 1));
  return 'data' in ((steps.two ?? {}) as object) ? result('done') : ops(ran('two', 2));
};

const fn = servedFunction();

function rerunOf(first: ReturnType<typeof scriptedEngine>, request: RerunRequest) {
  const { runId, eventIds } = first.runs()[0]!;
  const events = eventIds.map((id) => first.journal.event(id)!);
  return first.engine.rerun(fn, { entries: first.journal.entriesOf(runId), events }, request);
}

test('a rerun continues in the next process with the reused results and the edited input', async () => {
  const first = scriptedEngine({ script: two });
  await first.send('list.uploaded');
  expect(first.runs()[0]!.status).toBe('completed');
  await first.engine.stop(0);

  const dying = scriptedEngine({ script: () => new Promise(() => {}), journal: first.journal });
  rerunOf(dying, { from: { step: 'two' }, input: [7] });
  await dying.settle();
  expect(dying.requests).toHaveLength(1);
  await dying.engine.stop(0);

  const next = scriptedEngine({ script: two, journal: first.journal });
  await next.settle();
  const [request] = next.requests;
  expect(request).toMatchObject({
    steps: { one: { data: 1 }, two: { input: [7] } },
    ctx: { stack: { stack: ['one'], current: 1 } },
  });
  expect(next.requests.at(-1)!.steps).toEqual({ one: { data: 1 }, two: { data: 2 } });
  expect(next.runs()[1]).toMatchObject({ status: 'completed', rerun: { input: [7] } });
});

test('without the event, nothing can be rerun', async () => {
  const first = scriptedEngine({ script: two });
  await first.send('list.uploaded');
  const entries = first.journal.entriesOf(first.runs()[0]!.runId);
  expect(first.engine.rerun(fn, { entries, events: [] })).toEqual({
    refusal: { code: 'cannot-rerun', message: 'The event that started this run is no longer stored.' },
  });
});

test('a rerun of the whole run sends the same requests as a new run', async () => {
  const first = scriptedEngine({ script: two });
  await first.send('list.uploaded');
  rerunOf(first, {});
  await first.settle();
  expect(first.requests.map(({ steps }) => Object.keys(steps).join())).toEqual([
    '',
    'one',
    'one,two',
    '',
    'one',
    'one,two',
  ]);
});
