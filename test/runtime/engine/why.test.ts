/** Why something did not happen, in the words that `steplight why` prints. */
import { expect, test } from 'vitest';
import { eventLines, runLines } from '../../../runtime/src/client/why-text.ts';
import { whyEvent } from '../../../runtime/src/engine/explain/why-event.ts';
import { whyRun } from '../../../runtime/src/engine/explain/why-run.ts';
import type { ServedFunction } from '../../../runtime/src/engine/state/function-directory.ts';
import {
  failure,
  ops,
  result,
  type Script,
  type ScriptedEngine,
  scriptedEngine,
  servedFunction,
  slept,
  waits,
} from '../../support/runtime/scripted-engine.ts';

const invoked = (id: string, functionId: string) => ({
  op: 'InvokeFunction',
  id,
  name: id,
  userland: { id },
  opts: { function_id: functionId, payload: {} },
});

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
  const why = whyRun(run, engine.blockedBy(run.runId), { journal, state: engine.state, now: engine.now });
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
    "  app-import: not started: the trigger's condition was not met",
    '    got kind "xml", needs "csv"',
  ]);
});

test('the rate limit refused it, and says when the next one is allowed', async () => {
  const told = engineWith(() => result('done'), {
    config: { rateLimit: { limit: 1, period: '1h', key: 'event.data.user' } },
  });
  await told.send('list.uploaded', { user: 'anna' });
  await told.send('list.uploaded', { user: 'anna' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: not started: rate limit of 1 per 1h for anna (event.data.user) reached, can start again in 1h',
  ]);
});

test('an event with the same id had started it already', async () => {
  const told = engineWith(() => result('done'), {});
  await told.send('list.uploaded', {}, { id: 'order-1' });
  await told.send('list.uploaded', {}, { id: 'order-1' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: not started: an event with the ID order-1 already started it in the last 24 hours',
  ]);
});

test('it is held in a batch; in a debounce, a later one replaced it', async () => {
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
    '  app-batch: held in a batch of 2: starts in 1m or at 5 events',
    '  app-debounce: debounced: starts in 10s unless another event arrives',
  ]);
  const { journal, engine, served } = told;
  const why = whyEvent(first!, { journal, state: engine.state, functions: served, now: engine.now });
  expect(eventLines(why, engine.now).at(-1)).toBe(
    '  app-debounce: not started: debounced in favor of a later event',
  );
});

test('nothing handles it, but a similar name is handled', async () => {
  const told = engineWith(() => result('done'), { triggers: [{ event: 'list/uploaded' }] });
  await told.send('Lists.uploaded');
  checkEvent(told, 'Lists.uploaded', [
    'Lists.uploaded ID',
    '  triggers no function',
    '  did you mean list/uploaded?',
  ]);
});

test('it did not end a wait: a different key, or a value of a different type', async () => {
  const told = engineWith(waiting, {});
  await told.send('list.uploaded', { id: 7 });
  await told.send('list.reviewed', { id: '7', ok: true });
  checkEvent(told, 'list.reviewed', [
    'list.reviewed ID',
    '  did not match the wait "list.reviewed" of ID',
    '    got id "7", waits for 7: 7 is a number, but "7" is a string',
    '  triggers no function',
  ]);
});

test('a run waits for an event that arrived before the wait began', async () => {
  const told = engineWith(waiting, {});
  await told.send('list.reviewed', { id: 7, ok: true });
  told.clock.advance(3_000);
  await told.send('list.uploaded', { id: 7 });
  checkRun(told, [
    'ID is waiting',
    '  list.reviewed: waiting for list.reviewed where event.data.id == async.data.id && async.data.ok (times out in 7d)',
    '    event ID would have matched, but arrived 3s before the wait started',
  ]);
});

test('a run is throttled', async () => {
  const told = engineWith(waiting, { config: { throttle: { limit: 1, period: '1m' } } });
  await told.send('list.uploaded', { id: 1 });
  await told.send('list.uploaded', { id: 2 });
  checkRun(told, ['ID is queued', '  throttled to 1 per 1m: can start in 1m']);
});

test('a run is blocked by a concurrency limit', async () => {
  const told = engineWith(() => new Promise(() => {}), { config: { concurrency: 1 } });
  await told.send('list.uploaded', { id: 1 });
  await told.send('list.uploaded', { id: 2 });
  checkRun(told, ['ID is queued', '  blocked by concurrency limit of 1 (running: ID)']);
});

test('one of several triggers: the condition of each', async () => {
  const told = engineWith(() => result('done'), {
    triggers: [
      { event: 'list.uploaded', if: 'event.data.rows > 10' },
      { event: 'list.*', if: 'event.data.kind == "csv"' },
    ],
  });
  await told.send('list.uploaded', { rows: 3 });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    "  app-import: not started: the trigger's condition was not met",
    '    got rows 3, needs more than 10',
    '    the condition of another trigger was not met either',
    '      has no kind, needs "csv"',
  ]);
});

