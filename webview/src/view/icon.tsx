/** An icon among HTML. Says nothing to screen readers: the text beside it, or its button, does. */
import type { JSX } from 'preact';
import { StrokeIcon } from './draw/draw-box.tsx';
import type { IconName } from './draw/icons.ts';
import { type PaintRole, themePaint } from './draw/paint.ts';

export interface IconProps {
  name: IconName;
  /** The text's color when absent. */
  color?: PaintRole;
  size?: number;
  spinning?: boolean;
  class?: string;
}

export function Icon({ name, color, size = 16, spinning = false, class: className }: IconProps): JSX.Element {
  return (
    <svg class={className} width={size} height={size} aria-hidden="true">
      <StrokeIcon
        x={0}
        y={0}
        scale={size / 16}
        icon={name}
        color={color === undefined ? 'currentColor' : themePaint[color]}
        spinning={spinning}
      />
    </svg>
  );
}
