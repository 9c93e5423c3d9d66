/** CONTRACT: values that an app attaches to a run or a step (scores, experiments, AI usage). Pure; no Node imports. */

export type MetadataScope = 'run' | 'step' | 'step_attempt' | 'extended_trace' | 'request';

export interface MetadataUpdate {
  scope: MetadataScope;
  /** What the values are about, e.g. `inngest.score`, `inngest.experiment`, `userland.note`. */
  kind: string;
  /** `merge` and `delete` go by key, `add` adds numbers, `set` replaces all values of the kind. */
  op: 'merge' | 'set' | 'delete' | 'add';
  values: Record<string, unknown>;
}

/** All that is known of one kind in one scope. */
export interface Metadata {
  scope: MetadataScope;
  kind: string;
  values: Record<string, unknown>;
  /** Unix milliseconds. */
  updatedAt: number;
}

/** What is known after the updates; a new value. */
export function updateMetadata(
  known: readonly Metadata[],
  updates: readonly MetadataUpdate[],
  at: number,
): Metadata[] {
  const next = [...known];
  for (const { scope, kind, op, values } of updates) {
    const index = next.findIndex((each) => each.scope === scope && each.kind === kind);
    const before = index < 0 ? {} : next[index]!.values;
    const after: Metadata = { scope, kind, values: combined(before, values, op), updatedAt: at };
    if (index < 0) next.push(after);
    else next[index] = after;
  }
  return next;
}

function combined(
  before: Record<string, unknown>,
  values: Record<string, unknown>,
  op: MetadataUpdate['op'],
): Record<string, unknown> {
  switch (op) {
    case 'set':
      return { ...values };
    case 'merge':
      return { ...before, ...values };
    case 'delete':
      return Object.fromEntries(Object.entries(before).filter(([key]) => !(key in values)));
    case 'add': {
      const after = { ...before };
      for (const [key, value] of Object.entries(values)) {
        const old = after[key];
        after[key] = typeof old !== 'number' ? value : typeof value === 'number' ? old + value : old;
      }
      return after;
    }
  }
}
