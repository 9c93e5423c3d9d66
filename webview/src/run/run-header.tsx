/** The head of the page: which run it is, how it is, and what can be done with it. */
import type { JSX } from 'preact';
import { durationText, elapsedText } from '../../../runtime/src/contract/duration-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import { t } from '../l10n.ts';
import type { FromRunPage, RunCommand, ShownFacts } from '../run-protocol.ts';
import { Button } from '../view/button.tsx';
import { CopyButton } from '../view/copy-button.tsx';
import { runLooks, statusLooks } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';
import { LiveOnly } from '../view/past.tsx';

export interface RunHeaderProps {
  facts: ShownFacts;
  now: number;
  post(message: FromRunPage): void;
}

export function RunHeader({ facts, now, post }: RunHeaderProps): JSX.Element {
  const { progress } = facts;
  const look = statusLooks[runLooks[facts.status]];
  const { runId, appId, sdk } = progress;
  return (
    <header class="sl-run-head">
      <div class="sl-run-title">
        <Icon name={look.icon} color={look.color} size={20} spinning={look.animated} />
        <h1>{progress.functionName}</h1>
        <RunActions facts={facts} post={post} />
      </div>
      <dl class="sl-run-facts">
        <Fact name={t('Status')} value={t(facts.status)} />
        <Fact name={t('Duration')} value={spanText(progress, now)} />
        <Fact
          name={t('Queued')}
          value={new Date(progress.queuedAt).toLocaleString()}
          more={t('{0} ago', elapsedText(now - progress.queuedAt))}
        />
        <Fact name={t('Event')} value={progress.eventName} code />
        {facts.importedFrom ? <Imported from={facts.importedFrom} /> : null}
        <Fact name={t('App')} value={appId} more={sdk === null ? '' : `SDK ${sdk.replace(/^js:/, '')}`} />
        <div>
          <dt>{t('Run ID')}</dt>
          <dd>
            <code>{runId}</code> <CopyButton text={() => runId} name={t('Copy Run ID')} />
          </dd>
        </div>
      </dl>
    </header>
  );
}

/** Says that the run was not executed here: it is a copy. */
function Imported({ from }: { from: NonNullable<ShownFacts['importedFrom']> }): JSX.Element {
  const commit = from.commit === undefined ? '' : t('commit {0}', from.commit.slice(0, 10));
  return <Fact name={t('Imported')} value={t('read-only, from {0}', from.engine)} more={commit} />;
}

function Fact(props: { name: string; value: string; more?: string; code?: boolean }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.code ? <code>{props.value}</code> : props.value}
        {props.more ? <span class="sl-quiet"> · {props.more}</span> : null}
      </dd>
    </div>
  );
}

function spanText({ queuedAt, startedAt, endedAt }: RunProgress, now: number): string {
  if (startedAt === null && endedAt === null) return t('not started');
  const time = (endedAt ?? now) - (startedAt ?? queuedAt);
  return durationText(endedAt === null ? Math.floor(time / 1000) * 1000 : time);
}

interface ActionsProps {
  facts: ShownFacts;
  post(message: FromRunPage): void;
}

function RunActions({ facts, post }: ActionsProps): JSX.Element {
  const { progress, abilities } = facts;
  const act = (command: RunCommand) => (): void => post({ kind: 'command', command });
  return (
    <div class="sl-run-actions">
      <LiveOnly>
        <LiveActions progress={progress} act={act} />
      </LiveOnly>
      {abilities.hasCode ? (
        <Button look="secondary" onClick={() => post({ kind: 'show-on-graph', hashedId: null })}>
          {t('Show on Graph')}
        </Button>
      ) : null}
      {abilities.canCompare ? (
        <Button look="secondary" onClick={act('compare')}>
          {t('Compare with…')}
        </Button>
      ) : null}
      {abilities.canExport ? (
        <Button look="secondary" onClick={act('export')}>
          {t('Export Run…')}
        </Button>
      ) : null}
    </div>
  );
}

function LiveActions(props: { progress: RunProgress; act(command: RunCommand): () => void }): JSX.Element {
  const { progress, act } = props;
  const ended = endedStatuses.has(progress.status);
  return (
    <>
      {ended ? (
        <Button look="primary" onClick={act('rerun')}>
          {t('Rerun')}
        </Button>
      ) : null}
      {progress.status === 'failed' ? (
        <Button look="secondary" onClick={act('rerun-from-failure')}>
          {t('Rerun from Failure')}
        </Button>
      ) : null}
      {progress.retryAt === null ? null : (
        <Button look="primary" onClick={act('retry-now')}>
          {t('Retry Now')}
        </Button>
      )}
      {ended ? null : (
        <Button look="secondary" onClick={act('cancel-run')}>
          {t('Cancel Run')}
        </Button>
      )}
    </>
  );
}
