/** The SDKs that the runtime is tested with: the columns of the conformance table. */
import type { Major } from '../support/sdk/sdk.ts';

export interface Target {
  /** In the table's header. */
  name: string;
  major: Major;
  /** Options of every client. */
  client: Record<string, unknown>;
  /** Reports steps while a request goes on (protocol 2.9). */
  checkpoints: boolean;
  /** The column from which this one differs only in how steps are requested. */
  variantOf: string | null;
  /** Execution version that the SDK requests; 0 when it requests none (protocol 0.1). */
  execution: 0 | 1 | 2;
}

const target = (name: string, major: Major, more: Partial<Target> = {}): Target => ({
  name,
  major,
  client: {},
  checkpoints: false,
  variantOf: null,
  execution: 0,
  ...more,
});

export const targets = {
  sdk1: target('1.10.1', 1),
  sdk2: target('2.7.2', 2),
  sdk3: target('3.54.2', 3, { execution: 1 }),
  sdk3Optimized: target('3.54.2 optimizeParallelism', 3, {
    execution: 2,
    client: { optimizeParallelism: true },
    variantOf: '3.54.2',
  }),
  sdk4: target('4.24.0', 4, { execution: 2, checkpoints: true }),
  sdk4Plain: target('4.24.0 checkpointing: false', 4, {
    execution: 2,
    client: { checkpointing: false },
    variantOf: '4.24.0',
  }),
} satisfies Record<string, Target>;
