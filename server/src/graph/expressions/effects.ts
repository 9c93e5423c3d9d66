/** What evaluating an expression does, in two parts: a promise that is not awaited runs beside the code that follows. */
import { type Block, emptyBlock, sequence } from '../block.ts';
import type { Draft } from '../draft.ts';

export interface Effects {
  /** What has happened by the time the expression has its value. */
  readonly now: Block;
  /** What has been started: the value is a promise of its result. */
  readonly work: Block;
}

export const nothing: Effects = { now: emptyBlock, work: emptyBlock };

export function atOnce(now: Block): Effects {
  return { now, work: emptyBlock };
}

export function started(work: Block, now: Block = emptyBlock): Effects {
  return { now, work };
}

/** Both parts in sequence: the effects of awaiting the value. */
export function awaited({ now, work }: Effects, draft: Draft): Block {
  return work.entry.kind === 'empty' ? now : sequence(draft, [now, work]);
}
