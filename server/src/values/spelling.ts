/** The name that somebody probably meant. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidate that differs from `name` by a slip of the keyboard or of memory: letter case, separators, or about one
 * letter in five. Null when none is near enough to be told to a person, or when `name` is one of them.
 */
export function nearMiss(name: string, candidates: Iterable<string>): string | null {
  const plain = withoutSeparators(name);
  const most = Math.min(3, Math.floor(plain.length / 4));
  let best: { candidate: string; cost: number } | null = null;
  for (const candidate of candidates) {
    if (candidate === name) return null;
    const other = withoutSeparators(candidate);
    if (Math.abs(other.length - plain.length) > most || !sameNumbers(plain, other)) continue;
    const cost = slips(plain, other);
    if (cost <= most && (best === null || cost < best.cost)) best = { candidate, cost };
  }
  return best?.candidate ?? null;
}

function withoutSeparators(name: string): string {
  return name.toLowerCase().replace(/[\s._/:-]+/g, '');
}

/** `step1` and `step2` are two things, not one written wrongly. */
function sameNumbers(a: string, b: string): boolean {
  return a.replace(/\D+/g, ' ').trim() === b.replace(/\D+/g, ' ').trim();
}

/** Two neighbours in the wrong order are one slip. */
function slips(a: string, b: string): number {
  const cost = distance(a, b);
  if (cost !== 2 || a.length !== b.length) return cost;
  const first = [...a].findIndex((letter, index) => letter !== b[index]);
  const swapped = a.slice(0, first) + (a[first + 1] ?? '') + (a[first] ?? '') + a.slice(first + 2);
  return swapped === b ? 1 : cost;
}
