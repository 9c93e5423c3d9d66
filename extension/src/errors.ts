/** Errors as the user sees them. */

/** An error with a way out: shown with a button. */
export class ActionableError extends Error {
  override readonly name = 'ActionableError';
  readonly action: { title: string; command: string };

  constructor(message: string, action: { title: string; command: string }) {
    super(message);
    this.action = action;
  }
}

/** One line, for the user. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** With its stack, for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
