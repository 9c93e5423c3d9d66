/** Why an event did not resume a wait. Pure. */
import type { WaitProgress } from '../../../runtime/src/contract/progress.ts';
import type { ClauseVerdict } from '../../../runtime/src/contract/run.ts';
import type { L10n } from '../l10n.ts';
import { literal } from './values.ts';

/** The clauses that the newest event with the awaited name failed; empty when there was none. */
export function blamedClauses(wait: WaitProgress): readonly ClauseVerdict[] {
  const newest = wait.nearMisses.at(-1);
  return newest ? newest.clauses.filter((clause) => clause.result !== true) : [];
}

/** `event.data.upload_id == async.data.upload_id was false: "u-1" and "u-2"`. */
export function clauseText(clause: ClauseVerdict, l10n: L10n): string {
  if (clause.result === null) {
    return l10n.t('{0} could not be evaluated: {1}', clause.expression, clause.reason ?? '?');
  }
  if (clause.left === undefined || clause.right === undefined) {
    return l10n.t('{0} was false', clause.expression);
  }
  return l10n.t(
    '{0} was false: {1} and {2}',
    clause.expression,
    literal(clause.left.value, 40),
    literal(clause.right.value, 40),
  );
}
