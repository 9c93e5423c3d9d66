/** Finds what Node does not find of a package, where bundlers and TypeScript look for it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearestPackage, readPackage } from './module-format.ts';
import { sourceAt } from './resolve-source.ts';

/** Bundlers know more conditions than Node, and load what is for `import` from CommonJS and the other way round. */
export const moreConditions = ['source', 'development', 'import', 'require', 'module', 'bun'];

export function isNotExported(error: unknown): boolean {
  return codeOf(error) === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
}

export function isNotFound(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT'
  );
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

/** The source that stands where an `exports`, `imports` or `main` points; null: none does. */
export function sourceOfTarget(specifier: string, error: unknown): string | null {
  const { url, message, path } = error as { url?: string; message?: string; path?: string };
  const named = /^(?:Cannot find (?:module|package)|Directory import) '(\/[^']+|[A-Za-z]:[^']+)'/.exec(
    message ?? '',
  )?.[1];
  const target = url?.startsWith('file:') ? fileURLToPath(url) : named;
  if (target === undefined) return null;
  const isWholePackage = /^(?:@[^/]+\/)?[^./#@][^/]*$/.test(specifier);
  return sourceAt(target) ?? (isWholePackage ? sourceOfPackage(path ?? '', target) : null);
}

/** A package of the workspace that is not built may name its source. */
function sourceOfPackage(packageFile: string, target: string): string | null {
  const folder = packageFile.endsWith('package.json')
    ? dirname(packageFile)
    : nearestPackage(dirname(target));
  if (folder === null) return null;
  const { source, types, typings } = readPackage(join(folder, 'package.json'));
  for (const field of [source, types, typings]) {
    if (typeof field !== 'string' || /\.d\.[cm]?ts$/.test(field)) continue;
    const found = sourceAt(join(folder, field));
    if (found) return found;
  }
  return null;
}
