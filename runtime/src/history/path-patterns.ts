/**
 * Paths of values, as a person writes them: `data.user.email`, `items[*].price`, `["a key"]`. Upper and lower case are the
 * same. A pattern means every place whose path ends like it, and everything below: `email` means any member of that name.
 * `*` stands for one part, `**` for any number of them. Pure.
 */
import type { PathPart } from './value-difference.ts';

export type PathPattern = (path: readonly PathPart[]) => boolean;

/** @throws RangeError when a text is not a path. */
export function compilePatterns(texts: readonly string[]): PathPattern {
  const patterns = texts.map(partsOf);
  return (path) => patterns.some((parts) => endsLike(path, path.length, parts, parts.length));
}

const part = /\.?(?:([^.[\]"\s][^.[\]"]*)|\[(?:(\d+|\*{1,2})|("(?:[^"\\]|\\.)*"))\])/gy;

/** @throws RangeError */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  part.lastIndex = 0;
  let end = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const [, name, index, quoted] = found;
    parts.push((name ?? index ?? String(JSON.parse(quoted ?? '""'))).toLowerCase());
    end = part.lastIndex;
  }
  if (parts.length === 0 || end !== text.length || text.startsWith('.'))
    throw new RangeError(
      `"${text}" is not a path. Write for example data.user.email, items[*].price or *.email.`,
    );
  return parts;
}

/** Whether the first `length` parts of a path end like the first `count` of a pattern. */
function endsLike(
  path: readonly PathPart[],
  length: number,
  pattern: readonly string[],
  count: number,
): boolean {
  if (count === 0) return true;
  const wanted = pattern[count - 1]!;
  if (wanted === '**') {
    for (let rest = length; rest >= 0; rest -= 1) if (endsLike(path, rest, pattern, count - 1)) return true;
    return false;
  }
  if (length === 0) return false;
  const own = path[length - 1]!;
  return (
    (wanted === '*' || String(own).toLowerCase() === wanted) && endsLike(path, length - 1, pattern, count - 1)
  );
}
