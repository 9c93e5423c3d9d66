import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisOf } from '../../../webview/src/timeline/axis-marks.ts';
import {
  drawnSpan,
  type Stretch,
  steadyUnits,
  timeScale,
  unitsToFit,
} from '../../../webview/src/timeline/time-scale.ts';

const second = 1_000;
const day = 86_400_000;

/** `run 100` and `wait 7000`: stretches in which code runs, or none, of so many milliseconds. */
function stretches(...told: string[]): Stretch[] {
  let at = 0;
  return told.map((text) => {
    const [kind, length] = text.split(' ');
    const from = at;
    at += Number(length);
    return { from, to: at, quiet: kind === 'wait' };
  });
}

/** Widths of the stretches in a picture of 1,000 pixels; `~` marks a break. */
function checkWidths(told: string[], expected: string): void {
  const parts = stretches(...told);
  const { pieces } = timeScale(parts, unitsToFit(parts, 1000));
  const texts = pieces.map(({ start, end, broken }) => `${Math.round(end - start)}${broken ? '~' : ''}`);
  expect(texts.join(' ')).toBe(expected);
}

describe('the width of a stretch', () => {
  test('is linear where code runs', () => checkWidths(['run 100', 'run 300'], '250 750'));
  test('is linear in short waits', () => checkWidths(['run 100', 'wait 800', 'run 100'], '100 800 100'));
  test('of a week leaves room for milliseconds', () =>
    checkWidths(['run 30', `wait ${7 * day}`, 'run 10'], '585 220~ 195'));
  test('of a wait that is not long beside the rest is linear', () =>
    checkWidths(['run 4000', 'wait 1000', 'run 5000'], '400 100 500'));
  test('of many waits leaves half for the steps', () =>
    checkWidths(
      ['run 10', ...Array.from({ length: 5 }, () => `wait ${day}`), 'run 10'],
      '250 100~ 100~ 100~ 100~ 100~ 250',
    ));
  test('of a run that only waits is linear', () =>
    checkWidths([`wait ${day}`, `wait ${3 * day}`], '250 750'));
  test('of nothing is nothing', () => checkWidths(['run 0'], '0'));
});

const anyStretches = fc
  .array(
    fc.record({
      quiet: fc.boolean(),
      length: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 30 * day })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => stretches(...parts.map(({ quiet, length }) => `${quiet ? 'wait' : 'run'} ${length}`)));

test('a scale fills its width, grows with time, and can be inverted', () => {
  fc.assert(
    fc.property(
      anyStretches,
      fc.integer({ min: 200, max: 4000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (parts, width, part) => {
        const scale = timeScale(parts, unitsToFit(parts, width));
        expect(scale.width).toBeCloseTo(width, 4);
        expect(scale.pieces.every(({ start, end }) => start < end)).toBe(true);
        expect(scale.pieces.every(({ broken }, index) => !broken || (parts[index] as Stretch).quiet)).toBe(
          true,
        );
        const end = parts.at(-1)?.to ?? 0;
        const time = part * end;
        const piece = scale.pieces.find(({ to }) => time <= to);
        const tolerance = 1e-6 * ((piece?.to ?? 0) - (piece?.from ?? 0)) + 1e-6;
        expect(Math.abs(scale.timeAt(scale.at(time)) - time)).toBeLessThanOrEqual(tolerance);
      },
    ),
  );
});

test('whatever is drawn is wide enough to be seen, and stays inside', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(anyStretches, fraction, fraction, (parts, a, b) => {
      const scale = timeScale(parts, unitsToFit(parts, 800));
      const end = parts.at(-1)?.to ?? 0;
      const [from, to] = [Math.min(a, b) * end, Math.max(a, b) * end];
      const { x, width } = drawnSpan(scale, { from, to }, 3);
      expect(width).toBeGreaterThanOrEqual(3);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(scale.width + 1e-6);
    }),
  );
});

test('while a run goes on, what has been drawn stays where it is until the picture is full', () => {
  const early = stretches('run 100', 'wait 50', 'run 850');
  const units = steadyUnits(null, early, 1000, 'live');
  expect(timeScale(early, units).width).toBeCloseTo(700);
  const later = stretches('run 100', 'wait 50', 'run 1200');
  expect(steadyUnits(units, later, 1000, 'live')).toBe(units);
  const full = stretches('run 100', 'wait 50', 'run 1300');
  expect(timeScale(full, steadyUnits(units, full, 1000, 'live')).width).toBeCloseTo(700);
});

test('a run that has ended fills the width', () => {
  const parts = stretches('run 100', 'wait 50', 'run 850');
  const units = steadyUnits(null, parts, 1000, 'live');
  expect(timeScale(parts, steadyUnits(units, parts, 1000, 'ended')).width).toBeCloseTo(1000);
});

test('in the past of a run, what has been drawn stays where it is', () => {
  const units = unitsToFit(stretches('run 100', 'wait 50', 'run 850'), 1000);
  expect(steadyUnits(units, stretches('run 100'), 1000, 'past')).toBe(units);
});

test('a wait that goes on is never wider than a break', () => {
  const units = steadyUnits(null, stretches('run 100', `wait ${9 * second}`), 1000, 'live');
  const week = stretches('run 100', `wait ${7 * day}`);
  expect(steadyUnits(units, week, 1000, 'live')).toBe(units);
});

/** Labels of the axis of a picture of 1,000 pixels. */
function checkLabels(told: string[], expected: string): void {
  const parts = stretches(...told);
  const scale = timeScale(parts, unitsToFit(parts, 1000));
  const { marks, breaks } = axisOf(scale, 0, { start: 0, end: 1000 });
  const labels = marks.flatMap(({ x, label }) => (label === null ? [] : [{ x, label }]));
  const all = [...labels, ...breaks.map(({ x, label }) => ({ x, label: `~${label}~` }))];
  expect(
    all
      .sort((a, b) => a.x - b.x)
      .map(({ label }) => label)
      .join(' '),
  ).toBe(expected);
}

describe('the axis', () => {
  test('counts from the start', () =>
    checkLabels(['run 1000'], '0 100ms 200ms 300ms 400ms 500ms 600ms 700ms 800ms 900ms'));
  test('counts anew behind a break', () =>
    checkLabels(['run 30', `wait ${7 * day}`, 'run 10'], '0 5ms 10ms 15ms 20ms 25ms ~7d~ 7d +5ms'));
});

test('labels of the axis never touch, and only those in view are made', () => {
  fc.assert(
    fc.property(anyStretches, fc.integer({ min: 0, max: 7 }), (parts, zoom) => {
      const scale = timeScale(parts, unitsToFit(parts, 800 * 4 ** zoom));
      const start = scale.width / 3;
      const { marks } = axisOf(scale, 0, { start, end: start + 800 });
      const labeled = marks.filter(({ label }) => label !== null);
      expect(
        labeled.every(({ x }, index) => {
          const before = labeled[index - 1];
          return !before || x - before.x > (before.label?.length ?? 0) * 6;
        }),
      ).toBe(true);
      expect(marks.length).toBeLessThan(100);
    }),
    { numRuns: 60 },
  );
});
