/** How the Functions view groups functions: by app, and within an app by folder. Pure. */
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import { repeatedNames } from '../server/function-order.ts';

export interface FunctionGroup {
  kind: 'app' | 'folder';
  /** Unique, and the same as long as it means the same. */
  key: string;
  label: string;
  children: FunctionNode[];
  /** Functions below it. */
  count: number;
}

export interface FunctionLeaf {
  kind: 'function';
  summary: FunctionSummary;
  /** Set where the name does not tell it apart from its neighbors. */
  app: string | null;
}

export type FunctionNode = FunctionGroup | FunctionLeaf;

/** So many functions are found without groups. */
const maxFlat = 12;

/**
 * @param pathOf the path of a function's file, relative to the workspace.
 * @param unnamed what functions without a known app are grouped under.
 */
export function groupFunctions(
  functions: readonly FunctionSummary[],
  pathOf: (summary: FunctionSummary) => string,
  unnamed: string,
): FunctionNode[] {
  const sorted = functions.toSorted((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  const apps = Map.groupBy(sorted, ({ app }) => app ?? '');
  if (sorted.length <= maxFlat || apps.size === 1) return byFolder(sorted, pathOf, '');
  return [...apps]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b))
    .map(([app, found]): FunctionGroup => {
      const key = `app ${app}`;
      const children = byFolder(found, pathOf, key);
      return { kind: 'app', key, label: app === '' ? unnamed : app, children, count: found.length };
    });
}

function byFolder(
  functions: readonly FunctionSummary[],
  pathOf: (summary: FunctionSummary) => string,
  parent: string,
): FunctionNode[] {
  const folders = Map.groupBy(functions, (summary) => folderOf(pathOf(summary)));
  if (functions.length <= maxFlat || folders.size === 1) return leaves(functions);
  const common = commonFolder([...folders.keys()]);
  return [...folders]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([folder, found]): FunctionGroup => {
      const label = folder.slice(common.length) || folder.split('/').at(-1) || '.';
      return {
        kind: 'folder',
        key: `${parent} folder ${folder}`,
        label,
        children: leaves(found),
        count: found.length,
      };
    });
}

function leaves(functions: readonly FunctionSummary[]): FunctionLeaf[] {
  const repeated = repeatedNames(functions);
  return functions.map((summary) => ({
    kind: 'function',
    summary,
    app: repeated.has(summary.name) ? (summary.app ?? null) : null,
  }));
}

/** With a slash at its end, or empty: what all folders begin with. */
function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders.map((folder) => `${folder}/`);
  let end = first.lastIndexOf('/') + 1;
  while (end > 0 && !others.every((other) => other.startsWith(first.slice(0, end))))
    end = first.lastIndexOf('/', end - 2) + 1;
  return first.slice(0, end);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Words that are all found in its name, ID, app, triggers or path. */
export function isFunctionMatch(summary: FunctionSummary, path: string, query: string): boolean {
  const { name, id, app = '', triggers } = summary;
  const texts = [name, id, app, path, ...triggers.flatMap(({ event, cron }) => [event ?? '', cron ?? ''])];
  const text = texts.join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
