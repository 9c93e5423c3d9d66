/** A state with its icon. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import { statusLooks } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';

export function StatusLine({ status, text }: { status: NodeStatus; text: string }): JSX.Element {
  const look = statusLooks[status];
  return (
    <p class="sl-status">
      <Icon name={look.icon} color={look.color} spinning={look.animated} />
      <b>{t(look.word)}</b>
      {text ? <span class="sl-quiet">{text}</span> : null}
    </p>
  );
}
