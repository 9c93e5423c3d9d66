/** On which line of its call a phrase stands, so that its state is read without scrolling sideways. Pure. */

/** Columns of code in view on a laptop with the graph beside it. */
export const visibleColumns = 56;
/** Characters that hold the state of a step: `↻ 2 of 5 in 4s`. The value behind them may be out of view. */
export const stateLength = 14;
/** Columns between the code and its phrase. */
export const phraseGap = 3;

/** Of a longer call the last line is often out of view, above or below. */
const longestShort = 30;
const nearTop = 3;

export type Placement = 'auto' | 'firstLine' | 'lastLine';

export interface Call {
  /** 0-based lines of the text; `last` inclusive. */
  first: number;
  last: number;
}

/** The columns of a line; null: there is no such line. */
export type WidthOf = (line: number) => number | null;

/**
 * The lines at whose end the phrase can be read, the best one first; the line below the call only when the call has no
 * room. Never empty: the last resort is a line of the call where it cannot be read.
 *
 * @param phraseLength characters of the phrase that must be in view.
 */
export function phraseLines(call: Call, widthOf: WidthOf, phraseLength: number, columns: number): number[] {
  const width = (line: number) => widthOf(line) ?? Number.POSITIVE_INFINITY;
  const fits = (line: number) => width(line) + phraseGap + phraseLength <= columns;
  const { first, last } = call;
  const isLong = last - first >= longestShort;
  const wanted = isLong
    ? [first, ...narrowestFirst(first, first + nearTop - 1, width)]
    : [first, last, ...narrowestFirst(first, last, width), last + 1];
  const fitting = wanted.filter(fits);
  const lastResort = isLong ? narrowestFirst(first, first + nearTop - 1, width) : [last];
  return [...new Set([...fitting, ...lastResort])];
}

function narrowestFirst(from: number, to: number, width: (line: number) => number): number[] {
  const lines = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return lines.sort((a, b) => width(a) - width(b));
}

export interface PageLines {
  widthOf: WidthOf;
  placement: Placement;
  columns: number;
  /** Lines that have another text at their end. */
  others: readonly number[];
}

/**
 * A line for each call, in the same order. No two share one if that can be helped, and none takes the first line of
 * another call: behind that, it would be taken for the other's.
 */
export function placePhrases(calls: readonly Call[], page: PageLines): number[] {
  const starts = new Set([...calls.map(({ first }) => first), ...page.others]);
  const taken = new Set<number>();
  const inOrder = calls.map((call, index) => ({ call, index })).sort((a, b) => a.call.first - b.call.first);
  const lines = new Array<number>(calls.length);
  for (const { call, index } of inOrder) {
    const free = linesFor(call, page).find(
      (line) => !taken.has(line) && (line === call.first || !starts.has(line)),
    );
    const line = free ?? call.first;
    taken.add(line);
    lines[index] = line;
  }
  return lines;
}

function linesFor(call: Call, { widthOf, placement, columns }: PageLines): number[] {
  switch (placement) {
    case 'firstLine':
      return [call.first];
    case 'lastLine':
      return [call.last];
    case 'auto':
      return phraseLines(call, widthOf, stateLength, columns);
  }
}
