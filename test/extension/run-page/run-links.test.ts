import { expect, test } from 'vitest';
import { linksOf } from '../../../extension/src/panels/run-links.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import { RunFold } from '../../../runtime/src/contract/run-fold.ts';
import { entriesOf, event, queued, step, type Told } from '../../support/runtime/journal-entries.ts';

interface Run {
  id: string;
  first?: object;
  facts?: Told[];
}

function entriesOfRun({ id, first = {}, facts = [] }: Run): JournalEntry[] {
  return entriesOf(...facts).map(
    (entry, index) =>
      ({ ...entry, ...(index === 0 ? { ...queued, ...first } : {}), runId: id }) as JournalEntry,
  );
}

function progressOf(run: Run): RunProgress {
  const fold = new RunFold();
  for (const entry of entriesOfRun(run)) fold.apply(entry);
  return fold.current as RunProgress;
}

/** Of the first run to the others: `relation ID`, with the step. */
function checkLinks(runs: [Run, ...Run[]], expected: string[], events: EventRecord[] = []): void {
  const all = runs.map(progressOf);
  const links = linksOf(all[0] as RunProgress, { all, first: entriesOfRun(runs[0])[0], events });
  expect(
    links.map(
      ({ relation, runId, hashedId }) => `${relation} ${runId}${hashedId === null ? '' : ` ${hashedId}`}`,
    ),
  ).toEqual(expected);
}

const invokes: Told = {
  kind: 'invoke-started',
  step: step('i'),
  functionId: 'app-child',
  eventId: 'E-child',
  expiresAt: 9000,
};

test('a run by itself has none', () => checkLinks([{ id: 'A' }, { id: 'B' }], []));

test('an invoked run leads to the one that invoked it', () =>
  checkLinks(
    [{ id: 'A', first: { invokedBy: { runId: 'P', hashedId: '#i' } } }, { id: 'P' }],
    ['invoked-by P'],
  ));

test('a step leads to the run that it invoked, or to none yet', () => {
  const parent = { id: 'A', facts: [{ kind: 'run-started' } as Told, invokes] };
  checkLinks([parent, { id: 'C', first: { eventIds: ['E-child'] } }], ['invokes C #i']);
  checkLinks([parent], ['invokes null #i']);
});

test('a rerun and its original lead to each other', () => {
  const rerun = { id: 'R', first: { originalRunId: 'O', rerun: { runId: 'O', from: { at: 'start' } } } };
  checkLinks([rerun, { id: 'O' }], ['rerun-of O']);
  checkLinks([{ id: 'O' }, rerun], ['reruns R']);
});

test('a deferred run and the one that deferred it lead to each other', () => {
  const name = 'inngest/deferred.schedule';
  const deferred = { id: 'D', first: { functionId: 'app-later', eventName: name, at: 9_000_000 } };
  const by: Told = { kind: 'defer-added', hashedId: '#d', name: 'later', functionId: 'app-later', input: {} };
  const first = { id: 'A', facts: [by, { kind: 'run-completed', output: 1 } as Told] };
  checkLinks([first, deferred], ['defers D #d']);
  checkLinks([deferred, first], ['deferred-by A'], [event(name, { _inngest: { parent_run_id: 'A' } })]);
});
