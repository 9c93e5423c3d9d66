import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HostProblem } from './host-messages.ts';

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
  return missingModule(error) ?? { message: firstLine(error), ...placeOf(error, whileLoading) };
}

function missingModule(error: Error): HostProblem | null {
  const match =
    /^Cannot find (?:package|module) '([^']+)' imported from (.+?)$/m.exec(error.message) ??
    /^Cannot find module '([^']+)'\nRequire stack:\n- (.+?)$/m.exec(error.message);
  if (!match) return null;
  const [, specifier = '', importer = ''] = match;
  const file = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
  const isPath = specifier.startsWith('.') || specifier.startsWith('/');
  return {
    message: isPath
      ? `There is no file for the import '${specifier}'`
      : `The package '${specifier}' is not installed: run npm install`,
    file,
    line: lineOf(file, specifier),
  };
}

function firstLine(error: Error): string {
  const line = error.message.split('\n')[0] ?? '';
  return error.name === 'Error' || line.startsWith(error.name) ? line : `${error.name}: ${line}`;
}

/** The topmost place in the stack that is the user's; node writes that of a syntax error before the message. */
function placeOf(error: Error, whileLoading: string): { file: string; line: number | null } {
  for (const match of (error.stack ?? '').matchAll(/(file:\/\/\/[^\s()]+?|\/[^\s():]+):(\d+)(?::\d+)?/g)) {
    const [, place = '', line] = match;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (file.includes('/node_modules/') || file.startsWith(import.meta.dirname)) continue;
    return { file, line: Number(line) };
  }
  return { file: whileLoading, line: null };
}

/** 1-based line on which a quoted text first stands. */
function lineOf(file: string, quoted: string): number | null {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes(`'${quoted}'`) || line.includes(`"${quoted}"`));
    return index < 0 ? null : index + 1;
  } catch {
    return null;
  }
}
