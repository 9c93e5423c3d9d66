/** Tests of texts in code read as: in this text, the marked part is wrong, for this reason, and becomes that text. */
import { expect } from 'vitest';
import type { TextProblem } from '../../../server/src/values/text-problem.ts';

/**
 * `marked` is the text with `⟦…⟧` around what must be found wrong, or without when nothing must be. Answers the first
 * problem's message and the text after its edits (null: it has none).
 */
export function checkTextProblem(
  marked: string,
  find: (text: string) => readonly TextProblem[],
): { message: string; fixed: string | null } {
  const text = marked.replace(/[⟦⟧]/g, '');
  const [first] = find(text);
  const shown = first
    ? `${text.slice(0, first.start)}⟦${text.slice(first.start, first.end)}⟧${text.slice(first.end)}`
    : text;
  expect(shown).toBe(marked);
  return { message: first?.message ?? '', fixed: first?.edits ? edited(text, first.edits) : null };
}

function edited(text: string, edits: NonNullable<TextProblem['edits']>): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start);
  return backwards.reduce(
    (all, { start, end, text: part }) => all.slice(0, start) + part + all.slice(end),
    text,
  );
}
