/** Finds the source file of an import the way bundlers and TypeScript do, and Node does not. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { tsConfigFor } from './tsconfig.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** What an import of the compiled file means in the source. */
const sourceExtensions: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/**
 * @param importer absolute path of the importing file.
 * @returns an absolute path; null when Node should resolve the specifier itself.
 */
export function resolveSource(specifier: string, importer: string): string | null {
  const { path } = splitQuery(specifier);
  if (path.startsWith('./') || path.startsWith('../../') || path === '.' || path === '..') {
    return sourceAt(resolve(dirname(importer), path));
  }
  if (path.startsWith('/')) return sourceAt(path);
  if (path.includes(':')) return null;
  return resolveAlias(path, importer);
}

/** `./prompt.md?raw` is a file and what a bundler makes of it. */
export function splitQuery(specifier: string): { path: string; query: string } {
  const start = specifier.indexOf('?');
  return start < 0
    ? { path: specifier, query: '' }
    : { path: specifier.slice(0, start), query: specifier.slice(start + 1) };
}

function resolveAlias(specifier: string, importer: string): string | null {
  for (const target of aliasTargets(specifier, importer)) {
    const found = sourceAt(target);
    if (found) return found;
  }
  return null;
}

/** Where the aliases of the nearest configuration lead, existing or not: absolute paths, in order of precedence. */
export function aliasTargets(specifier: string, importer: string): string[] {
  const { paths, baseUrl } = tsConfigFor(dirname(importer));
  const matching = paths
    .map(({ pattern, targets }) => ({ pattern, targets, rest: matchPattern(pattern, specifier) }))
    .filter(({ rest }) => rest !== null)
    // The longest prefix before the star wins.
    .sort((a, b) => b.pattern.indexOf('*') - a.pattern.indexOf('*'));
  const targets = matching.flatMap(({ targets: each, rest }) =>
    each.map((target) => target.replace('*', () => rest ?? '')),
  );
  return baseUrl === null ? targets : [...targets, join(baseUrl, specifier)];
}

/** @returns what the star matches, '' for an exact match, null for no match. */
function matchPattern(pattern: string, specifier: string): string | null {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : null;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  const fits =
    specifier.startsWith(before) &&
    specifier.endsWith(after) &&
    specifier.length >= before.length + after.length;
  return fits ? specifier.slice(before.length, specifier.length - after.length) : null;
}

/** The file at a path that may lack its extension, have that of its output, or be a folder. */
export function sourceAt(path: string): string | null {
  if (isFile(path)) return realpathSync(path);
  const [, stem, extension = ''] = /^(.*?)(\.[cm]?jsx?)?$/s.exec(path) ?? [];
  const candidates = [
    ...(sourceExtensions[extension] ?? []).map((each) => `${stem}${each}`),
    ...extensions.map((each) => `${path}${each}`),
    ...extensions.map((each) => join(path, `index${each}`)),
  ];
  const found = candidates.find(isFile);
  return found ? realpathSync(found) : null;
}

/** Declarations have nothing to run: an alias that leads to them is for the compiler only. */
function isFile(path: string): boolean {
  return !/\.d\.[cm]?ts$/.test(path) && existsSync(path) && statSync(path).isFile();
}
