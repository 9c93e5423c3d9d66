import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathOf, type ValueNode } from '../../../webview/src/values/value-node.ts';
import { revealed, toggled, type ValueRows, valueRows } from '../../../webview/src/values/value-rows.ts';
import { matchParts, mostMatches, searchValue } from '../../../webview/src/values/value-search.ts';
import { copiedText, nameText, pathText, valueText } from '../../../webview/src/values/value-text.ts';

const line = (node: ValueNode): string =>
  `${'  '.repeat(node.depth)}${node.key === null ? '' : `${nameText(node.key)}: `}${valueText(node)}`;

/** The rows as they are first shown. */
function checkRows(value: unknown, ...expected: string[]): void {
  expect(valueRows(value).rows.map(line)).toEqual(expected);
}

function rowAt(state: ValueRows, text: string): ValueNode {
  const found = state.rows.find((row) => line(row).trim() === text);
  if (!found) throw new Error(`no row ${text} among ${state.rows.map(line).join('\n')}`);
  return found;
}

/** The rows after some of them were clicked. */
function checkUnfolded(value: unknown, clicks: string[], ...expected: string[]): void {
  const state = clicks.reduce((before, text) => toggled(before, rowAt(before, text)), valueRows(value));
  expect(state.rows.map(line)).toEqual(expected);
}

describe('a value', () => {
  test('that is small is shown whole', () =>
    checkRows(
      { id: 'u-1', tags: ['a', 'b'], more: { ok: true } },
      '{ id, tags, more }',
      '  id: "u-1"',
      '  tags: [2]',
      '    0: "a"',
      '    1: "b"',
      '  more: { ok }',
      '    ok: true',
    ));
  test('that is a scalar is one row', () => checkRows(null, 'null'));
  test('that is empty does not unfold', () => checkRows({ a: [], b: {} }, '{ a, b }', '  a: []', '  b: {}'));
  test('has its special names', () =>
    checkRows(
      JSON.parse('{"__proto__": 1, "": 2, "a b": 3, " c": 4, "ключ": 5}'),
      '{ __proto__, "", a b, " c", ключ }',
      '  __proto__: 1',
      '  "": 2',
      '  a b: 3',
      '  " c": 4',
      '  ключ: 5',
    ));
  test('that is large shows its first level', () =>
    checkRows(
      { items: Array.from({ length: 60 }, (_, at) => at), name: 'n' },
      '{ items, name }',
      '  items: [60]',
      '  name: "n"',
    ));
  test('folds', () => checkUnfolded({ a: { b: 1 } }, ['a: { b }'], '{ a }', '  a: { b }'));
  test('with many items is divided into ranges', () =>
    checkUnfolded(
      { list: Array.from({ length: 250 }, (_, at) => at) },
      ['list: [250]', '[200 … 249]'],
      '{ list }',
      '  list: [250]',
      '    [0 … 99]',
      '    [100 … 199]',
      '    [200 … 249]',
      ...Array.from({ length: 50 }, (_, at) => `      ${200 + at}: ${200 + at}`),
    ));
  test('with a long text unfolds into its lines', () =>
    checkUnfolded(
      { text: 'one\ntwo' },
      ['text: "one\\ntwo"'],
      '{ text }',
      '  text: "one\\ntwo"',
      '    one',
      '    two',
    ));
});

test('the same parts stay unfolded when a value is replaced', () => {
  const list = Array.from({ length: 60 }, (_, at) => at);
  const first = valueRows({ list, n: 1 });
  const before = toggled(first, rowAt(first, 'list: [60]'));
  const after = valueRows({ list, n: 2 }, before);
  expect(after.rows).toHaveLength(before.rows.length);
  expect(line(rowAt(after, 'n: 2'))).toBe('  n: 2');
});

test('a list of 100,000 shows at most a hundred rows more with each click', () => {
  let state = valueRows(Array.from({ length: 100_000 }, (_, at) => at));
  expect(state.rows).toHaveLength(11);
  for (const text of ['[90000 … 99999]', '[99900 … 99999]']) {
    const before = state.rows.length;
    state = toggled(state, rowAt(state, text));
    expect(state.rows.length - before).toBeLessThanOrEqual(100);
  }
  expect(copiedText(rowAt(state, '99999: 99999'))).toBe('99999');
});

