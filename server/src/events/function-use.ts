/** One place in the code where a function is named by its id; `name` is its wire id. */
import type { NameUse } from './name-index.ts';

export type FunctionRole =
  /** The `id` option, or the name of SDK 0 to 2. */
  | 'defines'
  /** `step.invoke(…, { function: … })`. */
  | 'invokes'
  /** `referenceFunction({ functionId: '…' })`. */
  | 'refers';

export interface FunctionUse extends NameUse {
  role: FunctionRole;
  /** The id without the app's, as `spelled` has it. */
  localId: string;
  /** Wire id of the function that contains it; null outside of functions. */
  inFunction: string | null;
}
