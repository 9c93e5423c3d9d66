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
