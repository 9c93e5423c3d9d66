/** Picks the fixes that are safe to apply unseen, and applies edits to texts. */
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Edit, Fix } from '../model/rule.ts';

export interface FixedFile {
  readonly file: ParsedFile;
  readonly text: string;
}

/** One safe fix for each problem that has one; of two that change the same text, the first. */
export function safeFixes<T extends { readonly fixes?: readonly Fix[] }>(
  problems: readonly T[],
): { fixed: T[]; edits: Edit[] } {
  const fixed: T[] = [];
  const edits: Edit[] = [];
  for (const problem of problems) {
    const safe = problem.fixes?.find(({ isSafe }) => isSafe);
    if (!safe || safe.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    fixed.push(problem);
    edits.push(...safe.edits);
  }
  return { fixed, edits };
}

export function filesWith(edits: readonly Edit[]): FixedFile[] {
  const byFile = Map.groupBy(edits, ({ at }) => at.file);
  return [...byFile].map(([file, own]) => ({ file, text: textWith(file.text, own) }));
}

/** Two insertions at one place overlap, too: their order would be a guess. */
function overlaps({ at: a }: Edit, { at: b }: Edit): boolean {
  if (a.file !== b.file) return false;
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

/** The edits do not overlap. */
function textWith(text: string, edits: readonly Edit[]): string {
  let changed = text;
  // From the end, so that what is still to come stays where it is.
  for (const { at, text: inserted } of [...edits].sort(
    (a, b) => b.at.start - a.at.start || b.at.end - a.at.end,
  )) {
    changed = changed.slice(0, at.start) + inserted + changed.slice(at.end);
  }
  return changed;
}
