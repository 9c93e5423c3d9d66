/** The event map as a file of its own: no style sheet, no script, colours written out. */
import type { Layout } from '../layout/layout.ts';
import { type ExportTheme, exportPaint } from '../view/draw/export-paint.ts';
import { svgText } from '../view/draw/svg-text.ts';
import { DrawMap } from './draw-map.tsx';
import type { MapPicture } from './map-picture.ts';

export function renderMapSvg(picture: MapPicture, layout: Layout, theme: ExportTheme): string {
  const paint = exportPaint[theme];
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  const svg = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label="Event map"
    >
      <title>Event map</title>
      <rect width={width} height={height} fill={paint.canvas} />
      <DrawMap picture={picture} layout={layout} paint={paint} bright={null} />
    </svg>
  );
  return `${svgText(svg)}\n`;
}
