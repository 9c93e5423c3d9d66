import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HostProblem } from './host-messages.ts';
import { isInstalled, readMissingModule } from './missing-module.ts';

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

/** Describes in one line what went wrong while loading, and finds the user's line in the stack. */
export function toProblem(error: unknown, whileLoading: string): HostProblem {
  if (error instanceof CompileError) return { message: error.message, file: error.file, line: error.line };
  if (!(error instanceof Error)) return { message: String(error), file: whileLoading, line: null };
  return missingModule(error, whileLoading) ?? { message: inOneLine(error), ...placeOf(error, whileLoading) };
}

function missingModule(error: Error, whileLoading: string): HostProblem | null {
  const missing = readMissingModule(error);
  if (missing === null) return null;
  const file = missing.file ?? placeOf(error, whileLoading).file;
  return { message: missing.message, file, line: lineOf(file, missing.quoted) };
}

function inOneLine(error: Error): string {
  const line = firstLine(error.message);
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

/** The topmost frame in the stack that is the user's; Node writes that of a syntax error before the message. */
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
