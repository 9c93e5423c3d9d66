/** Which nodes of a value are unfolded, and the rows that this makes. Pure. */
import { childrenOf, childWith, isFoldable, pathOf, rootOf, type ValueNode } from './value-node.ts';

export interface ValueRows {
  root: ValueNode;
  unfolded: ReadonlySet<ValueNode>;
  /** The nodes that can be seen, from top to bottom. */
  rows: readonly ValueNode[];
}

/** What is unfolded without being asked. */
const rowsAtFirst = 40;
/** Paths that are kept unfolded when a value is replaced. */
const keptPaths = 200;

/** @param before what was shown in its place: parts of the same path stay unfolded. */
export function valueRows(value: unknown, before: ValueRows | null = null): ValueRows {
  const root = rootOf(value);
  if (before === null) return withRows(root, unfoldedAtFirst(root));
  const unfolded = new Set<ValueNode>();
  for (const node of [...before.unfolded].slice(0, keptPaths)) {
    const found = nodeAt(root, pathOf(node));
    if (found && isFoldable(found)) unfolded.add(found);
  }
  return withRows(root, unfolded);
}

export function toggled(state: ValueRows, node: ValueNode): ValueRows {
  if (!isFoldable(node)) return state;
  const unfolded = new Set(state.unfolded);
  if (unfolded.has(node)) unfolded.delete(node);
  else unfolded.add(node);
  return withRows(state.root, unfolded);
}

/** With everything above a path unfolded; the node is null when the value has no such part. */
export function revealed(
  state: ValueRows,
  path: readonly (string | number)[],
): { state: ValueRows; node: ValueNode | null } {
  const node = nodeAt(state.root, path);
  if (!node) return { state, node };
  const unfolded = new Set(state.unfolded);
  for (let above = node.parent; above; above = above.parent) unfolded.add(above);
  return { state: withRows(state.root, unfolded), node };
}

export function nodeAt(root: ValueNode, path: readonly (string | number)[]): ValueNode | null {
  let node: ValueNode | null = root;
  for (const key of path) {
    node = node && childWith(node, key);
    while (node?.kind === 'range') node = childWith(node, key);
  }
  return node;
}

/** Level by level, as long as everything fits. */
function unfoldedAtFirst(root: ValueNode): Set<ValueNode> {
  const unfolded = new Set<ValueNode>();
  let count = 1;
  for (let level = [root]; level.length > 0; ) {
    const next: ValueNode[] = [];
    for (const node of level) {
      if (!isFoldable(node) || node.kind === 'string' || node.kind === 'range') continue;
      // The first level is always seen.
      const children = childrenOf(node);
      const isLong = count + children.length > rowsAtFirst || children[0]?.kind === 'range';
      if (node !== root && isLong) continue;
      count += children.length;
      unfolded.add(node);
      next.push(...children);
    }
    level = next;
  }
  return unfolded;
}

function withRows(root: ValueNode, unfolded: ReadonlySet<ValueNode>): ValueRows {
  const rows: ValueNode[] = [];
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    rows.push(node);
    if (!unfolded.has(node)) continue;
    const children = childrenOf(node);
    for (let at = children.length - 1; at >= 0; at -= 1) stack.push(children[at] as ValueNode);
  }
  return { root, unfolded, rows };
}
