/**
 * From time to pixels: linear where something happens, and never wider than a cap where the run only waits, so that
 * steps of milliseconds can be read beside a wait of a week. Pure.
 */

/** A part of the run's time between two neighboring moments at which something began or ended. */
export interface Stretch {
  /** Unix milliseconds. */
  from: number;
  to: number;
  /** No code runs in it. */
  quiet: boolean;
}

export interface ScaleUnits {
  /** Pixels per millisecond, outside of breaks. */
  pixels: number;
  /** Width of a break in pixels: quiet stretches are at most so wide. */
  cap: number;
}

export interface ScalePiece {
  from: number;
  to: number;
  /** Pixels. */
  start: number;
  end: number;
  /** Its width says nothing about how long it lasts. */
  broken: boolean;
}

export interface TimeScale {
  pieces: readonly ScalePiece[];
  /** Pixels per millisecond, outside of breaks. */
  pixels: number;
  /** Pixels from the first moment to the last. */
  width: number;
  /** Pixels of a time; grows with it. Times outside are continued linearly. */
  at(time: number): number;
  /** The inverse of {@link at}. */
  timeAt(x: number): number;
}

/** Shorter quiet stretches are never compressed: nobody takes a second for a long wait. */
const longWait = 1_000;
/** What all breaks together may take of the width, and one of them alone. */
const shareOfBreaks = 0.5;
const shareOfOne = 0.22;
const narrowestBreak = 18;

/** The units with which the stretches fill a width. */
export function unitsToFit(stretches: readonly Stretch[], width: number): ScaleUnits {
  const waits = stretches.filter(isLongWait).map(lengthOf);
  const busy = total(stretches.filter((stretch) => !isLongWait(stretch)).map(lengthOf));
  const sum = busy + total(waits);
  if (sum === 0) return { pixels: 1, cap: width };
  // With nothing beside them, waits need no compression.
  if (busy === 0) return { pixels: width / sum, cap: width };
  const cap = Math.min(
    shareOfOne * width,
    Math.max(narrowestBreak, (shareOfBreaks * width) / waits.length),
    (0.9 * width) / waits.length,
  );
  return { pixels: pixelsToFill(waits, busy, width, cap), cap };
}

/** So many pixels per millisecond that `busy` and the waits, each at most as wide as the cap, fill the width. */
function pixelsToFill(waits: readonly number[], busy: number, width: number, cap: number): number {
  const ascending = [...waits].sort((a, b) => a - b);
  let linear = busy;
  for (const [index, wait] of ascending.entries()) {
    const capped = ascending.length - index;
    const pixels = (width - capped * cap) / linear;
    if (wait * pixels > cap) return pixels;
    linear += wait;
  }
  return width / linear;
}

/** @param stretches adjoining one another, in time's order. */
export function timeScale(stretches: readonly Stretch[], { pixels, cap }: ScaleUnits): TimeScale {
  const pieces: ScalePiece[] = [];
  let start = 0;
  for (const stretch of stretches) {
    const { from, to } = stretch;
    const linear = (to - from) * pixels;
    const broken = isLongWait(stretch) && linear > cap;
    const end = start + (broken ? cap : linear);
    pieces.push({ from, to, start, end, broken });
    start = end;
  }
  return {
    pieces,
    pixels,
    width: start,
    at: (time) => project(pieces, time, 'from', 'start', pixels),
    timeAt: (x) => project(pieces, x, 'start', 'from', 1 / pixels),
  };
}

/** From one axis of the pieces to the other. */
function project(
  pieces: readonly ScalePiece[],
  value: number,
  axis: 'from' | 'start',
  other: 'from' | 'start',
  slope: number,
): number {
  const first = pieces[0];
  const last = pieces.at(-1);
  if (!first || !last) return 0;
  if (value <= first[axis]) return first[other] + (value - first[axis]) * slope;
  const endOf = { from: 'to', start: 'end' } as const;
  if (value >= last[endOf[axis]]) return last[endOf[other]] + (value - last[endOf[axis]]) * slope;
  const piece = pieces[lastAtMost(pieces, value, axis)] ?? first;
  const length = piece[endOf[axis]] - piece[axis];
  const part = length === 0 ? 0 : (value - piece[axis]) / length;
  return piece[other] + part * (piece[endOf[other]] - piece[other]);
}

function lastAtMost(pieces: readonly ScalePiece[], value: number, axis: 'from' | 'start'): number {
  let [from, to] = [0, pieces.length - 1];
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if ((pieces[middle] as ScalePiece)[axis] <= value) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** Where a span is drawn: never narrower than this, so that it can be seen and pointed at. */
export function drawnSpan(
  scale: TimeScale,
  span: { from: number; to: number },
  narrowest: number,
): { x: number; width: number } {
  const from = scale.at(span.from);
  const width = Math.max(narrowest, scale.at(span.to) - from);
  // What is widened at the very end must not leave the picture.
  return { x: Math.max(0, Math.min(from, scale.width - width)), width };
}

/**
 * The units for a picture that grows with its run: they stay the same until the picture leaves the width or needs
 * less than a third of it, so that nothing moves in between. In the past of a run, what has been drawn stays, too.
 *
 * @param before null: nothing was drawn yet.
 */
export function steadyUnits(
  before: ScaleUnits | null,
  stretches: readonly Stretch[],
  width: number,
  shown: 'live' | 'past' | 'ended',
): ScaleUnits {
  if (before && shown !== 'ended') {
    const needed = timeScale(stretches, before).width;
    if (needed <= width + 0.5 && (shown === 'past' || needed >= width / 3)) return before;
  }
  return unitsToFit(stretches, shown === 'live' ? 0.7 * width : width);
}

function isLongWait({ from, to, quiet }: Stretch): boolean {
  return quiet && to - from >= longWait;
}

function lengthOf({ from, to }: Stretch): number {
  return to - from;
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
