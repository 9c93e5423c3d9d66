/** Functions by app and folder, so that a large map can be read from far away. */
import type { EventMap, MapFunction } from '../../../server/src/event-map.ts';

export interface MapGroup {
  /** `group:` and the name. */
  key: string;
  name: string;
  /** Keys of its functions. */
  functions: string[];
}

/** A larger group is split into the folders below it. */
const largest = 40;

export function groupsOf(map: EventMap): MapGroup[] {
  const apps = grouped(map.functions, ({ app }) => app ?? '');
  const groups =
    apps.size > 1
      ? [...apps].flatMap(([app, members]) =>
          members.length > largest ? byFolder(members, app) : [{ name: app, members }],
        )
      : byFolder(map.functions, '');
  return groups
    .map(({ name, members }) => {
      const shown = name === '' ? '.' : name;
      return { key: `group:${shown}`, name: shown, functions: members.map(({ key }) => key) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface NamedMembers {
  name: string;
  members: MapFunction[];
}

/** @param within name of what is split; precedes the folders. */
function byFolder(members: readonly MapFunction[], within: string): NamedMembers[] {
  const whole = { name: nameAt(members, maxDepthOf(members)), members: [...members] };
  return (forked(members, 0) ?? [whole]).map(({ name, members: inside }) => ({
    name: [within, name].filter((part) => part !== '').join(' · '),
    members: inside,
  }));
}

/** Null: all are in one folder. */
function forked(members: readonly MapFunction[], from: number): NamedMembers[] | null {
  for (let depth = from; depth < maxDepthOf(members); depth += 1) {
    const folders = grouped(members, ({ file }) => folderAt(file, depth));
    if (folders.size === 1) continue;
    return [...folders].flatMap(([folder, inside]) => {
      const own = { name: nameAt(inside, folder === null ? depth : depth + 1), members: inside };
      return inside.length > largest && folder !== null ? (forked(inside, depth + 1) ?? [own]) : [own];
    });
  }
  return null;
}

/** Null: the file itself is at that depth. */
function folderAt(file: string, depth: number): string | null {
  const folders = file.split('/').slice(0, -1);
  return folders[depth] ?? null;
}

/** The depth of the deepest file, in folders. */
function maxDepthOf(members: readonly MapFunction[]): number {
  return Math.max(...members.map(({ file }) => file.split('/').length - 1));
}

function nameAt(members: readonly MapFunction[], depth: number): string {
  return (members[0]?.file ?? '').split('/').slice(0, -1).slice(0, depth).join('/');
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
