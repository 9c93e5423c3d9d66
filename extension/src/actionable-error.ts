/** An error that a person can do something about at once. */
export class ActionableError extends Error {
  override readonly name = 'ActionableError';
  readonly action: { title: string; command: string };

  constructor(message: string, action: { title: string; command: string }) {
    super(message);
    this.action = action;
  }
}
