/** A command: an id of `package.json` and a function. Errors are thrown, and shown in one place. */
import type { Steplight } from '../context.ts';

export interface Command {
  id: string;
  run: (steplight: Steplight, ...args: unknown[]) => unknown;
}
