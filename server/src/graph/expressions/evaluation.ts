/** An expression in two parts, because a promise that is not awaited goes on beside the code that follows. */
import { type Block, sequence, through } from '../block.ts';
import type { Draft } from '../draft.ts';

export interface Evaluation {
  /** What has happened when the expression has its value. */
  readonly now: Block;
  /** What has been started: the value is a promise of it. */
  readonly work: Block;
}

export const nothing: Evaluation = { now: through, work: through };

export function atOnce(now: Block): Evaluation {
  return { now, work: through };
}

export function started(work: Block, now: Block = through): Evaluation {
  return { now, work };
}

/** Both parts, one after the other: what `await` makes of it. */
export function awaited({ now, work }: Evaluation, draft: Draft): Block {
  return work.entry.kind === 'through' ? now : sequence(draft, [now, work]);
}
