/**
 * The webview's public module for the extension and the command line. Nothing here needs a browser.
 *
 * Importing it loads no layout program: `layoutGraph` does so when first called.
 */
import type { EventMap } from '../../server/src/event-map.ts';
import type { WorkflowGraph } from '../../server/src/workflow-graph.ts';
import type { Layout } from './layout/layout.ts';
import { layoutWith } from './layout/layout-graph.ts';
import { estimateText } from './layout/measure.ts';
import { runElkHere } from './layout/run-elk-here.ts';
import { layoutMap } from './map/map-layout.ts';
import { wholePicture } from './map/map-picture.ts';
import { renderMapSvg } from './map/render-map-svg.tsx';
import type { ExportTheme } from './view/draw/export-paint.ts';

export type { Layout } from './layout/layout.ts';
export { type ChosenInstances, chooseInstances } from './overlay/choose-instance.ts';
export { compareOnGraph, type GraphComparison, placeText } from './overlay/graph-comparison.ts';
export { makeOverlay } from './overlay/make-overlay.ts';
export { type PanelHtml, panelHtml } from './panel-html.ts';
export { type RenderOptions, renderSvg } from './view/draw/render-svg.tsx';

/** Places a graph in this thread; for the terminal. Text widths are estimated. */
export function layoutGraph(graph: WorkflowGraph): Promise<Layout> {
  return layoutWith(graph, estimateText, runElkHere);
}

/** The whole event map as an SVG file. */
export async function eventMapSvg(map: EventMap, theme: ExportTheme): Promise<string> {
  const picture = wholePicture(map);
  return renderMapSvg(picture, await layoutMap(picture, estimateText, runElkHere), theme);
}
