/** The active runs by state, for the status bar. Pure. */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { type ShownStatus, shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { activeRunsText } from '../format/counts.ts';
import { stateLook } from '../format/state-look.ts';
import { runStatusText } from '../format/step-status.ts';
import type { L10n } from '../l10n.ts';

/** What asks for attention first. */
const order: readonly ShownStatus[] = ['retrying', 'running', 'waiting', 'sleeping', 'queued'];

/** `text`: an icon and a number for each state; empty when nothing is active. `tooltip`: the same in words. */
export function activeRuns(active: readonly RunProgress[], l10n: L10n): { text: string; tooltip: string } {
  const counts = new Map<ShownStatus, number>();
  for (const run of active) {
    const status = shownStatus(run);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const shown = order.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [{ status, count }];
  });
  const words = shown.map(({ status, count }) => `${count} ${runStatusText(status, l10n)}`);
  return {
    text: shown.map(({ status, count }) => ` $(${stateLook(status).codicon}) ${count}`).join(''),
    tooltip: [activeRunsText(active.length, l10n), ...(words.length > 0 ? [words.join(', ')] : [])].join(
      ': ',
    ),
  };
}
