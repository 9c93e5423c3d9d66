/** How the Runs view groups runs. Pure. */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import { runsText } from '../format/counts.ts';
import type { L10n } from '../l10n.ts';

export const groupings = ['time', 'function'] as const;
export type Grouping = (typeof groupings)[number];

export interface RunGroup {
  /** Unique among the groups, and the same as long as the group means the same. */
  key: string;
  label: string;
  description: string;
  /** In the order of the list. */
  runs: RunProgress[];
}

/** @param runs newest first. @param now Unix milliseconds; days are those of this machine. */
export function groupRuns(runs: readonly RunProgress[], by: Grouping, now: number, l10n: L10n): RunGroup[] {
  return by === 'time' ? groupByTime(runs, now, l10n) : groupByFunction(runs, l10n);
}

/** A group of its own, whatever they are grouped by; none without imported runs. */
export function importedGroup(runs: RunProgress[], l10n: L10n): RunGroup[] {
  if (runs.length === 0) return [];
  return [{ key: 'imported', label: l10n.t('Imported'), description: countsText(runs, l10n), runs }];
}

const day = 86_400_000;

function groupByTime(runs: readonly RunProgress[], now: number, l10n: L10n): RunGroup[] {
  const today = new Date(now).setHours(0, 0, 0, 0);
  // A day may have 23 or 25 hours.
  const daysAgo = (count: number) => new Date(today - count * day + day / 2).setHours(0, 0, 0, 0);
  const periods: [key: string, label: string, from: number][] = [
    ['today', l10n.t('Today'), today],
    ['yesterday', l10n.t('Yesterday'), daysAgo(1)],
    ['week', l10n.t('Last 7 Days'), daysAgo(7)],
    ['month', l10n.t('Last 30 Days'), daysAgo(30)],
    ['older', l10n.t('Older'), Number.NEGATIVE_INFINITY],
  ];
  const byPeriod = Map.groupBy(runs, ({ queuedAt }) => periods.find(([, , from]) => queuedAt >= from)![0]);
  return periods.flatMap(([key, label]) => {
    const found = byPeriod.get(key);
    return found ? [{ key, label, description: countsText(found, l10n), runs: found }] : [];
  });
}

/** By name, so that groups stay where they are when runs start. */
function groupByFunction(runs: readonly RunProgress[], l10n: L10n): RunGroup[] {
  const groups = [...Map.groupBy(runs, ({ functionId }) => functionId)].map(([functionId, found]) => {
    const { functionName, appId } = found[0]!;
    return { key: functionId, label: functionName, appId, runs: found };
  });
  const sameName = Map.groupBy(groups, ({ label }) => label);
  return groups
    .sort((a, b) => a.label.localeCompare(b.label) || a.key.localeCompare(b.key))
    .map(({ key, label, appId, runs: found }) => {
      const isRepeated = (sameName.get(label)?.length ?? 0) > 1;
      const counts = countsText(found, l10n);
      return { key, label, description: isRepeated ? `${counts} · ${appId}` : counts, runs: found };
    });
}

function countsText(runs: readonly RunProgress[], l10n: L10n): string {
  const active = runs.filter(({ status }) => !endedStatuses.has(status)).length;
  const failed = runs.filter(({ status }) => status === 'failed').length;
  return [
    runsText(runs.length, l10n),
    ...(active > 0 ? [l10n.t('{0} active', active)] : []),
    ...(failed > 0 ? [l10n.t('{0} failed', failed)] : []),
  ].join(' · ');
}
