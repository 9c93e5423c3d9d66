/** Errors that tell the user what to do next. */

/** Nothing is broken, but there is nothing to do or the input is invalid: shown briefly, and not logged as an error. */
export class Notice extends Error {
  override readonly name = 'Notice';
}

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
