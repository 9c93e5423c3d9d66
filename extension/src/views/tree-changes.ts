/** What of a tree has to be drawn again: only what changed, so that the rest stays as it is. Pure. */

/** A node's key, and its text. */
export type Rows = ReadonlyMap<string, string>;
/** Keys of the children in order, by the key of their parent; the root's is empty. */
export type Structure = ReadonlyMap<string, readonly string[]>;

/** @returns keys of the nodes to be drawn again, with what is below them; the root's comes alone. */
export function changedKeys(
  before: Structure,
  after: Structure,
  rows: { before: Rows; after: Rows },
): string[] {
  const parents = [...after]
    .filter(([key, children]) => !isSame(before.get(key), children))
    .map(([key]) => key);
  if (parents.includes('')) return [''];
  const covered = new Set(parents.flatMap((key) => after.get(key) ?? []));
  const texts = [...rows.after].filter(([key, text]) => rows.before.get(key) !== text).map(([key]) => key);
  return [...new Set([...parents, ...texts.filter((key) => !covered.has(key))])];
}

function isSame(before: readonly string[] | undefined, after: readonly string[]): boolean {
  return (
    before !== undefined && before.length === after.length && after.every((key, at) => before[at] === key)
  );
}
