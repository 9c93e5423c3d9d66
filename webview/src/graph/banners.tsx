/** Lines above the graph that say what it does not show. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { GraphComparison } from '../overlay/graph-comparison.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { Button } from '../view/button.tsx';
import { PastBanner } from '../view/past.tsx';

interface BannersProps {
  stale: boolean;
  overlay: Overlay | null;
  comparison: GraphComparison | null;
  /** When the shown moment was, Unix milliseconds; null: live. */
  pastAt: number | null;
  post(message: FromWebview): void;
}

export function Banners({ stale, overlay, comparison, pastAt, post }: BannersProps): JSX.Element {
  const lost = overlay?.unmatchedSteps ?? [];
  return (
    <>
      <PastBanner at={pastAt} onLive={() => post({ kind: 'set-moment', seq: null })} />
      {comparison ? (
        <div class="sl-banner sl-past" role="status">
          <span>{t('Comparing A (…{0}) with B (…{1})', comparison.a.slice(-4), comparison.b.slice(-4))}</span>
          <Button look="link" onClick={() => post({ kind: 'stop-comparing' })}>
            {t('Stop Comparing')}
          </Button>
        </div>
      ) : null}
      {stale ? <Banner text={t('The code has errors. Showing the last valid graph.')} /> : null}
      {lost.length > 0 ? (
        <Banner
          text={t(
            'The code has changed since this run. Steps not in the graph: {0}.',
            lost.map((step) => `“${step.name}”`).join(', '),
          )}
        />
      ) : null}
    </>
  );
}

function Banner({ text }: { text: string }): JSX.Element {
  return (
    <p class="sl-banner" role="status">
      {text}
    </p>
  );
}
