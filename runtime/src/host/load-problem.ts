import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { whyNotHere } from './framework-modules.ts';
import type { HostProblem } from './host-messages.ts';
import { importerOfPackage } from './package-imports.ts';

/** A file that cannot be compiled, with the place. `line` is 1-based. */
export class CompileError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(message: string, file: string, line: number) {
    super(message);
    this.name = 'CompileError';
    this.file = file;
    this.line = line;
  }
}

/** Says in one line what went wrong while loading, and finds the user's line in the stack. */
export function toProblem(error: unknown, whileLoading: string): HostProblem {
  if (error instanceof CompileError) return { message: error.message, file: error.file, line: error.line };
  if (!(error instanceof Error)) return { message: String(error), file: whileLoading, line: null };
  return missingModule(error, whileLoading) ?? { message: inOneLine(error), ...placeOf(error, whileLoading) };
}

function missingModule(error: Error, whileLoading: string): HostProblem | null {
  const { message } = error;
  const byImport = /^Cannot find (?:package|module) '([^']+)' imported from (.+?)$/m.exec(message);
  const byRequire = /^Cannot find module '([^']+)'\nRequire stack:\n((?:- .+\n?)+)/m.exec(message);
  const specifier = (byImport ?? byRequire)?.[1];
  if (specifier === undefined) return null;
  const importers = byImport
    ? [byImport[2] ?? '']
    : (byRequire?.[2] ?? '').split('\n').map((line) => line.replace(/^- /, ''));
  const paths = importers.map((each) => (each.startsWith('file:') ? fileURLToPath(each) : each));
  // A package may miss a part of its own; the user's line is the one that asked for the package.
  const own = paths.find((path) => path !== '' && !isInstalled(path)) ?? null;
  const [, packageName] = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(paths[0] ?? '') ?? [];
  const importer = packageName ? importerOfPackage(packageName) : null;
  const file = own ?? importer ?? placeOf(error, whileLoading).file;
  const place = { file, line: lineOf(file, specifier) ?? (packageName ? lineOf(file, packageName) : null) };
  const known = whyNotHere(specifier);
  if (known) return { message: known, ...place };
  const isPath = specifier.startsWith('.') || specifier.startsWith('/');
  if (packageName) {
    return { message: `The package '${packageName}' misses '${specifier}': run npm install`, ...place };
  }
  return {
    message: isPath
      ? `There is no file for the import '${specifier}'`
      : `The package '${specifier}' is not installed: run npm install`,
    ...place,
  };
}

function isInstalled(path: string): boolean {
  return path.includes('/node_modules/');
}

function inOneLine(error: Error): string {
  const line = firstLine(error.message);
  return error.name === 'Error' || line.startsWith(error.name) ? line : `${error.name}: ${line}`;
}

/** The part of a message that fits a line. */
export function firstLine(message: string): string {
  return issuesIn(message) ?? message.split('\n')[0] ?? '';
}

/** Schema libraries make a JSON list of what they found their message; null when it is none. */
function issuesIn(message: string): string | null {
  if (!message.startsWith('[')) return null;
  try {
    const issues = JSON.parse(message) as { path?: unknown[]; message?: string }[];
    return issues
      .map(({ path = [], message: what }) => [path.join('.'), what].filter(Boolean).join(': '))
      .join('; ');
  } catch {
    return null;
  }
}

/** The topmost place in the stack that is the user's; node writes that of a syntax error before the message. */
function placeOf(error: Error, whileLoading: string): { file: string; line: number | null } {
  for (const match of (error.stack ?? '').matchAll(
    /(?:^|[\s(])(file:\/\/\/[^\s()]+?|\/[^\s():]+):(\d+)(?::\d+)?/gm,
  )) {
    const [, place = '', line] = match;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (isInstalled(file) || file.startsWith(import.meta.dirname)) continue;
    return { file, line: Number(line) };
  }
  return { file: whileLoading, line: null };
}

/** 1-based line on which a quoted text first stands. */
export function lineOf(file: string, quoted: string): number | null {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes(`'${quoted}'`) || line.includes(`"${quoted}"`));
    return index < 0 ? null : index + 1;
  } catch {
    return null;
  }
}
