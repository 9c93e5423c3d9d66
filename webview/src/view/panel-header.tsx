/** The header of a panel beside the picture: its title and the close button. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import { Button } from './button.tsx';
import type { IconName } from './draw/icons.ts';
import type { PaintRole } from './draw/paint.ts';
import { Icon } from './icon.tsx';

export interface PanelHeaderProps {
  look?: { icon: IconName; color: PaintRole };
  title: string;
  /** The title is code. */
  code?: boolean;
  onClose(): void;
}

export function PanelHeader({ look, title, code, onClose }: PanelHeaderProps): JSX.Element {
  return (
    <header>
      {look ? <Icon name={look.icon} color={look.color} size={18} /> : null}
      <h2 class={code ? 'sl-code' : undefined}>{title}</h2>
      <Button look="sign" name={t('Close')} icon="cross" onClick={onClose} />
    </header>
  );
}
