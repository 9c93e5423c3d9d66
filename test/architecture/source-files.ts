/** The project's own source, as git would list it: nothing installed, built, recorded or generated. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Folders whose files are not ours to shape: installed, built, or left behind by a run of the sample or the tests. */
const foreign = new Set(['node_modules', 'dist', '.data', '.git', 'out']);

/** Every file below a folder, relative to the project, with forward slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function isCode(file: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(file);
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports: files of the project by their path, packages by their name. */
export function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(importPattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return relative(root, resolve(root, dirname(file), specifier))
      .split(sep)
      .join('/');
  });
}
