/** Functions without their graphs, for lists and trees. */
import type { FunctionSummary } from '../protocol.ts';
import type { FunctionList } from '../workspace/workspace.ts';

export function summariesOf({ uri, functions }: FunctionList): FunctionSummary[] {
  return functions.map(({ id, localId, name, app, sdk, range, triggers }) => ({
    id,
    localId,
    name,
    ...(app === undefined ? {} : { app }),
    ...(sdk === undefined ? {} : { sdk }),
    uri,
    range,
    triggers: triggers.flatMap(({ range: _range, unknown, ...trigger }) => (unknown ? [] : [trigger])),
  }));
}

/** Equal for two lists that show the same functions, whatever their positions. */
export function listKey(summaries: readonly FunctionSummary[]): string {
  return JSON.stringify(summaries.map(({ range: _range, ...summary }) => summary));
}
