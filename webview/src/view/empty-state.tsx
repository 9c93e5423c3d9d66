/** In place of a picture when there is none. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';

export interface EmptyStateProps {
  /** False: nothing is known yet, and nothing is said. */
  known: boolean;
  title: string;
  message: string;
}

export function EmptyState({ known: told, title, message }: EmptyStateProps): JSX.Element {
  if (!told) return <div class="sl-empty" />;
  return (
    <div class="sl-empty">
      <h2>{t(title)}</h2>
      <p>{t(message)}</p>
    </div>
  );
}
