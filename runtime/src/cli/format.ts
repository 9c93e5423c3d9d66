/** Values as text for people. */

/** `attempt 2 of 5`. @param attempt 0-based. */
export function attemptText(attempt: number, maxAttempts: number): string {
  return `attempt ${attempt + 1} of ${maxAttempts}`;
}

/** The text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
