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
