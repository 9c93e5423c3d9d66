/** The run as a whole, shown on the start node and on the end that it reached. */
import type { JSX } from 'preact';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses, type RunStatus } from '../../../runtime/src/contract/run.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { spanText } from '../view/time-text.ts';
import { Attached } from './attached.tsx';
import { JsonBlock } from './json-block.tsx';
import { Printed } from './printed.tsx';
import { ErrorBlock, Failures, StatusLine } from './step-details.tsx';

/** How a run's status is drawn. */
export const runLooks: Record<RunStatus, NodeStatus> = {
  queued: 'maybe-running',
  running: 'running',
  waiting: 'waiting',
  sleeping: 'sleeping',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'cancelled',
};

export function RunDetails(props: { run: RunProgress; post(message: FromWebview): void }): JSX.Element {
  const { run, post } = props;
  const ended = endedStatuses.has(run.status);
  return (
    <section class="sl-run" aria-label={t('Run')}>
      <h3>{t('This run')}</h3>
      <StatusLine
        status={runLooks[run.status]}
        text={run.endedAt === null ? '' : spanText(run.endedAt - (run.startedAt ?? run.queuedAt))}
      />
      <div class="sl-actions">
        {ended ? (
          <button type="button" class="sl-button" onClick={() => post({ kind: 'rerun', runId: run.runId })}>
            {t('Run again')}
          </button>
        ) : (
          <button
            type="button"
            class="sl-button sl-secondary"
            onClick={() => post({ kind: 'cancel-run', runId: run.runId })}
          >
            {t('Cancel run')}
          </button>
        )}
      </div>
      <dl class="sl-facts">
        <dt>{t('Run id')}</dt>
        <dd>
          <code>{run.runId}</code>
        </dd>
        <dt>{t('Event')}</dt>
        <dd>
          <code>{run.eventName}</code>
        </dd>
        <dt>{t('Started')}</dt>
        <dd>{new Date(run.startedAt ?? run.queuedAt).toLocaleString()}</dd>
      </dl>
      {run.defers?.length ? (
        <dl class="sl-facts">
          {run.defers.map(({ hashedId, name, functionId, status }) => (
            <>
              <dt key={hashedId}>{t('Defers')}</dt>
              <dd key={`${hashedId} what`}>
                <code>{name}</code> → <code>{functionId}</code>
                {status === 'after-run' ? null : ` (${status === 'aborted' ? t('aborted') : t('rejected')})`}
              </dd>
            </>
          ))}
        </dl>
      ) : null}
      <Attached metadata={run.metadata} />
      <Failures failures={run.failures} maxAttempts={run.maxAttempts} />
      {run.error && run.failures.length === 0 ? <ErrorBlock error={run.error} /> : null}
      {run.status === 'completed' ? <JsonBlock title={t('Output')} value={run.output ?? null} /> : null}
      <Printed logs={run.logs ?? []} naming />
    </section>
  );
}
