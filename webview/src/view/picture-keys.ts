/** What a key means in a picture. */
import type { Direction } from './neighbor.ts';

export type KeyAction =
  | { kind: 'go'; direction: Direction }
  /** In CSS pixels. */
  | { kind: 'pan'; x: number; y: number }
  | { kind: 'zoom'; factor: number }
  | { kind: 'fit' }
  | { kind: 'open' }
  | { kind: 'select' }
  | { kind: 'leave' };

const arrows: Record<string, { direction: Direction; x: number; y: number }> = {
  ArrowUp: { direction: 'up', x: 0, y: 80 },
  ArrowDown: { direction: 'down', x: 0, y: -80 },
  ArrowLeft: { direction: 'left', x: 80, y: 0 },
  ArrowRight: { direction: 'right', x: -80, y: 0 },
};

const others: Record<string, KeyAction> = {
  '+': { kind: 'zoom', factor: 1.25 },
  '=': { kind: 'zoom', factor: 1.25 },
  '-': { kind: 'zoom', factor: 0.8 },
  '0': { kind: 'fit' },
  Enter: { kind: 'open' },
  ' ': { kind: 'select' },
  Escape: { kind: 'leave' },
};

/** Null: not for the picture. */
export function keyAction(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): KeyAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const arrow = arrows[event.key];
  if (!arrow) return others[event.key] ?? null;
  const { direction, x, y } = arrow;
  return event.shiftKey ? { kind: 'pan', x, y } : { kind: 'go', direction };
}
