/** What an event must hold to match a wait. */
import { equalityClauses } from './equality-key.ts';
import type { EventView } from './expression.ts';
import { isAbsent, plainOf } from './values.ts';

/**
 * `data` of an event that satisfies the equalities of the condition, e.g. `{ upload_id: "u1" }`; other clauses are
 * not looked at. Empty when there is no condition, or it cannot be read.
 */
export function matchingData(condition: string | null, event: EventView): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const { path, value } of condition === null ? [] : safely(condition, event)) {
    const [root, ...names] = path;
    if (root !== 'data' || names.length === 0 || isAbsent(value)) continue;
    let place = data;
    for (const name of names.slice(0, -1)) {
      place[name] ??= {};
      place = place[name] as Record<string, unknown>;
    }
    place[names.at(-1)!] = plainOf(value);
  }
  return data;
}

function safely(condition: string, event: EventView) {
  try {
    return equalityClauses(condition, event, Date.now());
  } catch {
    return [];
  }
}
