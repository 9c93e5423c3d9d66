/** Errors that tell the user what to do next. */

interface Action {
  title: string;
  command: string;
  arguments?: readonly unknown[];
}

/** Shown with a button that runs the action. */
export class ActionableError extends Error {
  override readonly name = 'ActionableError';
  readonly action: Action;

  constructor(message: string, action: Action) {
    super(message);
    this.action = action;
  }
}
