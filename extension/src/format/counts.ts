/** Numbers of runs and the like, in singular and plural. Pure. */
import type { L10n } from '../l10n.ts';

export function runsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', count);
}

export function activeRunsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 active run') : l10n.t('{0} active runs', count);
}
