/** Why something did not happen, in the words that `steplight why` prints. */
import { expect, test } from 'vitest';
import { eventLines, runLines } from '../../../runtime/src/cli/why.ts';
import type { ServedFunction } from '../../../runtime/src/engine/function-directory.ts';
import { whyEvent, whyRun } from '../../../runtime/src/engine/why.ts';
import {
  ops,
  result,
  type Script,
  type ScriptedEngine,
  scriptedEngine,
  servedFunction,
  waits,
} from '../../support/scripted-engine.ts';

const waiting: Script = ({ steps }) =>
  'review' in steps
    ? result('done')
    : ops(waits('review', 'list.reviewed', '7d', 'event.data.id == async.data.id && async.data.ok'));

function engineWith(script: Script, ...functions: Partial<ServedFunction>[]) {
  const engine = scriptedEngine({ script, functions });
  return { ...engine, served: functions.map(servedFunction) };
}

type Told = ScriptedEngine & { served: ServedFunction[] };

/** About the latest event of a name. Ids are told as `RUN` and `EVENT`. */
function checkEvent(told: Told, name: string, expected: string[]): void {
  const [event] = told.journal.listEvents({ name, limit: 1 });
  const { journal, engine, served } = told;
  const why = whyEvent(event!, { journal, state: engine.state, functions: served, now: engine.now });
  expect(withoutIds(eventLines(why, engine.now))).toEqual(expected);
}

/** About the run that was queued last. */
function checkRun(told: Told, expected: string[]): void {
  const { journal, engine } = told;
  const run = told.runs().at(-1)!;
  const why = whyRun(run, engine.heldUp(run.runId), { journal, state: engine.state, now: engine.now });
  expect(withoutIds(runLines(why, engine.now))).toEqual(expected);
}

function withoutIds(lines: string[]): string[] {
  return lines.map((line) => line.replaceAll(/\b[0-9A-Z]{26}\b/g, 'ID'));
}

test("the trigger's condition was not true: the clause and both values", async () => {
  const told = engineWith(() => result('done'), {
    triggers: [{ event: 'list.uploaded', if: 'event.data.rows > 0 && event.data.kind == "csv"' }],
  });
  await told.send('list.uploaded', { rows: 3, kind: 'xml' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    "  app-import: not started: the trigger's condition was not true",
    '    event.data.kind == "csv": "xml" and "csv"',
  ]);
});

test('the rate limit refused it, and says when the next is let through', async () => {
  const told = engineWith(() => result('done'), {
    config: { rateLimit: { limit: 1, period: '1h', key: 'event.data.user' } },
  });
  await told.send('list.uploaded', { user: 'anna' });
  await told.send('list.uploaded', { user: 'anna' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: not started: the rate limit of 1 in 1h for anna, the next in 1h',
  ]);
});

test('an event with the same id had started it already', async () => {
  const told = engineWith(() => result('done'), {});
  await told.send('list.uploaded', {}, { id: 'order-1' });
  await told.send('list.uploaded', {}, { id: 'order-1' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: not started: an event with the id order-1 has started it within the last 24 hours',
  ]);
});

test('it is held in a batch; in a debounce a later one took its place', async () => {
  const told = engineWith(
    () => result('done'),
    { id: 'app-batch', config: { batchEvents: { maxSize: 5, timeout: '1m' } } },
    { id: 'app-debounce', config: { debounce: { period: '10s' } } },
  );
  await told.send('list.uploaded');
  const [first] = told.journal.listEvents({ limit: 1 });
  await told.send('list.uploaded');
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-batch: held in a batch of 2, starts in 1m',
    '  app-debounce: held in a debounce, starts in 10 s',
  ]);
  const { journal, engine, served } = told;
  const why = whyEvent(first!, { journal, state: engine.state, functions: served, now: engine.now });
  expect(eventLines(why, engine.now).at(-1)).toBe(
    '  app-debounce: not started: a later event of the debounce took its place',
  );
});

test('nothing listens to it, but to a name that looks like it', async () => {
  const told = engineWith(() => result('done'), { triggers: [{ event: 'list/uploaded' }] });
  await told.send('Lists.uploaded');
  checkEvent(told, 'Lists.uploaded', [
    'Lists.uploaded ID',
    '  no function that is served now is started by it',
    '  did you mean list/uploaded?',
  ]);
});

test('it did not end a wait: other key, or a value of another type', async () => {
  const told = engineWith(waiting, {});
  await told.send('list.uploaded', { id: 7 });
  await told.send('list.reviewed', { id: '7', ok: true });
  checkEvent(told, 'list.reviewed', [
    'list.reviewed ID',
    '  did not end the wait "list.reviewed" of ID',
    '    event.data.id == async.data.id: 7 is a number, "7" a string',
    '  no function that is served now is started by it',
  ]);
});

test('a run waits for an event that came before the wait began', async () => {
  const told = engineWith(waiting, {});
  await told.send('list.reviewed', { id: 7, ok: true });
  told.clock.advance(3_000);
  await told.send('list.uploaded', { id: 7 });
  checkRun(told, [
    'ID is waiting',
    '  list.reviewed: waits for list.reviewed where event.data.id == async.data.id && async.data.ok (7d left)',
    '    event ID would have matched, but came 3 s before the wait began',
  ]);
});

test('a run waits for its turn', async () => {
  const told = engineWith(waiting, { config: { throttle: { limit: 1, period: '1m' } } });
  await told.send('list.uploaded', { id: 1 });
  await told.send('list.uploaded', { id: 2 });
  checkRun(told, ['ID is queued', '  throttle: it may start in 1m']);
});

test('a run waits for a place', async () => {
  const told = engineWith(() => new Promise(() => {}), { config: { concurrency: 1 } });
  await told.send('list.uploaded', { id: 1 });
  await told.send('list.uploaded', { id: 2 });
  checkRun(told, ['ID is queued', '  concurrency: the limit of 1 (fn app-import) is reached: taken by ID']);
});
