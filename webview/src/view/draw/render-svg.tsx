/** The picture as a file of its own: no style sheet, no script, colours written out. */
import type { WorkflowGraph } from '../../../../server/src/workflow-graph.ts';
import type { Layout } from '../../layout/layout.ts';
import { estimateText } from '../../layout/measure.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import { DrawGraph } from './draw-graph.tsx';
import { type ExportTheme, exportPaint } from './export-paint.ts';
import { svgText } from './svg-text.ts';

export interface RenderOptions {
  theme: ExportTheme;
  overlay?: Overlay;
  /** Unix milliseconds for times left; needed only with an overlay of a run that has not ended. */
  now?: number;
}

export function renderSvg(graph: WorkflowGraph, layout: Layout, options: RenderOptions): string {
  const paint = exportPaint[options.theme];
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  const svg = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`Workflow graph of ${graph.name}`}
    >
      <title>{graph.name}</title>
      <rect width={width} height={height} fill={paint.canvas} />
      <DrawGraph
        graph={graph}
        layout={layout}
        overlay={options.overlay ?? null}
        paint={paint}
        measure={estimateText}
        now={options.now ?? 0}
      />
    </svg>
  );
  return `${svgText(svg)}\n`;
}
