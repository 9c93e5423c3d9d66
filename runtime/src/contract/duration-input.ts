/**
 * Durations as people type them, in a setting, an input box or the terminal. Pure. Those that code hands to an SDK have
 * dialects of their own: `sdk-protocol/duration.ts`, `expressions/times.ts`, and the server's `values/duration.ts`.
 */

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Milliseconds of `90s`, `1d12h`, `1.5 h`; null for other text, a number without a unit among it: it is ambiguous. */
export function parseDurationInput(text: string): number | null {
  const parts = [...text.trim().matchAll(/\s*(\d+(?:\.\d+)?)\s*(ms|min|[smhdw])/gy)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  if (parts.length === 0 || length !== text.trim().length) return null;
  return Math.ceil(
    parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0),
  );
}
