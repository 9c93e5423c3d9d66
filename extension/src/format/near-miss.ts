/** Why the newest event with the awaited name did not resume a wait. Pure. */

import type { WaitProgress } from '../../../runtime/src/contract/progress.ts';
import { nearMissText } from '../../../runtime/src/contract/wording/near-miss-text.ts';
import type { L10n } from '../l10n.ts';

/** `got "upload-2", waits for "upload-1"`; null when no such event has come. */
export function newestMissText(wait: WaitProgress, l10n: L10n): string | null {
  return nearMissText(wait.nearMisses.at(-1)?.clauses ?? [], l10n);
}
