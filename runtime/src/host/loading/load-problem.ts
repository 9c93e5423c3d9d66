import { readFileSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostProblem } from '../host-messages.ts';
import { readLinkError } from './link-error.ts';
import { isInstalled, readMissingModule } from './missing-module.ts';
import { importerOfPackage, packageOf } from './package-imports.ts';

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

/** Looks for the syntax error that Node has no place for. */
export type FindSyntaxError = () => CompileError | null;

/** Describes in one line what went wrong while loading, and finds the user's line in the stack. */
export function toProblem(
  error: unknown,
  whileLoading: string,
  findSyntaxError: FindSyntaxError = () => null,
): HostProblem {
  if (error instanceof CompileError) return { message: error.message, file: error.file, line: error.line };
  if (!(error instanceof Error)) return { message: String(error), file: whileLoading, line: null };
  return (
    missingModule(error, whileLoading) ??
    linkProblem(error, whileLoading) ??
    syntaxProblem(error, findSyntaxError) ?? {
      message: inOneLine(error),
      ...userPlaceOf(error, whileLoading),
    }
  );
}

function missingModule(error: Error, whileLoading: string): HostProblem | null {
  const missing = readMissingModule(error);
  if (missing === null) return null;
  const file = missing.file ?? userPlaceOf(error, whileLoading).file;
  return { message: missing.message, file, line: lineOf(file, missing.quoted) };
}

/** An import of a name that is not there, or of an ES module that cannot be had at once. */
function linkProblem(error: Error, whileLoading: string): HostProblem | null {
  const link = readLinkError(error);
  if (link === null) return null;
  const importer = link.importer ?? importerOfPackage(packageOf(link.specifier) ?? '');
  const file = importer !== null && !isInstalled(importer) ? importer : userPlaceOf(error, whileLoading).file;
  return { message: link.message, file, line: lineOf(file, link.specifier) };
}

function syntaxProblem(error: Error, findSyntaxError: FindSyntaxError): HostProblem | null {
  if (!(error instanceof SyntaxError)) return null;
  const [, own, ownLine] = /^(?:file:\/\/)?(\/[^\n:]+):(\d+)\n/.exec(error.stack ?? '') ?? [];
  const found =
    own !== undefined && isInstalled(own)
      ? { file: own, line: Number(ownLine), message: error.message }
      : null;
  const place = found ?? (own === undefined ? findSyntaxError() : null);
  if (place === null) return null;
  const { file, line, message } = place;
  const [, inside, name] =
    /^.*?((?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*?\/node_modules\/((?:@[^/]+\/)?[^/]+)\/.*)$/.exec(file) ??
    [];
  if (inside === undefined || name === undefined) return { message, file, line };
  const importer = importerOfPackage(name);
  const text = `The package '${name}' cannot be loaded: ${inside.slice(1)}:${line}: ${message}. If your bundler compiles it, start the app itself with INNGEST_DEV=1`;
  return { message: text, file: importer ?? file, line: importer === null ? line : lineOf(importer, name) };
}

function inOneLine(error: Error): string {
  const line = firstLine(error.message);
  const [, runtime] = /^(Bun|Deno) is not defined$/.exec(line) ?? [];
  if (runtime)
    return `${runtime} is not defined: functions are hosted in Node.js. Start the app itself with INNGEST_DEV=1`;
  return error.name === 'Error' || line.startsWith(error.name) ? line : `${error.name}: ${line}`;
}

/** The first line of a message, or its list of issues. */
export function firstLine(message: string): string {
  return issuesIn(message) ?? message.split('\n')[0] ?? '';
}

/** Schema libraries use a JSON list of issues as message; null for other messages. */
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

/** The bundle, or the folder of its sources. */
const ownFolder =
  basename(import.meta.dirname) === 'loading' ? dirname(import.meta.dirname) : import.meta.dirname;

function isOurs(file: string): boolean {
  return file.startsWith(`${ownFolder}${sep}`);
}

/** The topmost frame in the stack that is the user's; Node writes that of a syntax error before the message. */
export function userPlaceOf(error: Error, whileLoading: string): { file: string; line: number | null } {
  for (const match of (error.stack ?? '').matchAll(
    /(?:^|[\s(])(file:\/\/\/[^\s()]+?|\/[^\s():]+):(\d+)(?::\d+)?/gm,
  )) {
    const [, place = '', line] = match;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (isInstalled(file) || isOurs(file)) continue;
    return { file, line: Number(line) };
  }
  return { file: whileLoading, line: null };
}

/** The first 1-based line that contains a quoted text. */
export function lineOf(file: string, quoted: string): number | null {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const index = lines.findIndex((line) =>
      [`'${quoted}'`, `"${quoted}"`, `'${quoted}/`, `"${quoted}/`].some((text) => line.includes(text)),
    );
    return index < 0 ? null : index + 1;
  } catch {
    return null;
  }
}
