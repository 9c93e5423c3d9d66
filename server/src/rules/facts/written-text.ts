/** A text in code as its reader will see it, and the way from a place in it back to the place in the code. */
import { ts } from 'ts-morph';
import { textOf } from '../../syntax/constants.ts';
import { resolveExpression, unwrap } from '../../syntax/references.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { TextEdit, TextProblem } from '../../values/text-problem.ts';
import type { Edit, Finding, Fix } from '../model/rule.ts';
import { type Span, spanOf } from '../model/span.ts';

/** A part that is not written here. */
interface Hole {
  start: number;
  end: number;
  isKnown: boolean;
}

export interface WrittenText {
  /** With something in place of what is known at run time only. */
  readonly text: string;
  readonly holes: readonly Hole[];
  /** Every part is known now, although some may be written elsewhere. */
  readonly isKnown: boolean;
  /** Around the text; null when it is put together of several. */
  readonly quote: string | null;
  /** The expression that the text was asked for. */
  readonly whole: Span;
  /** Where a part of the text is written; null when it begins or ends in a part that is not written here. */
  place(start: number, end: number): Span | null;
}

/** Stands for what is known at run time only: a name, and part of a text between quotes. */
const hole = '_';

interface Piece {
  text: string;
  /** Offset in the file of each character of the text, and of what follows the last one; null: not written here. */
  offsets: readonly number[] | null;
  isHole: boolean;
  isKnown: boolean;
}

/** Null: the expression is no text, as far as the code tells. */
export function writtenText(expression: ts.Expression, sources: Sources): WrittenText | null {
  const whole = spanOf(expression, sources);
  if (!whole) return null;
  const literal = textNode(expression, sources);
  if (!literal) {
    // The member of an enum, for example.
    const value = resolveExpression(expression, sources);
    const text = value && ts.isNumericLiteral(value) ? null : textOf(expression, sources);
    return text === null ? null : { text, holes: [], isKnown: true, quote: null, whole, place: () => null };
  }
  const file = sources.file(literal.getSourceFile().fileName);
  const pieces = file ? piecesOf(literal, file.text, sources) : null;
  if (!file || !pieces) return null;
  const isSomeWritten = pieces.some((piece) => !piece.isHole && piece.text !== '');
  if (!isSomeWritten && pieces.some((piece) => !piece.isKnown)) return null;
  const text = pieces.map((piece) => piece.text).join('');
  const starts = pieces.flatMap((piece) => placesOf(piece, 0));
  const ends = pieces.flatMap((piece) => placesOf(piece, 1));
  const holes: Hole[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const end = offset + piece.text.length;
    if (piece.isHole) holes.push({ start: offset, end, isKnown: piece.isKnown });
    offset = end;
  }
  return {
    text,
    holes,
    isKnown: pieces.every((piece) => piece.isKnown),
    quote: isSum(literal) ? null : file.text.charAt(literal.getStart()),
    whole,
    place(start, end) {
      if (file.tree !== literal.getSourceFile()) return null;
      // An empty place behind the last character, or between two, is where the one before it ends.
      const from = starts[start] ?? ends[start - 1] ?? null;
      const to = end > start ? (ends[end - 1] ?? null) : from;
      return from === null || to === null ? null : { file, start: from, end: to };
    },
  };
}

/** Where each character of a piece begins (0) or ends (1). */
function placesOf({ text, offsets }: Piece, side: 0 | 1): (number | null)[] {
  return Array.from({ length: text.length }, (_, index) => offsets?.[index + side] ?? null);
}

/** The literal, template or sum behind names and constants. */
function textNode(expression: ts.Expression, sources: Sources): ts.Expression | null {
  const inner = unwrap(expression);
  const value = isText(inner) ? inner : resolveExpression(inner, sources);
  return value && isText(value) ? value : null;
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || isSum(node);
}