test('objects nested 20,000 deep can be shown, searched and revealed', () => {
  let deep: unknown = { needle: true };
  for (let level = 0; level < 20_000; level += 1) deep = { a: deep };
  const { paths } = searchValue(deep, 'needle');
  expect(paths.map((path) => path.length)).toEqual([20_001]);
  const { state, node } = revealed(valueRows(deep), paths[0] ?? []);
  expect(node && pathOf(node)).toEqual(paths[0]);
  expect(state.rows).toHaveLength(20_002);
});

describe('a path', () => {
  const checkPath = (path: (string | number)[], expected: string): void =>
    expect(pathText(path, '$')).toBe(expected);
  test('of the whole is the root', () => checkPath([], '$'));
  test('has indexes in brackets', () => checkPath(['steps', 3, 'id'], '$.steps[3].id'));
  test('quotes what is no identifier', () => checkPath(['a b', '', 'x-1', '1'], '$["a b"][""]["x-1"]["1"]'));
  test('leaves identifiers of any language', () => checkPath(['ключ', '$ok', '_x'], '$.ключ.$ok._x'));
  test('leads back to the value as code', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.nat(5)), { maxLength: 5 }), (path) => {
        let value: unknown = 'found';
        for (const key of [...path].reverse())
          value = typeof key === 'number' ? Object.assign([], { [key]: value }) : own(key, value);
        expect(Function('output', `return ${pathText(path, 'output')}`)(value)).toBe('found');
      }),
    );
  });
});

/** Also of a name like `__proto__`. */
function own(name: string, value: unknown): object {
  return Object.defineProperty({}, name, { value, enumerable: true });
}

describe('what is copied', () => {
  const checkCopied = (value: unknown, row: string, expected: string): void =>
    expect(copiedText(rowAt(valueRows(value), row))).toBe(expected);
  test('of a text is the text', () => checkCopied({ id: 'u"1' }, 'id: "u\\"1"', 'u"1'));
  test('of an object is JSON', () => checkCopied({ a: { b: 1 } }, 'a: { b }', '{\n  "b": 1\n}'));
  test('of a range are its items', () =>
    checkCopied(
      Array.from({ length: 101 }, (_, at) => at),
      '[100 … 100]',
      '[\n  100\n]',
    ));
});

describe('a search', () => {
  const checkFound = (value: unknown, query: string, ...expected: string[]): void =>
    expect(searchValue(value, query).paths.map((path) => pathText(path, '$'))).toEqual(expected);
  test('finds names and values from top to bottom, in any case', () =>
    checkFound({ Name: 1, list: ['x', { y: 'a NAME' }], n: 2 }, 'name', '$.Name', '$.list[1].y'));
  test('finds numbers and null', () => checkFound({ a: 42, b: null }, '4', '$.a'));
  test('for nothing finds nothing', () => checkFound({ a: 1 }, ''));
  test('stops at so many matches', () => {
    const { paths, cut } = searchValue(
      Array.from({ length: 2 * mostMatches }, () => 'x'),
      'x',
    );
    expect([paths.length, cut]).toEqual([mostMatches, true]);
  });
  test('marks each place', () => {
    expect(matchParts('a Name, a name', 'name')).toEqual(['a ', 'Name', ', a ', 'name', '']);
    expect(matchParts('İ name', 'name')).toEqual(['İ name']);
  });
});

test('a match in a range is revealed', () => {
  const value = { list: Array.from({ length: 5_000 }, (_, at) => ({ id: `item ${at}` })) };
  const { paths } = searchValue(value, 'item 4321');
  const { state, node } = revealed(valueRows(value), paths[0] ?? []);
  expect(node && valueText(node)).toBe('"item 4321"');
  expect(node && state.rows.includes(node)).toBe(true);
});
