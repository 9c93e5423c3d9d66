/** Every button among HTML. */
import type { ComponentChildren, JSX } from 'preact';
import type { IconName } from './draw/icons.ts';
import { Icon } from './icon.tsx';

const classes = {
  primary: 'sl-button',
  secondary: 'sl-button sl-secondary',
  /** In a toolbar, with a word. */
  tool: 'sl-icon-button sl-wide',
  /** In a toolbar or a header, with an icon only: needs a name. */
  sign: 'sl-icon-button',
  link: 'sl-link-button',
  entry: 'sl-map-entry',
} as const;

export interface ButtonProps {
  look: keyof typeof classes;
  /** For screen readers and as the tooltip, where the content does not say what the button does. */
  name?: string;
  /** Only as the tooltip. */
  tip?: string;
  icon?: IconName;
  /** Present on buttons that stay pressed. */
  pressed?: boolean;
  /** The entry of a list that is shown now. */
  current?: boolean;
  class?: string;
  onClick(): void;
  children?: ComponentChildren;
}

export function Button(props: ButtonProps): JSX.Element {
  const { look, name, tip = name, icon, pressed, current } = props;
  return (
    <button
      type="button"
      class={props.class ? `${classes[look]} ${props.class}` : classes[look]}
      title={tip}
      aria-label={name}
      aria-pressed={pressed}
      aria-current={current ? 'true' : undefined}
      onClick={props.onClick}
    >
      {icon ? <Icon name={icon} size={look === 'sign' ? 16 : 14} /> : null}
      {props.children}
    </button>
  );
}
