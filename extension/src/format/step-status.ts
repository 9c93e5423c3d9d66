/** The states of a step, as the user reads them. Pure. */
import type { StepProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { ShownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { L10n } from '../l10n.ts';

export function stepStatusText(status: StepStatus, l10n: L10n): string {
  switch (status) {
    case 'planned':
      return l10n.t('planned');
    case 'running':
      return l10n.t('running');
    case 'retrying':
      return l10n.t('retrying');
    case 'waiting':
      return l10n.t('waiting');
    case 'sleeping':
      return l10n.t('sleeping');
    case 'completed':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'timed-out':
      return l10n.t('timed out');
    case 'cancelled':
      return l10n.t('cancelled');
  }
}

export function runStatusText(status: ShownStatus, l10n: L10n): string {
  switch (status) {
    case 'queued':
      return l10n.t('queued');
    case 'completed':
      return l10n.t('completed');
    case 'skipped':
      return l10n.t('skipped');
    default:
      return stepStatusText(status, l10n);
  }
}

/** For a step of a rerun that was not executed again; null for any other. */
export function reusedText({ takenOver }: Pick<StepProgress, 'takenOver'>, l10n: L10n): string | null {
  if (!takenOver) return null;
  return takenOver.edited ? l10n.t('edited result') : l10n.t('reused from the original run');
}
