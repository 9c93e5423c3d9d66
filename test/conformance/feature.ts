/** A row of the conformance table: a test for each SDK that has the feature, and a reason for each that does not. */
import { afterAll, describe, test } from 'vitest';
import { type Bench, openBench } from './bench.ts';
import type { Target } from './targets.ts';

export interface Feature {
  name: string;
  /** Why this SDK lacks the feature; null when it has it. */
  missing(target: Target): string | null;
  /** Runs an app on the bench and checks what its author may rely on. */
  cell(bench: Bench): Promise<void>;
}

type Missing = Feature['missing'];

export function feature(name: string, cell: Feature['cell']): Feature;
export function feature(name: string, missing: Missing, cell: Feature['cell']): Feature;
export function feature(name: string, ...rest: [Feature['cell']] | [Missing, Feature['cell']]): Feature {
  return rest.length === 1
    ? { name, missing: () => null, cell: rest[0] }
    : { name, missing: rest[0], cell: rest[1] };
}

/** The feature was added in this major version. */
export const since =
  (major: Target['major']): Missing =>
  (target) =>
    target.major >= major ? null : `added in SDK ${major}`;

export const only =
  (applies: (target: Target) => boolean, because: string): Missing =>
  (target) =>
    applies(target) ? null : because;

/** Features that do not depend on how steps are requested: tested once per version. */
export function alikeInVariants(features: readonly Feature[]): Feature[] {
  return features.map((each) => ({
    ...each,
    missing: (target) =>
      each.missing(target) ?? (target.variantOf === null ? null : `as with ${target.variantOf}`),
  }));
}

/** All cells of a column, one after another. */
export function conform(target: Target, features: readonly Feature[]): void {
  describe(target.name, () => {
    const opened: Bench[] = [];
    afterAll(async () => {
      for (const bench of opened) await bench.close();
    });
    for (const { name, missing, cell } of features) {
      test(name, async (context) => {
        const reason = missing(target);
        if (reason !== null) return context.skip(reason);
        const bench = await openBench(target);
        opened.push(bench);
        await cell(bench);
        await opened.pop()?.close();
      });
    }
  });
}
