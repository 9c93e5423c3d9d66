/** Why a queued run cannot start yet. Pure. */
import type { RuntimeStatus } from '../../../runtime/src/contract/api.ts';
import { remainingText } from '../../../runtime/src/contract/duration-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunWhy } from '../../../runtime/src/contract/why.ts';
import type { L10n } from '../l10n.ts';

/** From what the runtime says about its apps; null when nothing there blocks the run. */
export function unservedReason(run: RunProgress, status: RuntimeStatus | null, l10n: L10n): string | null {
  if (run.status !== 'queued' || status === null) return null;
  const app = status.apps.find((candidate) => candidate.appId === run.appId && candidate.problem !== null);
  const isServed = status.apps.some(
    (candidate) => candidate.status === 'ok' && candidate.functions.some(({ id }) => id === run.functionId),
  );
  if (isServed) return null;
  const { host } = status;
  if (host.status === 'failed' && host.problem) return host.problem.message.split('\n', 1)[0] ?? null;
  if (host.status === 'starting' || host.status === 'reloading') {
    return l10n.t('functions are loading');
  }
  return app?.problem ?? l10n.t('no running app serves this function');
}

/**
 * From the runtime's explanation of the run; null when it names no reason.
 *
 * @param now Unix milliseconds of the runtime's clock.
 * @param nameOf the name of a run's function.
 */
export function blockedReason(
  { held, dueAt }: Pick<RunWhy, 'held' | 'dueAt'>,
  now: number,
  nameOf: (runId: string) => string,
  l10n: L10n,
): string | null {
  if (held?.by === 'concurrency') {
    const names = [...new Set(held.holders.map(nameOf))].join(', ');
    return names === ''
      ? l10n.t('blocked by concurrency limit of {0}', held.limit)
      : l10n.t('blocked by concurrency limit of {0} (running: {1})', held.limit, names);
  }
  if (held?.by === 'throttle') return l10n.t('throttled, starts in {0}', remainingText(held.until - now));
  if (held?.by === 'requests') return l10n.t('blocked by limit of {0} concurrent requests', held.limit);
  if (held?.by === 'workers') return l10n.t('all workers of the app are busy');
  if (held?.by === 'no-app') return l10n.t('no running app serves this function');
  return dueAt === null ? null : l10n.t('starts in {0}', remainingText(dueAt - now));
}
