/** The text being typed: the part before the cursor, and the range a completion would replace. */
import type { ts } from 'ts-morph';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Range } from '../../workflow-graph.ts';
import { literalAt } from '../cursor/syntax-at.ts';

export interface TextPlace {
  literal: ts.StringLiteralLike;
  /** From the opening quote to the cursor. */
  before: string;
  /** The whole text; up to the cursor only when the literal is not closed yet. */
  range: Range;
}

export function textPlaceAt(file: ParsedFile, offset: number): TextPlace | null {
  const literal = literalAt(file, offset);
  if (!literal) return null;
  const start = literal.getStart(file.tree) + 1;
  const quote = file.text[start - 1] ?? '';
  const isClosed = literal.end > start && file.text[literal.end - 1] === quote;
  // Behind the closing quote nothing is typed any more.
  if (offset < start || (isClosed && offset === literal.end)) return null;
  const end = isClosed ? literal.end - 1 : offset;
  return {
    literal,
    before: file.text.slice(start, offset),
    range: { start: file.positionAt(start), end: file.positionAt(end) },
  };
}
