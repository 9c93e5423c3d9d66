/** Suggestions for misspelled names. */
import { distance } from 'fastest-levenshtein';
import { oneLine } from './one-line.ts';

/**
 * The candidate that differs from `name` by a slip of the keyboard or of memory: letters' case, separators, or a letter
 * or two in one of its words. Null when none is similar enough to suggest, or when `name` is one of them.
 */
export function nearMiss(name: string, candidates: Iterable<string>): string | null {
  const words = wordsOf(name);
  let best: { candidate: string; cost: number } | null = null;
  for (const candidate of candidates) {
    if (candidate === name) return null;
    const cost = typosIn(words, wordsOf(candidate));
    if (cost !== null && (best === null || cost < best.cost)) best = { candidate, cost };
  }
  return best?.candidate ?? null;
}

/** At most `maxCount` of the candidates, those first that are spelled most like `name`; all of them when they are so few. */
export function nearest(name: string, candidates: readonly string[], maxCount: number): string[] {
  if (candidates.length <= maxCount) return [...candidates];
  const wanted = name.toLowerCase();
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, cost: costOf(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, maxCount)
    .map(({ candidate }) => candidate);
}

const maxListedNames = 12;
const maxSuggestions = 5;

/** `There is no function "x" here. There are: …`, or, where there are many, those that are nearest. */
export function notFoundMessage(what: string, wanted: string, names: readonly string[]): string {
  const isMany = names.length > maxListedNames;
  const shown = isMany ? nearest(wanted, names, maxSuggestions) : names;
  const label = isMany ? `Closest of ${names.length}` : 'Available';
  return `${oneLine(`Unknown ${what} "${wanted}". ${label}: ${shown.join(', ')}.`)}\n`;
}

/** A part of the name is nearer than any other spelling of it. */
function costOf(wanted: string, candidate: string): number {
  return candidate.includes(wanted) ? 0 : distance(wanted, candidate);
}

/** `userCreated`, `user_created` and `user/created` are the same two words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Maximum number of slips in a whole name; a name with more is a different name. */
const maxTypos = 2;

/** Null: too many. */
function typosIn(words: readonly string[], others: readonly string[]): number | null {
  if (words.join('') === others.join('')) return 0;
  if (words.length !== others.length) {
    const [joined, other] = [words.join(''), others.join('')];
    return joined.length >= 6 && distance(joined, other) === 1 && sameDigits(joined, other) ? 1 : null;
  }
  let sum = 0;
  for (const [index, word] of words.entries()) {
    const other = others[index] ?? '';
    const cost = word === other ? 0 : typosInWord(word, other);
    // `created` and `updated`, `step1` and `step2` are two names, not a misspelling of one.
    if (cost > allowed(word) || !sameDigits(word, other)) return null;
    sum += cost;
  }
  return sum <= maxTypos ? sum : null;
}

function allowed(word: string): number {
  return word.length < 4 ? 0 : word.length < 9 ? 1 : 2;
}

function sameDigits(a: string, b: string): boolean {
  return a.replace(/\D+/g, ' ').trim() === b.replace(/\D+/g, ' ').trim();
}

/** Two neighbors in the wrong order are one slip. */
function typosInWord(word: string, other: string): number {
  const cost = distance(word, other);
  if (cost !== 2 || word.length !== other.length) return cost;
  const first = [...word].findIndex((letter, index) => letter !== other[index]);
  const swapped = word.slice(0, first) + word.charAt(first + 1) + word.charAt(first) + word.slice(first + 2);
  return swapped === other ? 1 : cost;
}
