/** CONTRACT: durations as people read them: `250ms`, `4.1s`, `42s`, `2m 5s`, `1h 30m`, `6d 23h`. Pure; no Node imports. */

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The largest unit and the next; tenths of a second below ten seconds. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))}ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(1).replace(/\.0$/, '')}s`;
  const rounded = Math.round(milliseconds / 1_000) * 1_000;
  const first = units.findIndex(([, size]) => rounded >= size);
  const [unit, size] = units[first]!;
  const text = `${Math.floor(rounded / size)}${unit}`;
  const [nextUnit, nextSize] = units[first + 1] ?? [];
  const rest = nextSize === undefined ? 0 : Math.floor((rounded % size) / nextSize);
  return rest === 0 ? text : `${text} ${rest}${nextUnit}`;
}
