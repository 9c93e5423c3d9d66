/** Whether the page shows a run in its past, or one that is read-only: what acts on the run is then left out. */
import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import { t } from '../l10n.ts';
import { Button } from './button.tsx';

export const InPast = createContext(false);

/** Whether nothing can be sent to the shown run. */
export const ReadOnly = createContext(false);

/** @param children buttons that act on the run as it is now. */
export function LiveOnly({ children }: { children: ComponentChildren }): ComponentChildren {
  const isPast = useContext(InPast);
  return useContext(ReadOnly) || isPast ? null : children;
}

/** Says that the page shows a run in its past, and leads back. @param at Unix milliseconds of the shown moment; null: live. */
export function PastBanner({ at, onLive }: { at: number | null; onLive(): void }): JSX.Element | null {
  if (at === null) return null;
  return (
    <div class="sl-banner sl-past" role="status">
      <span>{t('Viewing the past: {0}', momentTimeText(at, Date.now()))}</span>
      <Button look="link" onClick={onLive}>
        {t('Back to Live')}
      </Button>
    </div>
  );
}
