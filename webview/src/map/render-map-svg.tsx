/** The event map as an SVG file. */
import type { Layout } from '../layout/layout.ts';
import { type ExportTheme, exportPaint } from '../view/draw/export-paint.ts';
import { svgFile } from '../view/draw/svg-file.tsx';
import { DrawMap } from './draw-map.tsx';
import type { MapPicture } from './map-picture.ts';

export function renderMapSvg(picture: MapPicture, layout: Layout, theme: ExportTheme): string {
  const paint = exportPaint[theme];
  const children = <DrawMap picture={picture} layout={layout} paint={paint} bright={null} />;
  return svgFile({ layout, paint, title: 'Event map', description: 'Event map', children });
}
