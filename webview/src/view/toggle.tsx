import type { JSX } from 'preact';
import { Button } from './button.tsx';

/** A button of the toolbar that stays pressed. */
export function Toggle(props: {
  pressed: boolean;
  name: string;
  onClick(): void;
  children: string;
}): JSX.Element {
  return (
    <Button look="tool" name={props.name} pressed={props.pressed} onClick={props.onClick}>
      {props.children}
    </Button>
  );
}
