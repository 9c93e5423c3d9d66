/** The lines of a stack, as Node writes them. */
import { expect, test } from 'vitest';
import { stackFrames } from '../../../runtime/src/contract/stack-frames.ts';

/** @param expected `name path row:column`, 0-based. */
function checkFrames(lines: string[], expected: string[]): void {
  const stack = ['Error: no upload', ...lines].join('\n');
  const frames = stackFrames(stack).map(({ name, path, row, column }) => `${name} ${path} ${row}:${column}`);
  expect(frames).toEqual(expected);
}

test('calls with and without a name', () => {
  checkFrames(
    [
      '    at insert (/app/src/crm.ts:4:9)',
      '    at /app/src/contacts.ts:12:3',
      '    at async Promise.all (index 0)',
    ],
    ['insert /app/src/crm.ts 3:8', 'null /app/src/contacts.ts 11:2'],
  );
  checkFrames(
    ['    at async load (src/a.ts:1:1)', '    at async src/b.ts:2:1'],
    ['async load src/a.ts 0:0', 'null src/b.ts 1:0'],
  );
});

test('paths with spaces and parentheses', () => {
  checkFrames(
    ['    at POST (/my app/(api)/route.ts:3:1)', '    at /my app/(api)/route.ts:3:1'],
    ['POST /my app/(api)/route.ts 2:0', 'null /my app/(api)/route.ts 2:0'],
  );
});

test('URLs, queries and backslashes', () => {
  checkFrames(
    [
      '    at a (file:///app/my%20file.ts?v=1:3:1)',
      '    at b (file:///C:/app/b.ts:3:1)',
      '    at c (C:\\app\\c.ts:3:1)',
    ],
    ['a /app/my file.ts 2:0', 'b C:/app/b.ts 2:0', 'c C:/app/c.ts 2:0'],
  );
});

test('a message is no frame, whatever it says', () => {
  checkFrames(['see http://localhost:3000:1:2', 'at noon, 12:30:10'], []);
  expect(stackFrames(undefined)).toEqual([]);
});
