/** Explains a failed import to the person who wrote it. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyNotHere } from './framework-modules.ts';
import { readPackage } from './module-format.ts';
import { importerOfPackage } from './package-imports.ts';
import { installCommand } from './package-manager.ts';

export interface MissingModule {
  message: string;
  /** The user's file that imports it, or that imports the package which does; null: unknown. */
  file: string | null;
  /** The import as it is quoted on its line. */
  quoted: string;
}

/** Null when the error is about something else. */
export function readMissingModule(error: Error): MissingModule | null {
  const found = parse(error.message);
  if (found === null) return notOffered(error.message);
  const { specifier, importers } = found;
  const own = importers.find((path) => !isInstalled(path)) ?? null;
  const folder = dirname(own ?? importers[0] ?? process.cwd());
  const why = whyNotHere(specifier, folder);
  // The file that a package.json names as the package's own.
  const package_ = isAbsolute(specifier) ? packageAt(specifier) : null;
  if (package_) {
    const path = relative(package_.folder, specifier).split(sep).join('/');
    const message = `The package '${package_.name}' is not built: it has no ${path}`;
    return { message, file: importerOfPackage(package_.name) ?? own, quoted: package_.name };
  }
  // A package may miss one of its own dependencies; the user's line is the one that imports the package.
  const [, installed] = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(importers[0] ?? '') ?? [];
  if (installed) {
    const message =
      why ??
      `The package '${installed}' is missing its dependency '${specifier}': run ${installCommand(folder)}`;
    return { message, file: own ?? importerOfPackage(installed), quoted: installed };
  }
  // Node reports where a relative import leads, not how it is written.
  const written = isAbsolute(specifier) && own !== null ? relativeImport(own, specifier) : specifier;
  const reason = written.startsWith('.')
    ? `No file found for the import '${written}'`
    : `The package '${written}' is not installed: run ${installCommand(folder)}`;
  return { message: why ?? reason, file: own, quoted: written };
}

function relativeImport(importer: string, path: string): string {
  const way = relative(dirname(importer), path).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}

/** The package is installed, but does not export that part of it. */
function notOffered(message: string): MissingModule | null {
  const subpath =
    /^Package subpath '\.([^']*)' is not defined by "exports" in (.+)[/\\]package\.json(?: imported from (.+))?$/m;
  const [, part, folder, importer] = subpath.exec(message) ?? [];
  if (part === undefined || folder === undefined) return null;
  const name = packageAt(join(folder, 'index.js'))?.name ?? folder;
  const file = importer && !isInstalled(importer) ? importer : importerOfPackage(name);
  return {
    message: `The package '${name}' does not export '${name}${part}'`,
    file,
    quoted: `${name}${part}`,
  };
}

export function isInstalled(path: string): boolean {
  return path.includes('/node_modules/');
}

/** `importers`: absolute paths, the one that failed first. */
function parse(message: string): { specifier: string; importers: string[] } | null {
  const main = /^Cannot find module '([^']+)'\. Please verify that the package\.json has a valid "main"/.exec(
    message,
  );
  if (main?.[1]) return { specifier: main[1], importers: [] };
  const byImport = /^Cannot find (?:package|module) '([^']+)' imported from (.+?)$/m.exec(message);
  if (byImport?.[1]) {
    const importer = byImport[2] ?? '';
    const path = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
    return { specifier: byImport[1], importers: [path] };
  }
  const byRequire = /^Cannot find module '([^']+)'\nRequire stack:\n((?:- .+\n?)+)/m.exec(message);
  if (!byRequire?.[1]) return null;
  const stack = (byRequire[2] ?? '').split('\n').filter((line) => line.startsWith('- '));
  return { specifier: byRequire[1], importers: stack.map((line) => line.slice(2)) };
}

/** The named package that a path lies in, unless the path is its folder. */
function packageAt(path: string): { name: string; folder: string } | null {
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name, main, exports } = readPackage(file);
    const isEntry = main !== undefined || exports !== undefined;
    return typeof name === 'string' && isEntry ? { name, folder } : null;
  }
  return null;
}
