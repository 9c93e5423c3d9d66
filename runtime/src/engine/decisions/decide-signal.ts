/** Waits for signals: each signal has one at a time (protocol 4.3). */
import type { JournalFact } from '../../contract/journal.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import type { RunState } from '../state/run-state.ts';
import { type Circumstances, Turn } from './decision.ts';

/**
 * Takes the signal over from a run that waits for it, if the op says so.
 *
 * @returns false after it ended the run, because another wait has the signal.
 */
export function claimSignal(turn: Turn, op: Op, signal: string): boolean {
  const other = turn.at.signalWait(signal) ?? ownWait(turn, signal);
  if (!other) return true;
  if (op.opts.conflict !== 'replace') {
    const message = `Signal conflict; signal wait already exists for another run (${other.runId} waits for "${signal}"; onConflict: "replace" takes it over)`;
    turn.end({ kind: 'run-failed', error: { name: 'Error', message } });
    return false;
  }
  turn.facts.push({ kind: 'signal-wait-replaced', ...other, by: turn.run.runId });
  return true;
}

/** A wait that this very turn has begun. */
function ownWait({ facts, run }: Turn, signal: string): { runId: string; hashedId: string } | null {
  for (const fact of facts) {
    if (fact.kind === 'wait-started' && fact.signal && fact.event === signal)
      return { runId: run.runId, hashedId: fact.step.hashedId };
  }
  return null;
}

/** `POST /v1/signals`: null when this is not a wait for a signal. */
export function decideSignal(
  run: RunState,
  hashedId: string,
  signal: { signal: string; data: unknown },
  at: Circumstances,
): JournalFact[] | null {
  const wait = run.pending.get(hashedId);
  if (run.ended || wait?.kind !== 'signal') return null;
  const turn = new Turn(run, at);
  turn.add({ kind: 'step-completed', step: wait.step, output: signal, attempt: 0, startedAt: null });
  turn.continueAfter(hashedId, wait.race);
  return turn.facts;
}
