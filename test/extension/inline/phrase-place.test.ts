/** Where the phrase of a call stands: where its state is read without scrolling, and where nobody takes it for another's. */
import { expect, test } from 'vitest';
import { type Placement, phraseLines, placePhrases } from '../../../extension/src/inline/phrase-place.ts';

/** Columns of the lines from 0 on; a call takes all but the last, which is below it. */
function checkBest(widths: number[], expected: number, columns = 56): void {
  const call = { first: 0, last: widths.length - 2 };
  expect(phraseLines(call, (line) => widths[line] ?? null, 14, columns)[0]).toBe(expected);
}

test('the first line, while the state fits behind it', () => {
  checkBest([39, 60, 3, 0], 0);
  checkBest([40, 60, 3, 0], 2);
});

test('else the last line of the call', () => {
  checkBest([70, 50, 50, 4, 20], 3);
});

test('a wide window has room behind the first line', () => {
  checkBest([70, 50, 50, 4, 20], 0, 120);
});

test('a call whose last line is long, too: the narrowest of its lines', () => {
  checkBest([70, 30, 20, 60, 0], 2);
});

test('a call of one line that has no room: the line below, if it has', () => {
  checkBest([90, 0], 1);
  checkBest([90, 39], 1);
  checkBest([90, 80], 0);
});

test('a call at the end of the text has no line below', () => {
  expect(phraseLines({ first: 3, last: 3 }, (line) => (line === 3 ? 90 : null), 14, 56)).toEqual([3]);
});

test('of a call over 30 lines, whose end may be out of view, the narrowest of the first three', () => {
  const long = (...first: number[]) => [...first, ...new Array<number>(30).fill(10), 4, 0];
  checkBest(long(30, 20, 20), 0);
  checkBest(long(70, 25, 20), 2);
  checkBest(long(70, 80, 90), 0);
});

/** Where calls of these lines have their phrases. */
function checkPlaces(
  calls: [first: number, last: number][],
  widths: number[],
  expected: number[],
  own: { placement?: Placement; others?: number[] } = {},
): void {
  const { placement = 'auto', others = [] } = own;
  const places = placePhrases(
    calls.map(([first, last]) => ({ first, last })),
    { widthOf: (line) => widths[line] ?? null, placement, columns: 56, others },
  );
  expect(places).toEqual(expected);
}

test('two calls that end on one line do not share it', () => {
  checkPlaces(
    [
      [0, 4],
      [1, 4],
    ],
    [70, 70, 30, 60, 4, 0],
    [4, 2],
  );
});

test('a line on which the next call begins is not taken: the phrase would be read as that of the next', () => {
  checkPlaces(
    [
      [0, 2],
      [2, 4],
    ],
    [70, 20, 20, 60, 3, 0],
    [1, 2],
  );
});

test('lines below one another in Promise.all keep their own phrases', () => {
  checkPlaces(
    [
      [1, 1],
      [2, 2],
    ],
    [20, 80, 80, 3],
    [1, 3],
  );
});

test('a line with another text at its end is left to that', () => {
  checkPlaces([[0, 0]], [80, 20], [0], { others: [1] });
});

test('where the user wants the first or the last line, that is taken', () => {
  checkPlaces([[0, 3]], [90, 10, 10, 4], [0], { placement: 'firstLine' });
  checkPlaces([[0, 3]], [10, 10, 10, 90], [3], { placement: 'lastLine' });
});
