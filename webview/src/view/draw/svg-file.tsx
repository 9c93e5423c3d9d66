/** A picture as a file of its own: no style sheet, no script, colors written out. Needs no browser. */
import type { JSX } from 'preact';
import type { Layout } from '../../layout/layout.ts';
import type { Paint } from './paint.ts';
import { svgText } from './svg-text.ts';

export interface SvgFile {
  layout: Layout;
  paint: Paint;
  title: string;
  /** For screen readers. */
  description: string;
  children: JSX.Element;
}

export function svgFile({ layout, paint, title, description, children }: SvgFile): string {
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  const text = svgText(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={description}
    >
      <title>{title}</title>
      <rect width={width} height={height} fill={paint.canvas} />
      {children}
    </svg>,
  );
  return `${text}\n`;
}
