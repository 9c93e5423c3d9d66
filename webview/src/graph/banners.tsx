/** Lines above the graph that say what it does not show. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { Overlay } from '../overlay/overlay.ts';

export function Banners({ stale, overlay }: { stale: boolean; overlay: Overlay | null }): JSX.Element {
  const lost = overlay?.unmatchedSteps ?? [];
  return (
    <>
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
