/** The syntax at a position; works on half-typed code as far as the parser does. */
import { ts } from 'ts-morph';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Range } from '../../workflow-graph.ts';

/** The text literal that an offset is in, quotes included; the innermost when templates hold one another. */
export function literalAt(file: ParsedFile, offset: number): ts.StringLiteralLike | null {
  let found: ts.StringLiteralLike | null = null;
  const visit = (node: ts.Node): void => {
    if (offset < node.pos || node.end < offset) return;
    if (ts.isStringLiteralLike(node) && node.getStart(file.tree) < offset) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

/** The innermost node whose text, without leading trivia, contains the offset. */
export function nodeAtOffset(file: ParsedFile, offset: number): ts.Node {
  let found: ts.Node = file.tree;
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart(file.tree) || node.end < offset) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file.tree, visit);
  return found;
}

/** The call that is exactly at a range. */
export function callIn(file: ParsedFile, range: Range): ts.CallExpression | null {
  const [start, end] = [file.offsetAt(range.start), file.offsetAt(range.end)];
  let found: ts.CallExpression | null = null;
  const visit = (node: ts.Node): void => {
    if (found || node.end < end || node.pos > start) return;
    if (ts.isCallExpression(node) && node.end === end && node.getStart(file.tree) === start) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}
