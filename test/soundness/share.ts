/** What a process of the fuzzer is given, and what it says. */
import type { Account } from './check-program.ts';
import type { Major } from './generate-program.ts';

export interface Share {
  major: Major;
  seed: number;
  programs: number;
  mostRuns: number;
  wantsEveryEdge: boolean;
  triesMutants: boolean;
  /** Kinds of statements to leave out. */
  without: readonly string[];
}

export type WorkerLine =
  | ({ kind: 'checked' } & Omit<Account, 'features'> & { features: readonly string[] })
  | { kind: 'counterexample'; seed: number; path: string; text: string };
