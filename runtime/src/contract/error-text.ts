/** Whatever was thrown, as text. */
import type { SerializedError } from './run.ts';

/** Its message: for the user. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** With its stack: for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

type Thrown = Pick<SerializedError, 'name' | 'message' | 'cause'>;

/** These names say nothing, or less than their messages. */
const plainNames: ReadonlySet<string> = new Set(['', 'Error', 'AppUnreachable', 'TransportError']);

/** More causes say little, and a chain may be a ring. */
const maxCauses = 4;

/** An error of a run for the user: `TypeError: fetch failed: getaddrinfo ENOTFOUND api.example.com`. */
export function errorText(error: Thrown): string {
  const text = messageWithCauses(error);
  return plainNames.has(error.name) ? text : `${error.name}: ${text}`;
}

/** `fetch failed: getaddrinfo ENOTFOUND api.example.com`. */
export function messageWithCauses({ message, cause }: Pick<Thrown, 'message' | 'cause'>): string {
  return [message, ...causesOf(cause)].reduce((text, next) =>
    // Code that wraps errors often repeats the message of the cause.
    text.includes(next) ? text : `${text}: ${next}`,
  );
}

function causesOf(cause: unknown): string[] {
  const texts: string[] = [];
  let next = cause;
  while (texts.length < maxCauses && next !== undefined && next !== null) {
    if (typeof next !== 'object') return [...texts, String(next)];
    const { message, code, cause: deeper } = next as { message?: unknown; code?: unknown; cause?: unknown };
    // The errors of Node's network have a code beside their message, or nothing else.
    const said = [message, code].find((text) => typeof text === 'string' && text !== '');
    if (typeof said === 'string') texts.push(said);
    next = deeper;
  }
  return texts;
}

interface Failure {
  /** 0-based. */
  attempt: number;
  /** Unix milliseconds. */
  at: number;
  error: SerializedError;
}

/** Attempts in a row that failed alike. */
export interface RepeatedFailure<F extends Failure> {
  first: F;
  /** The same one when there is only one. */
  last: F;
  count: number;
}

/** @param failures oldest first; so is the result. */
export function repeatedFailures<F extends Failure>(failures: readonly F[]): RepeatedFailure<F>[] {
  const groups: RepeatedFailure<F>[] = [];
  for (const failure of failures) {
    const group = groups.at(-1);
    if (group && errorText(group.last.error) === errorText(failure.error)) {
      group.last = failure;
      group.count += 1;
    } else groups.push({ first: failure, last: failure, count: 1 });
  }
  return groups;
}
