/** Lines above the graph that say what it does not show. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { PastBanner } from '../view/past.tsx';

interface BannersProps {
  stale: boolean;
  overlay: Overlay | null;
  /** When the shown moment was, Unix milliseconds; null: live. */
  pastAt: number | null;
  post(message: FromWebview): void;
}

export function Banners({ stale, overlay, pastAt, post }: BannersProps): JSX.Element {
  const lost = overlay?.unmatchedSteps ?? [];
  return (
    <>
      <PastBanner at={pastAt} onLive={() => post({ kind: 'set-moment', seq: null })} />
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
