/** Numbers of runs and the like, in singular and plural. Pure. */
import type { L10n } from '../l10n.ts';

export function runsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', count);
}

export function functionsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 function') : l10n.t('{0} functions', count);
}

/** What an event starts: up to two names, else how many. Empty when it starts nothing. */
export function startsText(functions: readonly { name: string; app?: string }[], l10n: L10n): string {
  if (functions.length === 0) return '';
  if (functions.length <= 2) return l10n.t('starts {0}', functions.map(({ name }) => name).join(', '));
  const apps = new Set(functions.map(({ app }) => app)).size;
  return apps === 1
    ? l10n.t('starts {0} functions', functions.length)
    : l10n.t('starts {0} functions in {1} apps', functions.length, apps);
}

export function activeRunsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 active run') : l10n.t('{0} active runs', count);
}
