/** Functions that start when a run has ended: once each, regardless of how it ended, within limits. */
import { expect, test } from 'vitest';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { RawAnswer, RawRequest } from '../../support/runtime/raw-app.ts';
import { failure, ops, ran, result, scriptedEngine, slept } from '../../support/runtime/scripted-engine.ts';

const defers = (id: string, input: unknown = { n: 1 }, opts: Record<string, unknown> = {}) => ({
  op: 'DeferAdd',
  id,
  userland: { id },
  opts: { fn_slug: 'app-score', input, ...opts },
});
const aborts = (id: string) => ({
  op: 'DeferAbort',
  id: `abort ${id}`,
  opts: { target_hashed_id: id, fn_slug: 'app-score', id },
});
const complete = (data: unknown = 'done') => ({ op: 'RunComplete', id: 'complete', data });

const functions = [
  {},
  {
    id: 'app-score',
    triggers: [{ event: 'inngest/deferred.schedule', if: "event.data._inngest.fn_slug == 'app-score'" }],
  },
];

/** Events of the deferred runs, once the parent with that script has ended. */
function deferring(
  parent: (request: RawRequest) => RawAnswer,
  more: { journal?: MemoryJournal; clock?: FakeClock } = {},
) {
  return scriptedEngine({
    functions,
    script: (request) => (request.functionId === 'app-score' ? result('scored') : parent(request)),
    ...more,
  });
}

const inputsOf = (engine: ReturnType<typeof deferring>) =>
  engine.requests
    .filter(({ functionId }) => functionId === 'app-score')
    .map(({ event }) => {
      const { _inngest: _, ...input } = event.data;
      return input;
    });
const deferred = ({ defers = [] }: RunProgress) => defers.map(({ name, status }) => `${name} ${status}`);

test('a deferred function starts when the run has ended, with its input and where it comes from', async () => {
  const engine = deferring(() => ops(defers('score'), complete()));
  await engine.send('list.uploaded');
  const [parent, child] = engine.runs();
  expect(deferred(parent!)).toEqual(['score after-run']);
  expect(child).toMatchObject({ functionId: 'app-score', status: 'completed' });
  expect(engine.requests.at(-1)!.event.data).toMatchObject({
    n: 1,
    _inngest: { fn_slug: 'app-score', parent_fn_slug: 'app-import', parent_run_id: parent!.runId },
  });
});

test('not before', async () => {
  const engine = deferring(({ steps }) =>
    'nap' in steps ? result('done') : ops(defers('score'), slept('nap', '1h')),
  );
  await engine.send('list.uploaded');
  expect(inputsOf(engine)).toEqual([]);
  engine.clock.advance(3_600_000);
  await engine.settle();
  expect(inputsOf(engine)).toEqual([{ n: 1 }]);
});

test('also if the run fails or is cancelled', async () => {
  const failing = deferring(({ steps }) =>
    'one' in steps
      ? failure(400, 'oh no', { 'x-inngest-no-retry': 'true' })
      : ops(defers('score'), ran('one')),
  );
  await failing.send('list.uploaded');
  expect(failing.runs()[0]!.status).toBe('failed');
  expect(inputsOf(failing)).toHaveLength(1);

  const cancelled = deferring(() => ops(defers('score'), slept('nap', '1h')));
  await cancelled.send('list.uploaded');
  cancelled.engine.cancel(cancelled.runs()[0]!.runId, 'no longer wanted');
  await cancelled.settle();
  expect(inputsOf(cancelled)).toHaveLength(1);
});

test('the SDK is told what it has deferred, and deferring it again changes nothing', async () => {
  const engine = deferring(({ steps }) =>
    'one' in steps ? ops(defers('score', { n: 2 }), complete()) : ops(defers('score'), ran('one')),
  );
  await engine.send('list.uploaded');
  expect((engine.requests[1] as unknown as { defers: unknown }).defers).toEqual({
    score: { abortable: true },
  });
  expect(inputsOf(engine)).toEqual([{ n: 1 }]);
});

test('an aborted one does not start', async () => {
  const engine = deferring(({ steps }) =>
    'one' in steps
      ? ops(aborts('first'), complete())
      : ops(defers('first'), defers('second', { n: 2 }), ran('one')),
  );
  await engine.send('list.uploaded');
  expect(inputsOf(engine)).toEqual([{ n: 2 }]);
  expect(deferred(engine.runs()[0]!)).toEqual(['first aborted', 'second after-run']);
});

test('a response with nothing else is followed by another request', async () => {
  const engine = deferring((request) =>
    'score' in (request as unknown as { defers: object }).defers ? result('done') : ops(defers('score')),
  );
  await engine.send('list.uploaded');
  expect(engine.runs()[0]!.status).toBe('completed');
  expect(inputsOf(engine)).toHaveLength(1);
});

test('at most 20, 4 MiB in total, each an object: others are recorded as rejected, and the run continues', async () => {
  const many = Array.from({ length: 25 }, (_, index) => defers(`d${index}`, { index }));
  const engine = deferring(() => ops(...many, complete()));
  await engine.send('list.uploaded');
  expect(inputsOf(engine)).toHaveLength(20);
  expect(deferred(engine.runs()[0]!).slice(20)).toEqual(['d20 rejected']);

  const half = 'x'.repeat(2 * 1024 * 1024);
  const large = deferring(() =>
    ops(defers('a', { half }), defers('b', { half }), defers('c', 'text'), defers('d', {}), complete()),
  );
  await large.send('list.uploaded');
  expect(deferred(large.runs()[0]!)).toEqual(['a after-run', 'b rejected', 'c rejected', 'd after-run']);
  expect(large.runs()[0]!.status).toBe('completed');
});

test("the parent's sessions are inherited; those set explicitly take precedence", async () => {
  const meta = { sessions: { org: 'acme' }, propagated_sessions: { org: 'other', user: '7' } };
  const engine = deferring(() => ops(defers('score', {}, { meta }), complete()));
  await engine.send('list.uploaded');
  expect(engine.requests.at(-1)!.event).toMatchObject({ meta: { sessions: { org: 'acme', user: '7' } } });
});

test('a crash loses none, and starts none twice', async () => {
  const clock = new FakeClock();
  const journal = new MemoryJournal();
  const parent = ({ steps }: RawRequest) =>
    'nap' in steps ? result('done') : ops(defers('score'), slept('nap', '1h'));
  await deferring(parent, { journal, clock }).send('list.uploaded');
  const next = deferring(parent, { journal, clock });
  clock.advance(3_600_000);
  await next.settle();
  const again = deferring(parent, { journal, clock });
  await again.settle();
  expect([...inputsOf(next), ...inputsOf(again)]).toEqual([{ n: 1 }]);
});
