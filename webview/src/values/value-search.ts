/** Finds a text in the names and values of a JSON value, from top to bottom. Pure. */

export interface ValueMatches {
  /** Names and indexes from the root to each part that matches. */
  paths: readonly (readonly (string | number)[])[];
  /** There are more. */
  cut: boolean;
}

export const mostMatches = 1_000;

interface Place {
  above: Place | null;
  key: string | number;
}

/** Upper and lower case are the same. */
export function searchValue(root: unknown, query: string): ValueMatches {
  const paths: (string | number)[][] = [];
  const wanted = query.toLowerCase();
  if (wanted === '') return { paths, cut: false };
  const stack: { value: unknown; place: Place | null }[] = [{ value: root, place: null }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, place } = next;
    if (matches(value, place, wanted)) {
      if (paths.length === mostMatches) return { paths, cut: true };
      paths.push(pathTo(place));
    }
    if (value === null || typeof value !== 'object') continue;
    if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1)
        stack.push({ value: value[at], place: { above: place, key: at } });
      continue;
    }
    const names = Object.keys(value);
    for (let at = names.length - 1; at >= 0; at -= 1) {
      const key = names[at] as string;
      stack.push({ value: (value as Record<string, unknown>)[key], place: { above: place, key } });
    }
  }
  return { paths, cut: false };
}

function matches(value: unknown, place: Place | null, wanted: string): boolean {
  if (typeof place?.key === 'string' && place.key.toLowerCase().includes(wanted)) return true;
  if (value !== null && typeof value === 'object') return false;
  return String(value).toLowerCase().includes(wanted);
}

function pathTo(place: Place | null): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = place; at; at = at.above) path.push(at.key);
  return path.reverse();
}

/** A text cut where the query is in it: every second part matches. */
export function matchParts(text: string, query: string): string[] {
  if (query === '') return [text];
  const lower = text.toLowerCase();
  // Some letters are longer in lower case: then nothing can be marked.
  if (lower.length !== text.length) return [text];
  const wanted = query.toLowerCase();
  const parts: string[] = [];
  let start = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, start)) {
    parts.push(text.slice(start, at), text.slice(at, at + wanted.length));
    start = at + wanted.length;
  }
  return [...parts, text.slice(start)];
}
