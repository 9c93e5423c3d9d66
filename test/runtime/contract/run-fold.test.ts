import { expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { RunFold } from '../../../runtime/src/contract/run-fold.ts';
import fc from '../../support/property.ts';
import { anyEntries } from '../../support/runtime/any-entries.ts';
import { entriesOf, step, type Told } from '../../support/runtime/journal-entries.ts';

test('the fold that goes on and the one that begins anew from each value agree', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const fold = new RunFold();
      let pure: RunProgress | null = null;
      for (const entry of entries) {
        pure = applyEntry(pure, entry);
        fold.apply(entry);
        expect(fold.current).toEqual(pure);
      }
    }),
  );
});

test('it does not matter when the progress was looked at', () => {
  fc.assert(
    fc.property(anyEntries, fc.nat(7), (entries, every) => {
      const [looked, unlooked] = [new RunFold(), new RunFold()];
      entries.forEach((entry, index) => {
        looked.apply(entry);
        unlooked.apply(entry);
        if (index % (every + 1) === 0) void looked.current;
      });
      expect(looked.current).toEqual(unlooked.current);
    }),
  );
});

test('what was handed out never changes', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const fold = new RunFold();
      const handedOut: [RunProgress | null, RunProgress | null][] = [];
      for (const entry of entries) {
        fold.apply(entry);
        handedOut.push([fold.current, structuredClone(fold.current)]);
      }
      for (const [now, then] of handedOut) expect(now).toEqual(then);
    }),
  );
});

const done = (name: string): Told => ({
  kind: 'step-completed',
  step: step(name),
  output: name,
  attempt: 0,
  startedAt: null,
});

test('steps that are as they were are the same values', () => {
  const fold = new RunFold();
  for (const entry of entriesOf(done('a'), done('b'))) fold.apply(entry);
  const before = fold.current;
  for (const entry of entriesOf(done('a'), done('b'), done('b')).slice(-1)) fold.apply(entry);
  expect(fold.current?.steps[0]).toBe(before?.steps[0]);
  expect(fold.current?.steps[1]).not.toBe(before?.steps[1]);
});

test('an entry about something else leaves the value as it is', () => {
  const fold = new RunFold();
  for (const entry of entriesOf(done('a'))) fold.apply(entry);
  const before = fold.current;
  expect(fold.apply({ seq: 9, at: 9, kind: 'run-started', runId: 'other' })).toBe(false);
  expect(fold.current).toBe(before);
});
