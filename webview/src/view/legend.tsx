/** What every legend is made of. */
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../l10n.ts';
import type { EdgeLook } from './draw/appearance.ts';
import type { IconName } from './draw/icons.ts';
import { type PaintRole, themePaint } from './draw/paint.ts';
import { Icon } from './icon.tsx';
import { PanelHeader } from './panel-header.tsx';

export function Legend(props: { onClose(): void; children: ComponentChildren }): JSX.Element {
  return (
    <section class="sl-legend" aria-label={t('Legend')}>
      <PanelHeader title={t('Legend')} onClose={props.onClose} />
      {props.children}
    </section>
  );
}

export interface LegendEntryProps {
  icon: IconName;
  color: PaintRole;
  /** The word beside the icon, where the picture has one. */
  word?: string;
  meaning: string;
}

export function LegendEntry({ icon, color, word, meaning }: LegendEntryProps): JSX.Element {
  return (
    <li>
      <Icon name={icon} color={color} />
      {word === undefined ? null : (
        <>
          <b>{t(word)}</b>{' '}
        </>
      )}
      <span>{t(meaning)}</span>
    </li>
  );
}

export function LegendEdges({ looks }: { looks: readonly (EdgeLook & { bold?: boolean })[] }): JSX.Element {
  return (
    <>
      <h3>{t('Edges')}</h3>
      <ul>
        {looks.map(({ color, dash, meaning, bold }) => (
          <li key={meaning}>
            <svg width="28" height="16" aria-hidden="true">
              <path
                d="M1 8h24"
                stroke={themePaint[color]}
                stroke-width={bold ? '2.5' : '1.5'}
                stroke-dasharray={dash ?? undefined}
              />
            </svg>
            <span>{t(meaning)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** @param keys which keys do what, in their order. */
export function LegendKeys({
  keys,
}: {
  keys: readonly [keys: readonly string[], action: string][];
}): JSX.Element {
  return (
    <>
      <h3>{t('Keys')}</h3>
      <p>
        {keys.map(([names, action], index) => (
          <span key={action}>
            {index > 0 ? ' · ' : null}
            {names.map((name) => (
              <>
                <kbd key={name}>{name}</kbd>{' '}
              </>
            ))}
            {t(action)}
          </span>
        ))}
      </p>
    </>
  );
}
