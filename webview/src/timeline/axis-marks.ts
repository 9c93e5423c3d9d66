/** The marks of the time axis: how long after the start, or after the last break. Labels never touch. Pure. */
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import type { ScalePiece, TimeScale } from './time-scale.ts';

export interface AxisMark {
  /** Pixels. */
  x: number;
  /** Null: a line without a label. */
  label: string | null;
}

export interface AxisBreak {
  /** Pixels. */
  x: number;
  width: number;
  /** How long it lasts. */
  label: string;
  /** There is room for the label. */
  fits: boolean;
}

export interface Axis {
  marks: AxisMark[];
  breaks: AxisBreak[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((value) => value),
  ...[1, 2, 5, 10, 15, 30].map((value) => value * second),
  ...[1, 2, 5, 10, 15, 30].map((value) => value * minute),
  ...[1, 2, 3, 6, 12].map((value) => value * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((value) => value * day),
];

const spaceBetweenMarks = 84;
const spaceBetweenLabels = 10;
/** From the line of the mark to its label. */
export const labelIndent = 4;
/** An upper bound in the page's small font. */
const widthOfCharacter = 6.6;

/**
 * @param from start of the run, Unix milliseconds.
 * @param view the part that is seen, in pixels.
 */
export function axisOf(scale: TimeScale, from: number, view: { start: number; end: number }): Axis {
  const step =
    steps.find((candidate) => candidate * scale.pixels >= spaceBetweenMarks) ?? (steps.at(-1) as number);
  const breaks = scale.pieces.filter(
    ({ broken, start, end }) => broken && end > view.start && start < view.end,
  );
  const marks = sectionsOf(scale.pieces)
    .filter(({ end, start }) => end > view.start && start < view.end)
    .flatMap((section) => marksOf(section, scale, { from, step, view }));
  const taken = breaks.map(({ start }) => start);
  return { marks: withoutCollisions(marks, [...taken, view.end]), breaks: breaks.map(breakOf) };
}

interface Section {
  from: number;
  to: number;
  start: number;
  end: number;
}

/** What lies between breaks. */
function sectionsOf(pieces: readonly ScalePiece[]): Section[] {
  const sections: Section[] = [];
  let open: Section | null = null;
  for (const { broken, from, to, start, end } of pieces) {
    if (broken) {
      open = null;
      continue;
    }
    if (open) Object.assign(open, { to, end });
    else {
      open = { from, to, start, end };
      sections.push(open);
    }
  }
  return sections;
}

function marksOf(
  section: Section,
  scale: TimeScale,
  { from, step, view }: { from: number; step: number; view: { start: number; end: number } },
): AxisMark[] {
  const isFirst = section.from === from;
  const seen = Math.max(section.from, scale.timeAt(view.start));
  const until = Math.min(section.to, scale.timeAt(view.end));
  const marks: AxisMark[] = [];
  for (
    let index = Math.ceil((seen - section.from) / step);
    section.from + index * step <= until;
    index += 1
  ) {
    const time = section.from + index * step;
    const label =
      index === 0
        ? isFirst
          ? '0'
          : durationText(time - from)
        : `${isFirst ? '' : '+'}${durationText(index * step)}`;
    marks.push({ x: scale.at(time), label });
  }
  return marks;
}

/** @param ends where labels must end: at the next break, and where the picture does. Ascending. */
function withoutCollisions(marks: readonly AxisMark[], ends: readonly number[]): AxisMark[] {
  let free = Number.NEGATIVE_INFINITY;
  let end = 0;
  return marks.map(({ x, label }) => {
    while (end < ends.length - 1 && (ends[end] as number) < x - 0.5) end += 1;
    const until = x + labelIndent + (label ?? '').length * widthOfCharacter;
    if (label === null || x < free || until > (ends[end] as number)) return { x, label: null };
    free = until + spaceBetweenLabels;
    return { x, label };
  });
}

function breakOf({ start, end, from, to }: ScalePiece): AxisBreak {
  const label = durationText(to - from);
  const width = end - start;
  return { x: start, width, label, fits: label.length * widthOfCharacter + 8 <= width };
}
