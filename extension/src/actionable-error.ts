/** Errors that tell the user what to do next. */

/** Shown with a button that runs the action. */
export class ActionableError extends Error {
  override readonly name = 'ActionableError';
  readonly action: { title: string; command: string };

  constructor(message: string, action: { title: string; command: string }) {
    super(message);
    this.action = action;
  }
}
