/** Explains the map, from the same tables that draw it. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import { StrokeIcon } from '../view/draw/draw-box.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { looseLook, type MapLook, mapEdgeLooks, mapLooks } from './map-text.ts';

export function MapLegend({ onClose }: { onClose(): void }): JSX.Element {
  const looks: MapLook[] = [...Object.values(mapLooks), looseLook];
  return (
    <section class="sl-legend" aria-label={t('Legend')}>
      <header>
        <h2>{t('Legend')}</h2>
        <button type="button" class="sl-icon-button" aria-label={t('Close legend')} onClick={onClose}>
          <svg width="16" height="16" aria-hidden="true">
            <StrokeIcon x={0} y={0} scale={1} icon="cross" color="currentColor" />
          </svg>
        </button>
      </header>
      <ul>
        {looks.map(({ icon, color, meaning }) => (
          <li key={meaning}>
            <svg width="16" height="16" aria-hidden="true">
              <StrokeIcon x={0} y={0} scale={1} icon={icon} color={themePaint[color]} />
            </svg>
            <span>{t(meaning)}</span>
          </li>
        ))}
      </ul>
      <h3>{t('Edges')}</h3>
      <ul>
        {Object.values(mapEdgeLooks).map(({ color, dash, meaning }) => (
          <li key={meaning}>
            <svg width="28" height="16" aria-hidden="true">
              <path
                d="M1 8h24"
                stroke={themePaint[color]}
                stroke-width="1.5"
                stroke-dasharray={dash ?? undefined}
              />
            </svg>
            <span>{t(meaning)}</span>
          </li>
        ))}
      </ul>
      <h3>{t('Keys')}</h3>
      <p>
        <kbd>←↑→↓</kbd> {t('follow edges')} · <kbd>Space</kbd> {t('details')} · <kbd>Enter</kbd>{' '}
        {t('only its neighbours')} · <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> {t('zoom, fit')} · <kbd>Esc</kbd>{' '}
        {t('back')}
      </p>
    </section>
  );
}
