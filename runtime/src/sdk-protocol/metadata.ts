/** Metadata as SDKs and API clients write it (protocol 2.11). */

import type { MetadataScope, MetadataUpdate } from '../contract/metadata.ts';
import { isRecord } from '../contract/records.ts';
import { aiKind, withCost } from './ai-usage.ts';

const scopes: ReadonlySet<unknown> = new Set(['run', 'step', 'step_attempt', 'extended_trace', 'request']);
const ops: ReadonlySet<unknown> = new Set(['merge', 'set', 'delete', 'add']);
const maxKindLength = 128;

export const experimentKind = 'inngest.experiment';
export const scoreKind = 'inngest.score';

/** Of an op. What cannot be read is left out: metadata never fails a step. */
export function readMetadata(value: unknown, opts: Record<string, unknown>): MetadataUpdate[] {
  const updates = (Array.isArray(value) ? value : []).map((each) => readUpdate(each, 'step'));
  const own = updates.filter((update) => update !== null);
  const experiment = experimentOf(opts);
  return experiment && own.every(({ kind }) => kind !== experimentKind) ? [...own, experiment] : own;
}

/** @param scope when the update does not say. */
export function readUpdate(value: unknown, scope: MetadataScope): MetadataUpdate | null {
  if (!isRecord(value)) return null;
  const { kind, op = 'merge', values } = value;
  if (typeof kind !== 'string' || kind === '' || kind.length > maxKindLength) return null;
  if (!ops.has(op) || !isRecord(values)) return null;
  return {
    scope: scopes.has(value.scope) ? (value.scope as MetadataScope) : scope,
    kind,
    op: op as MetadataUpdate['op'],
    values: kind === aiKind ? withCost(values) : values,
  };
}

/** Steps of a variant name the experiment that they are part of. */
function experimentOf({
  experimentName,
  variant,
  selectionStrategy,
}: Record<string, unknown>): MetadataUpdate | null {
  if (typeof experimentName !== 'string' || experimentName === '') return null;
  const values = {
    name: experimentName,
    variant: variant ?? '',
    selection_strategy: selectionStrategy ?? '',
  };
  return { scope: 'step', kind: experimentKind, op: 'set', values };
}
