/** Which try of a step or function it is, in the terminal. */

/** `attempt 2 of 5`. @param attempt 0-based. */
export function attemptText(attempt: number, maxAttempts: number): string {
  return `attempt ${attempt + 1} of ${maxAttempts}`;
}
