/** An expression's clauses with what each was worth; one that cannot be read says so. */
import type { ClauseVerdict } from '../../contract/run.ts';
import { type EventView, explain } from '../../expressions/expression.ts';
import { messageOf } from '../../text/error-message.ts';

export function explained(
  text: string,
  event: EventView,
  candidate: EventView | null,
  now: number,
): ClauseVerdict[] {
  try {
    return explain(text, event, candidate, now);
  } catch (error) {
    const reason = messageOf(error);
    return [{ expression: text, result: null, reason }];
  }
}
