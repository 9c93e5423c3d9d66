/** A part of the page that folds. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface SectionProps {
  title: string;
  /** Beside the title. */
  note?: string;
  isOpen: boolean;
  /** Brought into view whenever this becomes another value; null: never. */
  revealed: unknown;
  onToggle(isOpen: boolean): void;
  children?: ComponentChildren;
}

export function Section(props: SectionProps): JSX.Element {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!props.revealed) return;
    element.current?.scrollIntoView({ block: 'start' });
    element.current?.querySelector('summary')?.focus();
  }, [props.revealed]);
  return (
    <details
      ref={element}
      class="sl-section"
      open={props.isOpen}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== props.isOpen) props.onToggle(open);
      }}
    >
      <summary>
        <h3>{props.title}</h3>
        {props.note ? <span class="sl-quiet">{props.note}</span> : null}
      </summary>
      {props.isOpen ? props.children : null}
    </details>
  );
}
