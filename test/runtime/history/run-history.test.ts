import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import { entriesOf, step, type Told } from '../../support/runtime/journal-entries.ts';

function completions(count: number): Told[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'step-completed',
    step: step(`step ${index % 40}`),
    output: index,
    attempt: 0,
    startedAt: null,
  }));
}

const foldOf = (entries: readonly JournalEntry[]) =>
  entries.reduce<RunProgress | null>((progress, entry) => applyEntry(progress, entry), null);

test('any moment is the fold of the entries up to it', () => {
  fc.assert(
    fc.property(fc.nat(700), fc.nat(750), (count, seq) => {
      const entries = entriesOf({ kind: 'run-started' }, ...completions(count));
      const upTo = entries.filter((entry) => entry.seq <= seq);
      expect(new RunHistory(entries).at(seq)).toEqual(foldOf(upTo));
    }),
    { numRuns: 60 },
  );
});

test('an entry that comes again changes nothing', () => {
  const entries = entriesOf({ kind: 'run-started' }, ...completions(3));
  const history = new RunHistory([...entries, ...entries]);
  expect(history.entries).toHaveLength(entries.length);
  expect(history.latest).toEqual(foldOf(entries));
});
