/** Apps that run on this machine and belong to another server. Pure. */
import type { AppState } from '../../../runtime/src/contract/api.ts';

/** It could run the functions of this runtime, too, but nobody has said so. */
export function isElsewhere({ source, targetsThisRuntime, named, status }: AppState): boolean {
  return source === 'running' && status === 'ok' && !targetsThisRuntime && !named;
}
