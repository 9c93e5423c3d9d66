/** Lines above the graph that say what it does not show. */
import type { JSX } from 'preact';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import { t } from '../l10n.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { Button } from '../view/button.tsx';

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
      {pastAt === null ? null : (
        <div class="sl-banner sl-past" role="status">
          <span>{t('Viewing the past: {0}', momentTimeText(pastAt, Date.now()))}</span>
          <Button look="link" onClick={() => post({ kind: 'set-moment', seq: null })}>
            {t('Back to Live')}
          </Button>
        </div>
      )}
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
