/** The run as a whole, shown on the start node and on the end that it reached. */
import type { JSX } from 'preact';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { t } from '../l10n.ts';
import type { FromWebview } from '../protocol.ts';
import { ValueBlock } from '../values/value-block.tsx';
import { Button } from '../view/button.tsx';
import { runLooks } from '../view/draw/appearance.ts';
import { LiveOnly } from '../view/past.tsx';
import { Attached } from './attached.tsx';
import { ErrorBlock, Failures } from './failures.tsx';
import { Printed } from './printed.tsx';
import { StatusLine } from './status-line.tsx';

export function RunDetails(props: { run: RunProgress; post(message: FromWebview): void }): JSX.Element {
  const { run, post } = props;
  const ended = endedStatuses.has(run.status);
  return (
    <section class="sl-run" aria-label={t('Run')}>
      <h3>{t('This run')}</h3>
      <StatusLine
        status={runLooks[shownStatus(run)]}
        text={run.endedAt === null ? '' : durationText(run.endedAt - (run.startedAt ?? run.queuedAt))}
      />
      <LiveOnly>
        <div class="sl-actions">
          {ended ? (
            <Button look="primary" onClick={() => post({ kind: 'rerun', runId: run.runId })}>
              {t('Rerun')}
            </Button>
          ) : (
            <Button look="secondary" onClick={() => post({ kind: 'cancel-run', runId: run.runId })}>
              {t('Cancel Run')}
            </Button>
          )}
        </div>
      </LiveOnly>
      <Button look="link" onClick={() => post({ kind: 'open-run', runId: run.runId })}>
        {t('Open Run')}
      </Button>
      <dl class="sl-facts">
        <dt>{t('Run ID')}</dt>
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
      {run.status === 'completed' ? (
        <ValueBlock title={t('Output')} value={run.output ?? null} code="output" />
      ) : null}
      <Printed logs={run.logs ?? []} naming />
    </section>
  );
}
