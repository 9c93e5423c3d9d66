/**
 * A share of the fuzzing, in a process of its own: one SDK major per process, and promises that a program leaves
 * rejected disturb nobody. Talks in lines of JSON.
 */
import fc from '../support/property.ts';
import { type CheckOptions, Counterexample, checkProgram } from './check-program.ts';
import { arbitraryProgram } from './generate-program.ts';
import { loadSdk } from './load-program.ts';
import type { Share, WorkerLine } from './share.ts';

process.on('unhandledRejection', () => {});

const share = JSON.parse(process.argv[2] ?? '{}') as Share;
const sdk = await loadSdk(share.major);
const say = (line: WorkerLine): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** The same mistake is looked for with fewer runs, and none of those that look for something else. */
function shrinkingBy(kind: Counterexample['kind']): Partial<CheckOptions> {
  return kind === 'edge never taken' ? { mostRuns: 60 } : { mostRuns: 10, wantsEveryEdge: false };
}

const program = arbitraryProgram(share.major, new Set(share.without));
/** Milliseconds for a batch; shrinking a large program could take longer than it is worth. */
const longest = 40_000;

/** Small, so that a counterexample costs only the rest of its batch. */
const batch = 25;
for (let done = 0, number = 0; done < share.programs; done += batch, number += 1) {
  let found: Counterexample['kind'] | null = null;
  const property = fc.asyncProperty(program, async (value) => {
    try {
      const account = await checkProgram(value, {
        ...share,
        sdk,
        ...(found === null ? {} : shrinkingBy(found)),
      });
      if (found === null) say({ kind: 'checked', ...account, features: [...account.features] });
    } catch (error) {
      const kind = error instanceof Counterexample ? error.kind : 'cannot be checked';
      found ??= kind;
      // A smaller program that is wrong in another way explains nothing.
      if (kind === found) throw error;
    }
  });
  const seed = share.seed + number;
  const result = await fc.check(property, {
    seed,
    numRuns: Math.min(batch, share.programs - done),
    interruptAfterTimeLimit: longest,
  });
  if (!result.failed) continue;
  const error = result.errorInstance;
  const text = error instanceof Counterexample ? error.message : String((error as Error).stack ?? error);
  say({ kind: 'counterexample', seed, path: result.counterexamplePath ?? '', text });
}