test('its idempotency key was used', async () => {
  const told = engineWith(() => result('done'), { config: { idempotency: 'event.data.order' } });
  await told.send('list.uploaded', { order: 'o1' });
  await told.send('list.uploaded', { order: 'o1' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: not started: its idempotency key o1 (event.data.order) was already used in the last 24 hours, can start again in 1d',
  ]);
});

test('a singleton was active: the run is recorded and skipped', async () => {
  const told = engineWith(waiting, { config: { singleton: { mode: 'skip', key: 'event.data.user' } } });
  await told.send('list.uploaded', { user: 'anna' });
  await told.send('list.uploaded', { user: 'anna' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-import: skipped ID: singleton: run ID is active',
  ]);
  checkRun(told, ['ID is skipped: singleton: run ID is active']);
});

test('a batch and a debounce of one key', async () => {
  const told = engineWith(
    () => result('done'),
    { id: 'app-batch', config: { batchEvents: { maxSize: 5, timeout: '1m', key: 'event.data.user' } } },
    { id: 'app-debounce', config: { debounce: { period: '10s', key: 'event.data.user' } } },
  );
  await told.send('list.uploaded', { user: 'anna' });
  await told.send('list.uploaded', { user: 'ben' });
  checkEvent(told, 'list.uploaded', [
    'list.uploaded ID',
    '  app-batch: held in a batch of 1 for ben: starts in 1m or at 5 events',
    '  app-debounce: debounced for ben: starts in 10s unless another event arrives',
  ]);
});

test('it did not cancel one run, but cancelled another', async () => {
  const cancel = [{ event: 'list.deleted', if: 'event.data.id == async.data.id' }];
  const told = engineWith(waiting, { config: { cancel } });
  await told.send('list.uploaded', { id: 7 });
  await told.send('list.uploaded', { id: 8 });
  await told.send('list.deleted', { id: 8 });
  checkEvent(told, 'list.deleted', [
    'list.deleted ID',
    '  cancelled ID',
    '  did not cancel ID',
    '    got id 8, needs 7',
    '  triggers no function',
  ]);
  checkRun(told, ['ID is cancelled: event list.deleted']);
  const { journal, engine } = told;
  const [run] = told.runs();
  const why = whyRun(run!, engine.blockedBy(run!.runId), { journal, state: engine.state, now: engine.now });
  expect(withoutIds(runLines(why, engine.now)).slice(3)).toEqual([
    '  would be cancelled by list.deleted where event.data.id == async.data.id',
    '    event ID did not match',
    '      got id 8, needs 7',
  ]);
});

test('a run waits for an event that arrived under another name', async () => {
  const told = engineWith(waiting, {});
  await told.send('list.uploaded', { id: 7 });
  await told.send('lists/reviewed', { id: 7, ok: true });
  checkRun(told, [
    'ID is waiting',
    '  list.reviewed: waiting for list.reviewed where event.data.id == async.data.id && async.data.ok (times out in 7d)',
    '    event ID has a similar name: lists/reviewed',
  ]);
});

test('a run sleeps, and is to end within a day', async () => {
  const told = engineWith(() => ops(slept('pause', '6h')), { config: { timeouts: { finish: '1d' } } });
  await told.send('list.uploaded');
  told.clock.advance(3_600_000);
  checkRun(told, [
    'ID is sleeping',
    '  6h: sleeping, 5h left',
    '  will be cancelled in 23h unless it ends first',
  ]);
});

test('a run waits for the end of a function that it invoked', async () => {
  const told = engineWith(
    ({ functionId }) =>
      functionId === 'app-import' ? ops(invoked('call', 'app-other')) : ops(slept('pause', '6h')),
    {},
    { id: 'app-other', triggers: [] },
  );
  await told.send('list.uploaded');
  const { journal, engine } = told;
  const run = told.runs().find(({ functionId }) => functionId === 'app-import')!;
  const why = whyRun(run, null, { journal, state: engine.state, now: engine.now });
  expect(withoutIds(runLines(why, engine.now))).toEqual([
    'ID is waiting',
    '  call: waiting for app-other (run ID, sleeping)',
  ]);
});

test('a concurrency limit that several functions share', async () => {
  const config = { concurrency: { limit: 1, scope: 'env', key: '"mail"' } };
  const told = engineWith(() => new Promise(() => {}), { config }, { id: 'app-other', config });
  await told.send('list.uploaded');
  checkRun(told, [
    'ID is queued',
    '  blocked by concurrency limit of 1 for mail, shared across functions (running: ID)',
  ]);
});

test('a failed run says why', async () => {
  const told = engineWith(() => failure(400, 'no such list', { 'x-inngest-no-retry': 'true' }), {});
  await told.send('list.uploaded');
  checkRun(told, ['ID is failed: no such list']);
});

test('the maximum number of requests is in flight', async () => {
  const told = engineWith(() => new Promise(() => {}), { id: 'app-many' });
  for (let at = 0; at <= 500; at++) await told.send('list.uploaded');
  checkRun(told, ['ID is queued', '  blocked by limit of 500 concurrent requests']);
});
