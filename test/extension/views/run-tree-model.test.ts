import { expect, test } from 'vitest';
import { stateLook } from '../../../extension/src/format/state-look.ts';
import { groupedRunRow, runRow, spokenRun, stepRow } from '../../../extension/src/views/run-tree-model.ts';
import { english } from '../../support/english.ts';
import { noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';

test('a run shows its status, how long it took and when it was', () => {
  const run = someRun({ status: 'completed', endedAt: noon + 2_000 });
  expect(runRow(run, noon + 300_000, english)).toMatchObject({
    label: 'Import',
    description: 'completed · 5m ago · 2s',
    look: stateLook('completed'),
    contextValue: 'run.ended.completed',
  });
});

test('of a long name, the state and the time come before its tail', () => {
  const run = someRun({
    status: 'failed',
    endedAt: noon + 2_000,
    functionName: 'Send reminders to all customers',
  });
  expect(runRow(run, noon + 30_000, english)).toMatchObject({
    label: 'Send remind…',
    description: 'failed · 30s ago · 2s · Send reminders to all customers',
  });
});

test('the app tells functions of the same name apart, before the tail of the name', () => {
  const run = someRun({ status: 'waiting', functionName: 'Clean up deleted user', appId: 'crm' });
  expect(runRow(run, noon, english, null, 'crm').description).toBe(
    'waiting · now · crm · Clean up deleted user',
  );
  expect(spokenRun(run, noon, english, null, 'crm')).toBe('Clean up deleted user, crm, waiting, now');
});

test('below its function, a run is named by its state', () => {
  const run = someRun({ status: 'failed', endedAt: noon + 2_000 });
  expect(groupedRunRow(run, noon + 7_300_000, english)).toMatchObject({
    label: 'failed',
    description: '2h ago · 2s · api/list.uploaded',
    look: stateLook('failed'),
  });
});

test('a run whose function body will be retried can be retried from the menu', () => {
  expect(runRow(someRun({ retryAt: noon }), noon, english).contextValue).toBe('run.active.running.retrying');
});

test('a matching event can be sent to a waiting step, but not to an invoked function', () => {
  const run = someRun();
  const waiting = someStep('review', { status: 'waiting', wait: someWait() });
  expect(stepRow(run, waiting, noon, english)).toMatchObject({
    description: 'waiting for api/list.reviewed · 7d left',
    contextValue: 'step.waiting',
  });
  const invoking = someStep('call', { status: 'waiting', invoke: { functionId: 'app-other', eventId: 'e' } });
  expect(stepRow(run, invoking, noon, english)).toMatchObject({
    description: 'waiting for function app-other',
    contextValue: 'step.invoking',
  });
});

test('a queued run says what blocks it; a step that a rerun reused says so', () => {
  const queued = someRun({ status: 'queued', startedAt: null });
  expect(runRow(queued, noon, english, 'throttled, starts in 5s').description).toBe(
    'queued · throttled, starts in 5s · now',
  );
  const taken = someStep('price', { status: 'completed', output: 20, takenOver: { edited: false } });
  expect(stepRow(someRun(), taken, noon, english).description).toBe('reused from the original run · 20');
});
