/** Lines above the picture that say what it does not show. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { Overlay } from '../overlay/overlay.ts';

export function Banners({ stale, overlay }: { stale: boolean; overlay: Overlay | null }): JSX.Element {
  const lost = overlay?.unmatchedSteps ?? [];
  return (
    <>
      {stale ? (
        <p class="sl-banner" role="status">
          {t('Code has errors – showing the last good graph')}
        </p>
      ) : null}
      {lost.length > 0 ? (
        <p class="sl-banner" role="status">
          {t(
            'The code has changed since this run: no place for {0}',
            lost.map((step) => `“${step.name}”`).join(', '),
          )}
        </p>
      ) : null}
    </>
  );
}

export interface EmptyStateProps {
  /** False: nothing is known yet, and nothing is said. */
  told: boolean;
  title?: string;
  message: string | null;
}

export function EmptyState({ told, title, message }: EmptyStateProps): JSX.Element {
  if (!told) return <div class="sl-empty" />;
  return (
    <div class="sl-empty">
      <h2>{t(title ?? 'No graph to show')}</h2>
      <p>
        {message ??
          t(
            'Put the cursor into an Inngest function, pick one above, or use “Graph” above a createFunction call.',
          )}
      </p>
    </div>
  );
}
