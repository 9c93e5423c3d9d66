/** A stretch of one file's text. Rules speak in spans and edits; positions of lines are made at the edge. */
import type { ts } from 'ts-morph';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { Range } from '../../workflow-graph.ts';

export interface Span {
  readonly file: ParsedFile;
  /** Offsets in the file's text; `end` is the first one behind it. */
  readonly start: number;
  readonly end: number;
}

/** Null when the node's file is no longer known; rules then report nothing. */
export function spanOf(node: ts.Node, sources: Sources): Span | null {
  const tree = node.getSourceFile();
  const file = sources.file(tree.fileName);
  // A node of an older text must not be measured against the newer one.
  return file?.tree === tree ? { file, start: node.getStart(tree), end: node.end } : null;
}

export function rangeOf({ file, start, end }: Span): Range {
  return { start: file.positionAt(start), end: file.positionAt(end) };
}

export function spanOfRange(file: ParsedFile, range: Range): Span {
  return { file, start: file.offsetAt(range.start), end: file.offsetAt(range.end) };
}
