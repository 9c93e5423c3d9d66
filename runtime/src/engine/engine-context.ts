import type { JournalFact } from '../contract/journal.ts';
import type { DecisionContext } from './decisions/decision-context.ts';
import type { EngineState } from './state/engine-state.ts';

/** What the parts of the engine may use of it. */
export interface EngineContext {
  readonly state: EngineState;
  /** Unix milliseconds. */
  readonly now: number;
  readonly decisionContext: DecisionContext;
  /** Takes facts as true. They are durable only later. */
  record(facts: readonly JournalFact[]): void;
  /** @throws DiskFullError while nothing can be stored. */
  refuseWhenFull(): void;
  /** A ULID that is greater than all before. */
  newId(): string;
}
