import { expect, test } from 'vitest';
import { startsText } from '../../../extension/src/format/counts.ts';
import { nearestFirst } from '../../../extension/src/server/function-order.ts';
import { english } from '../../support/english.ts';

test('the function at the cursor comes first, then those of its file, then by app and name', () => {
  const functions = [
    { id: 'b-2', uri: 'b.ts', name: 'Zip', app: 'b' },
    { id: 'b-1', uri: 'b.ts', name: 'Add', app: 'b' },
    { id: 'c-1', uri: 'c.ts', name: 'Pay', app: 'c' },
    { id: 'a-1', uri: 'a.ts', name: 'Sync', app: 'a' },
    { id: 'a-2', uri: 'a.ts', name: 'Mail', app: 'a' },
  ];
  const idsFrom = (cursor: Parameters<typeof nearestFirst>[1]) =>
    nearestFirst(functions, cursor).map(({ id }) => id);
  expect(idsFrom({ uri: 'b.ts', functionId: 'b-2' })).toEqual(['b-2', 'b-1', 'a-2', 'a-1', 'c-1']);
  expect(idsFrom(null)).toEqual(['a-2', 'a-1', 'b-1', 'b-2', 'c-1']);
});

test('what an event starts is named while that is short, and counted when it is not', () => {
  const functions = (count: number, apps: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `f${n}`, app: `app${n % apps}` }));
  expect(startsText([], english)).toBe('');
  expect(startsText(functions(2, 1), english)).toBe('starts f0, f1');
  expect(startsText(functions(3, 1), english)).toBe('starts 3 functions');
  expect(startsText(functions(13, 13), english)).toBe('starts 13 functions in 13 apps');
});
