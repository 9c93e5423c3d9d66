import { expect, test } from 'vitest';
import { columnsOf } from '../../../extension/src/format/columns.ts';

test.each([
  ['});', 3],
  ['    await step.run(', 19],
  ['\tfoo', 7],
  ['  \tfoo', 7],
  ['code   ', 4],
  ['// 名前', 7],
  ['"é"', 3],
  ["'e\u0301'", 3],
  ['"✅"', 4],
  ['"👩‍💻"', 6],
])('%j is %d columns wide', (line, columns) => {
  expect(columnsOf(line, 4)).toBe(columns);
});
