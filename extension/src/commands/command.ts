/** What a command is: an id of `package.json` and a function. Failures are thrown; they are shown in one place. */
import type { Steplight } from '../context.ts';

export interface Command {
  id: string;
  run: (steplight: Steplight, ...args: unknown[]) => unknown;
}
