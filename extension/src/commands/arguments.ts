/** Commands are called from the palette (no argument), lenses and the graph (ids) and the views (their elements). */
import { isRecord, recordOf } from '../../../runtime/src/contract/records.ts';
import type { RunElement } from '../views/runs-tree.ts';

export function textArgument(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function runIdOf(value: unknown): string | null {
  return isRunElement(value) ? value.runId : textArgument(value);
}

/** The runs of what is selected in a view, or of the one element. Null: neither, for the command was called without. */
export function selectedRunIds(clicked: unknown, selected: unknown): string[] | null {
  const elements = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const runIds = elements.map(runIdOf).filter((runId) => runId !== null);
  return runIds.length === 0 ? null : [...new Set(runIds)];
}

/** A step from a view's element, or from two arguments. */
export function stepOf(first: unknown, second: unknown): { runId: string; hashedId: string } | null {
  if (isRunElement(first)) {
    return first.hashedId === null ? null : { runId: first.runId, hashedId: first.hashedId };
  }
  const runId = textArgument(first);
  const hashedId = textArgument(second);
  return runId !== null && hashedId !== null ? { runId, hashedId } : null;
}

export function functionOf(value: unknown): { id: string; uri: string } | null {
  const { id, uri } = recordOf(value);
  return typeof id === 'string' && typeof uri === 'string' ? { id, uri } : null;
}

function isRunElement(value: unknown): value is RunElement {
  return isRecord(value) && typeof value.runId === 'string';
}