function isSum(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function piecesOf(node: ts.Expression, source: string, sources: Sources): Piece[] | null {
  const inner = unwrap(node);
  if (ts.isStringLiteralLike(inner)) return [literalPiece(inner, inner.text, 1, source)];
  if (ts.isTemplateExpression(inner)) {
    return [
      literalPiece(inner.head, inner.head.text, 2, source),
      ...inner.templateSpans.flatMap(({ expression, literal }) => [
        holePiece(expression, sources),
        literalPiece(literal, literal.text, ts.isTemplateTail(literal) ? 1 : 2, source),
      ]),
    ];
  }
  if (!isSum(inner)) return [holePiece(inner, sources)];
  const [left, right] = [piecesOf(inner.left, source, sources), piecesOf(inner.right, source, sources)];
  return left && right && [...left, ...right];
}

/** A constant has the text, but is defined elsewhere. */
function holePiece(node: ts.Expression, sources: Sources): Piece {
  const text = textOf(node, sources);
  return { text: text ?? hole, offsets: null, isHole: true, isKnown: text !== null };
}

function literalPiece(node: ts.LiteralLikeNode, text: string, closing: number, source: string): Piece {
  const start = node.getStart() + 1;
  const raw = source.slice(start, node.end - closing);
  const offsets = raw === text ? null : escapedOffsets(raw);
  const plain = Array.from({ length: text.length + 1 }, (_, index) => start + index);
  // A literal that is not closed yet may disagree with its own text; then its places are not known.
  const known =
    offsets && offsets.length === text.length + 1 ? offsets.map((offset) => start + offset) : null;
  return { text, offsets: raw === text ? plain : known, isHole: false, isKnown: true };
}

const character = /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])|\r\n|[\s\S]/g;

/** Where each character of the text begins in what is written, `\n` and the like being one. */
function escapedOffsets(raw: string): number[] {
  const offsets: number[] = [];
  for (const { 0: part, index } of raw.matchAll(character)) {
    const isContinued = /^\\[\r\n\u2028\u2029]/.test(part);
    const code = /^\\u\{([0-9a-fA-F]+)\}$/.exec(part)?.[1];
    const length = isContinued ? 0 : code !== undefined && Number.parseInt(code, 16) > 0xffff ? 2 : 1;
    for (let count = 0; count < length; count += 1) offsets.push(index);
  }
  offsets.push(raw.length);
  return offsets;
}

/** A problem with a text as a finding about the code. */
export function textFinding(
  written: WrittenText,
  problem: TextProblem,
  title: (fixed: string) => string,
): Finding {
  const at = written.place(problem.start, problem.end) ?? written.whole;
  const edits = problem.edits?.map((edit) => editOf(written, edit));
  const fixed = problem.edits ? edited(shownText(written), problem.edits) : '';
  const isWhole = edits?.every((edit) => edit !== null) === true;
  const fixes: Fix[] = isWhole
    ? [{ title: title(fixed), edits: edits as Edit[], isPreferred: true, isSafe: true }]
    : [];
  const isElsewhere = at.file !== written.whole.file;
  if (!isElsewhere) return { message: problem.message, at, fixes };
  return {
    message: problem.message,
    at: written.whole,
    related: [{ message: 'Defined here.', at }],
    fixes,
  };
}

/** With `…` for what is known at run time only. */
function shownText({ text, holes }: WrittenText): string {
  const unknown = holes.filter(({ isKnown }) => !isKnown);
  return unknown.reduce((all, { start, end }) => `${all.slice(0, start)}…${all.slice(end)}`, text);
}

function editOf(written: WrittenText, { start, end, text }: TextEdit): Edit | null {
  const isTouching = written.holes.some((hole) => hole.start < end && start < hole.end);
  const at = isTouching ? null : written.place(start, end);
  if (!at) return null;
  const { quote } = written;
  return {
    at,
    text: text.replace(/[\\'"`]/g, (mark) =>
      mark === '\\' || quote === null || mark === quote ? `\\${mark}` : mark,
    ),
  };
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start);
  return backwards.reduce(
    (all, { start, end, text: part }) => all.slice(0, start) + part + all.slice(end),
    text,
  );
}
