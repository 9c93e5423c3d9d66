/** An error stays at the code that threw while the text around it is edited. */
import { expect, test } from 'vitest';
import { lineAfterEdit } from '../../../extension/src/problems/edited-line.ts';

/** @param start to `end`: what is replaced, as `line:character`; the error is on line 5. */
function checkLine(start: string, end: string, text: string, expected: number | null): void {
  const [startLine = 0, startCharacter = 0] = start.split(':').map(Number);
  const endLine = Number(end.split(':')[0]);
  const insertedBreaks = text.split('\n').length - 1;
  expect(lineAfterEdit(5, { startLine, startCharacter, endLine, insertedBreaks })).toBe(expected);
}

test('lines above it are added and deleted', () => {
  checkLine('2:0', '2:0', 'a\nb\n', 7);
  checkLine('1:0', '3:0', '', 3);
});

test('it is edited itself, or something below it is', () => {
  checkLine('5:3', '5:9', 'other', 5);
  checkLine('5:9', '5:9', '\n', 5);
  checkLine('7:0', '9:0', '', 5);
});

test('it is deleted, alone or with others', () => {
  checkLine('5:0', '6:0', '', null);
  checkLine('3:0', '8:0', '', null);
});

test('a block around it is written anew', () => {
  checkLine('3:0', '8:0', 'a\nb\nc\nd\ne\n', 5);
  checkLine('3:0', '8:0', 'a\n', 4);
});
