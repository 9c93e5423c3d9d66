/** The verdict on each clause of an expression; one that cannot be read has a reason instead. */

import { messageOf } from '../../contract/error-text.ts';
import type { ClauseVerdict } from '../../contract/run.ts';
import { type EventView, explain } from '../../expressions/expression.ts';

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
