/** Rows whose workflow is written in every language: `go/` and `python/` have the functions of these names. */
import { afterAll, describe, test } from 'vitest';
import { type LanguageBench, openLanguageBench } from './language-bench.ts';
import { builtProgram, type LanguageTarget } from './languages.ts';

export interface PortedFeature {
  /** As in the row of the TypeScript SDK that checks the same. */
  name: string;
  missing(target: LanguageTarget): string | null;
  cell(bench: LanguageBench): Promise<void>;
}

type Missing = PortedFeature['missing'];

export function ported(
  name: string,
  cell: PortedFeature['cell'],
  missing: Missing = () => null,
): PortedFeature {
  return { name, missing, cell };
}

export type Reason = readonly [applies: (target: LanguageTarget) => boolean, because: string];

/** The same against the official server. */
export const noStepErrors: Reason = [
  ({ language, connects }) => language === 'go' && connects,
  "its workers report a step's error as one of the function",
];

/** The first reason that applies. */
export const missingIf =
  (...reasons: Reason[]): Missing =>
  (target) =>
    reasons.find(([applies]) => applies(target))?.[1] ?? null;

export const onlyIn =
  (language: LanguageTarget['language'], because: string): Missing =>
  (target) =>
    target.language === language ? null : because;

/** All cells of a column, one after another. */
export function conformIn(target: LanguageTarget, features: readonly PortedFeature[]): void {
  describe(target.name, () => {
    const opened: LanguageBench[] = [];
    afterAll(async () => {
      for (const bench of opened) await bench.close();
    });
    for (const { name, missing, cell } of features) {
      test(name, async (context) => {
        if (!builtProgram(target.language)) return context.skip('not built: npm run conformance builds it');
        const reason = missing(target);
        if (reason !== null) return context.skip(reason);
        const bench = await openLanguageBench(target);
        opened.push(bench);
        await cell(bench);
        await opened.pop()?.close();
      });
    }
  });
}
