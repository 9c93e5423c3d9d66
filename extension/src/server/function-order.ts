/** Lists of functions as people look for them: what is near first, and names told apart. Pure. */
import type { FunctionSummary } from '../../../server/src/protocol.ts';

/** What an app is called where the code does not say. */
const noApp = '';

export interface Cursor {
  /** Document of the active editor. */
  uri: string;
  /** The function whose code the cursor is in. */
  functionId?: string;
}

/** That of the cursor, those of its file, then by app and name. */
export function nearestFirst<F extends Pick<FunctionSummary, 'id' | 'uri' | 'name' | 'app'>>(
  functions: readonly F[],
  cursor: Cursor | null,
): F[] {
  const distance = ({ uri, id }: F) => (uri !== cursor?.uri ? 2 : id !== cursor.functionId ? 1 : 0);
  return functions.toSorted(
    (a, b) =>
      distance(a) - distance(b) ||
      (a.app ?? noApp).localeCompare(b.app ?? noApp) ||
      a.name.localeCompare(b.name),
  );
}

/** Names that several functions have: the app tells them apart. */
export function repeatedNames(functions: readonly { name: string }[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of functions) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}
