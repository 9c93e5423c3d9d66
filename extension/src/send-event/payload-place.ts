/** Where in the text of a payload something stands. Pure. */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';

/** Half-open, in UTF-16 characters. */
export interface TextSpan {
  start: number;
  end: number;
}

/**
 * The value at the path; of an object or a list only its key (its first character at the root), since all of it would be
 * marked otherwise.
 */
export function placeOfPath(text: string, path: readonly (string | number)[]): TextSpan {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node) return { start: 0, end: Math.min(1, text.length) };
  if (node.type !== 'object' && node.type !== 'array') return spanOf(node);
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return key ? spanOf(key) : { start: node.offset, end: node.offset + 1 };
}

function spanOf({ offset, length }: Node): TextSpan {
  return { start: offset, end: offset + length };
}
