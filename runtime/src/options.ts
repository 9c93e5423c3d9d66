/** Reads command lines. Every wrong option is a UsageError, worded the same way. */

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { parseDurationInput } from './contract/duration-input.ts';
import { messageOf } from './contract/error-text.ts';

/** `failed`: something failed or was not found. `usage`: the command line is wrong. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** @throws UsageError */
export function positiveInteger(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw invalid(option, 'a positive integer');
  return number;
}

/** @throws UsageError */
export function portNumber(option: string, text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalid(option, 'a port number from 0 to 65535');
  return port;
}

/** Milliseconds of a number of seconds, or of a duration such as `1m30s`. @throws UsageError */
export function duration(option: string, text: string): number {
  const milliseconds = parseDurationInput(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (milliseconds === null) throw invalid(option, 'a duration such as 30s or 2h');
  return milliseconds;
}

/** @throws UsageError */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text);
  if (found === undefined)
    throw invalid(option, new Intl.ListFormat('en', { type: 'disjunction' }).format(allowed));
  return found;
}

/** @throws UsageError */
export function json(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} must be valid JSON: ${messageOf(error)}`);
  }
}

/** @param expected completes "must be …". */
export function invalid(option: string, expected: string): UsageError {
  return new UsageError(`${option} must be ${expected}.`);
}
