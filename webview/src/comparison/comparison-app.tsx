/** The page that compares two runs: both of them, where they part first, and a table of their steps. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { divergenceText } from '../../../runtime/src/history/comparison-text.ts';
import type { Side } from '../../../runtime/src/history/run-comparison.ts';
import type { Channel } from '../channel.ts';
import type {
  ComparedHead,
  ComparisonPanelState,
  FromComparison,
  ShownComparison,
  ToComparison,
} from '../comparison-protocol.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import { runLooks, statusLooks } from '../view/draw/appearance.ts';
import { EmptyState } from '../view/empty-state.tsx';
import { Icon } from '../view/icon.tsx';
import { Toggle } from '../view/toggle.tsx';
import { useMessages } from '../view/use-messages.ts';
import { ComparisonTable } from './comparison-table.tsx';

export interface ComparisonAppProps {
  channel: Channel<ToComparison, FromComparison, ComparisonPanelState>;
}

export function ComparisonApp({ channel }: ComparisonAppProps): JSX.Element {
  const [shown, setShown] = useState<ToComparison | null>(null);
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  useMessages(channel, setShown);
  const comparison = shown?.comparison ?? null;
  useEffect(() => {
    if (comparison) channel.save({ version: 1, a: comparison.a.runId, b: comparison.b.runId });
  }, [comparison?.a.runId, comparison?.b.runId]);
  if (!comparison) {
    return (
      <main class="sl-page">
        <EmptyState known={shown !== null} title={t('No runs to compare')} message={shown?.message ?? ''} />
      </main>
    );
  }
  return (
    <main class="sl-page sl-comparison">
      <header class="sl-run-head">
        <div class="sl-run-title">
          <h1>{t('{0}: two runs', comparison.functionName)}</h1>
          <div class="sl-run-actions">
            <Toggle
              pressed={onlyDifferences}
              name={t('Only Differences: hide steps that are the same')}
              onClick={() => setOnlyDifferences(!onlyDifferences)}
            >
              {t('Only Differences')}
            </Toggle>
            <Button look="secondary" onClick={() => channel.post({ kind: 'swap' })}>
              {t('Swap A and B')}
            </Button>
            <Button look="secondary" onClick={() => channel.post({ kind: 'show-on-graph' })}>
              {t('Show on Graph')}
            </Button>
          </div>
        </div>
        <ul class="sl-compared">
          <Run side="a" head={comparison.a} post={channel.post} />
          <Run side="b" head={comparison.b} post={channel.post} />
        </ul>
        <First comparison={comparison} post={channel.post} />
      </header>
      <ComparisonTable comparison={comparison} onlyDifferences={onlyDifferences} post={channel.post} />
    </main>
  );
}

interface RunProps {
  side: Side;
  head: ComparedHead;
  post(message: FromComparison): void;
}

function Run({ side, head, post }: RunProps): JSX.Element {
  const look = statusLooks[head.status === 'retrying' ? 'retrying' : runLooks[head.status]];
  const letter = side.toUpperCase();
  return (
    <li>
      <span class={`sl-letter sl-letter-${side}`}>{letter}</span>
      <Icon name={look.icon} color={look.color} spinning={look.animated} />
      <span>{t(head.status)}</span>
      {head.took === null ? null : <span>{durationText(head.took)}</span>}
      <span class="sl-quiet">{new Date(head.queuedAt).toLocaleString()}</span>
      {head.imported ? <strong>{t('imported')}</strong> : null}
      <Button
        look="link"
        name={t('Open Run {0}: {1}', letter, head.runId)}
        onClick={() => post({ kind: 'open-run', side })}
      >
        <code>{head.runId}</code>
      </Button>
    </li>
  );
}

function First({ comparison, post }: { comparison: ShownComparison; post: RunProps['post'] }): JSX.Element {
  const { first } = comparison;
  const isStep = first !== null && comparison.rows[first]?.kind === 'step';
  return (
    <p class="sl-first" role="status">
      <strong>{divergenceText(comparison.comparison, t)}</strong>
      {first !== null && isStep ? (
        <Button look="primary" onClick={() => post({ kind: 'open-code', row: first })}>
          {t('Go to Step')}
        </Button>
      ) : null}
    </p>
  );
}
