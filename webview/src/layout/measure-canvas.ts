/** Widths of texts in the fonts that the page really has. */
import { fonts, type MeasureText } from './measure.ts';

export function measureWithCanvas(family: string, codeFamily: string): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, role) => {
    const key = `${role} ${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const { size, weight, mono } = fonts[role];
    if (!context) return text.length * size * 0.62;
    context.font = `${weight} ${size}px ${mono ? codeFamily : family}`;
    const width = context.measureText(text).width;
    if (known.size > 5000) known.clear();
    known.set(key, width);
    return width;
  };
}
