import type { JSX } from 'preact';

/** A button of the toolbar that stays pressed. */
export function Toggle(props: {
  pressed: boolean;
  name: string;
  onClick(): void;
  children: string;
}): JSX.Element {
  return (
    <button
      type="button"
      class="sl-icon-button sl-wide"
      aria-pressed={props.pressed}
      title={props.name}
      aria-label={props.name}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
