/** Why a run has not begun, from what the runtime says about its apps. Pure. */
import type { RuntimeStatus } from '../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import type { Words } from './words.ts';

/** Null when nothing is known that keeps it. */
export function queuedReason(run: RunProgress, status: RuntimeStatus | null, l10n: Words): string | null {
  if (run.status !== 'queued' || status === null) return null;
  const app = status.apps.find((candidate) => candidate.appId === run.appId && candidate.problem !== null);
  const isServed = status.apps.some(
    (candidate) => candidate.status === 'ok' && candidate.functions.some(({ id }) => id === run.functionId),
  );
  if (isServed) return null;
  const { host } = status;
  if (host.status === 'failed' && host.problem) return host.problem.message.split('\n', 1)[0] ?? null;
  if (host.status === 'starting' || host.status === 'reloading') {
    return l10n.t('the functions are being loaded');
  }
  return app?.problem ?? l10n.t('no running app serves the function');
}
