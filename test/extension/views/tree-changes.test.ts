import { expect, test } from 'vitest';
import { changedKeys } from '../../../extension/src/views/tree-changes.ts';

const before = { '': ['today', 'older'], today: ['A', 'B'], older: ['C'] };
const rows = { today: '2 runs', A: 'running', B: 'done', C: 'done' };

function check(after: Record<string, string[]>, texts: Record<string, string> = rows): string[] {
  const mapOf = <T>(record: Record<string, T>) => new Map(Object.entries(record));
  return changedKeys(mapOf(before), mapOf(after), { before: mapOf(rows), after: mapOf(texts) });
}

test('nothing changed: nothing is drawn', () => {
  expect(check(before)).toEqual([]);
});

test('a run changed: it alone is drawn', () => {
  expect(check(before, { ...rows, A: 'done' })).toEqual(['A']);
});

test('a run started: its group is drawn, and no row of it twice', () => {
  expect(
    check({ ...before, today: ['D', 'A', 'B'] }, { ...rows, today: '3 runs', A: 'done', C: 'x' }),
  ).toEqual(['today', 'C']);
});

test('a group appeared: all is drawn', () => {
  expect(check({ '': ['today'], today: ['A'] }, { ...rows, A: 'done' })).toEqual(['']);
});
