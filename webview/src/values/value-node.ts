/**
 * A JSON value as a tree of nodes, made when they are looked at. Long lists are divided into ranges and long texts into
 * lines, so that no node has many children. Pure.
 */

export type NodeKind = 'object' | 'array' | 'string' | 'scalar' | 'range' | 'text';

export interface ValueNode {
  parent: ValueNode | null;
  kind: NodeKind;
  /** Name or index in the value above; null: the root, a range or a line of a text. */
  key: string | number | null;
  /** Of a range and a line: that of the value they are a part of. */
  value: unknown;
  /** The part of the value that a range or a line stands for. */
  from: number;
  to: number;
  depth: number;
  /** Among its siblings, from 0, and how many they are. */
  position: number;
  siblings: number;
  /** Made when they are first asked for. */
  children: readonly ValueNode[] | null;
  /** Names of an object, when they were needed. */
  names: readonly string[] | null;
}

/** A node has at most so many children. */
const mostChildren = 100;
/** A longer text is one that unfolds, in lines of at most so many characters. */
const longText = 120;
const lineLength = 100;

export function rootOf(value: unknown): ValueNode {
  return {
    ...{ parent: null, kind: kindOf(value), key: null, value, from: 0, to: sizeOf(value) },
    ...{ depth: 0, position: 0, siblings: 1, children: null, names: null },
  };
}

export function isFoldable(node: ValueNode): boolean {
  switch (node.kind) {
    case 'object':
    case 'array':
      return node.to > 0;
    case 'string':
      return isLongText(node.value as string);
    default:
      return node.kind === 'range';
  }
}

export function childrenOf(node: ValueNode): readonly ValueNode[] {
  node.children ??= numbered(isFoldable(node) ? makeChildren(node) : []);
  return node.children;
}

/** The child that stands for a name or index, or holds it; null: there is none. */
export function childWith(node: ValueNode, key: string | number): ValueNode | null {
  const children = childrenOf(node);
  const ranges = children[0]?.kind === 'range';
  if (!ranges) return children.find((child) => child.key === key) ?? null;
  const index = typeof key === 'number' ? key : namesOf(node).indexOf(key);
  return children.find(({ from, to }) => from <= index && index < to) ?? null;
}

/** Names and indexes from the root to the node. */
export function pathOf(node: ValueNode): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: ValueNode | null = node; at; at = at.parent) if (at.key !== null) path.push(at.key);
  return path.reverse();
}

export function isLongText(text: string): boolean {
  return text.length > longText || text.includes('\n');
}

function kindOf(value: unknown): NodeKind {
  if (Array.isArray(value)) return 'array';
  if (value !== null && typeof value === 'object') return 'object';
  return typeof value === 'string' ? 'string' : 'scalar';
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (value !== null && typeof value === 'object') return Object.keys(value).length;
  return 0;
}

function makeChildren(node: ValueNode): ValueNode[] {
  const { kind, from, to } = node;
  if (kind === 'string') return linesOf(node, node.value as string);
  if (to - from > mostChildren) return rangesOf(node);
  const names = kind === 'object' || isNamed(node) ? namesOf(node) : null;
  return Array.from({ length: to - from }, (_, at) => memberOf(node, names, from + at));
}

function isNamed({ value }: ValueNode): boolean {
  return !Array.isArray(value);
}

function memberOf(node: ValueNode, names: readonly string[] | null, index: number): ValueNode {
  const key = names ? (names[index] as string) : index;
  const value: unknown = (node.value as Record<string | number, unknown>)[key];
  return { ...rootOf(value), parent: node, key, depth: node.depth + 1 };
}

function rangesOf(node: ValueNode): ValueNode[] {
  const { from, to } = node;
  let size = mostChildren;
  while ((to - from) / size > mostChildren) size *= mostChildren;
  const count = Math.ceil((to - from) / size);
  return Array.from({ length: count }, (_, at) =>
    partOf(node, 'range', from + at * size, Math.min(to, from + (at + 1) * size)),
  );
}

function linesOf(node: ValueNode, text: string): ValueNode[] {
  const lines: ValueNode[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    for (let from = start; from < end || from === start; from += lineLength)
      lines.push(partOf(node, 'text', from, Math.min(end, from + lineLength)));
    start = end + 1;
  }
  return lines;
}

function partOf(node: ValueNode, kind: 'range' | 'text', from: number, to: number): ValueNode {
  return { ...rootOf(null), parent: node, kind, value: node.value, from, to, depth: node.depth + 1 };
}

/** Of the object that a range is a part of. */
function namesOf(node: ValueNode): readonly string[] {
  const owner = node.kind === 'range' && node.parent ? ownerOf(node) : node;
  owner.names ??= Object.keys(owner.value as object);
  return owner.names;
}

function ownerOf(node: ValueNode): ValueNode {
  let at = node;
  while (at.kind === 'range' && at.parent) at = at.parent;
  return at;
}

function numbered(nodes: ValueNode[]): ValueNode[] {
  for (const [position, node] of nodes.entries()) Object.assign(node, { position, siblings: nodes.length });
  return nodes;
}
