/** The packages around a folder that is only a part of a monorepo: what it imports from its neighbors is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Manifests of the other packages; none when the folder is no part of a monorepo. */
export function manifestsAround(folder: string): string[] {
  for (
    let ancestor = posix.dirname(folder);
    ancestor !== posix.dirname(ancestor);
    ancestor = posix.dirname(ancestor)
  ) {
    const patterns = packagePatterns(ancestor);
    if (patterns) return patterns.flatMap((pattern) => manifestsOf(ancestor, pattern));
    // A repository ends where its history is kept.
    if (existsSync(`${ancestor}/.git`)) return [];
  }
  return [];
}

/** Null: the folder is not the root of a monorepo. */
function packagePatterns(folder: string): string[] | null {
  const yaml = textOf(`${folder}/pnpm-workspace.yaml`);
  if (yaml !== null)
    return [...yaml.matchAll(/^\s*-\s*["']?([^"'#\n]+?)["']?\s*$/gm)].map((match) => match[1] ?? '');
  const manifest = textOf(`${folder}/package.json`);
  if (manifest?.includes('"workspaces"') !== true) return null;
  try {
    const { workspaces } = JSON.parse(manifest) as { workspaces?: string[] | { packages?: string[] } };
    const patterns = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
    return Array.isArray(patterns) ? patterns : null;
  } catch {
    return null;
  }
}

/** `apps/web`, `packages/*`, `packages/**`. */
function manifestsOf(root: string, pattern: string): string[] {
  if (pattern.startsWith('!')) return [];
  const [base = '', depth] = pattern.split(/\/?(\*\*?)(?:\/.*)?$/);
  const folder = posix.join(root, base);
  if (depth === undefined) return ownManifest(folder);
  return foldersIn(folder).flatMap((inner) => [
    ...ownManifest(inner),
    ...(depth === '**' ? foldersIn(inner).flatMap(ownManifest) : []),
  ]);
}

function ownManifest(folder: string): string[] {
  const path = `${folder}/package.json`;
  return existsSync(path) ? [path] : [];
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map((entry) => `${folder}/${entry.name}`);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
