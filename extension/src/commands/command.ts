/** A command: an id of `package.json` and a function. Errors are thrown, and shown in one place. */
import type { Steplight } from '../context.ts';

export interface Command {
  id: string;
  /** Its first argument may be a run, which it changes: it asks before when that is shown in its past. */
  changesRun?: true;
  run: (steplight: Steplight, ...args: unknown[]) => unknown;
}
