/** Waits for signals: each signal has one wait at a time (protocol 4.3). */
import type { JournalFact } from '../../contract/journal.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import type { RunState } from '../state/run-state.ts';
import { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

/**
 * Takes the signal over from a run that waits for it, if the op says so.
 *
 * @returns false after it ended the run, because another wait has the signal.
 */
export function claimSignal(decision: Decision, op: Op, signal: string): boolean {
  const other = decision.context.signalWait(signal) ?? ownWait(decision, signal);
  if (!other) return true;
  if (op.opts.conflict !== 'replace') {
    const message = `Signal conflict; signal wait already exists for another run (${other.runId} waits for "${signal}"; onConflict: "replace" takes it over)`;
    decision.end({ kind: 'run-failed', error: { name: 'Error', message } });
    return false;
  }
  decision.facts.push({ kind: 'signal-wait-replaced', ...other, by: decision.run.runId });
  return true;
}

/** A wait that this very decision has begun. */
function ownWait({ facts, run }: Decision, signal: string): { runId: string; hashedId: string } | null {
  for (const fact of facts) {
    if (fact.kind === 'wait-started' && fact.signal && fact.event === signal)
      return { runId: run.runId, hashedId: fact.step.hashedId };
  }
  return null;
}

/** `POST /v1/signals`: null when the step does not wait for a signal. */
export function decideSignal(
  run: RunState,
  hashedId: string,
  signal: { signal: string; data: unknown },
  context: DecisionContext,
): JournalFact[] | null {
  const wait = run.pending.get(hashedId);
  if (run.ended || wait?.kind !== 'signal') return null;
  const decision = new Decision(run, context);
  decision.add({ kind: 'step-completed', step: wait.step, output: signal, attempt: 0, startedAt: null });
  decision.continueAfter(hashedId, wait.race);
  return decision.facts;
}
