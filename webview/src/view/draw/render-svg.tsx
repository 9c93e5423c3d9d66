/** The graph as an SVG file. */
import type { WorkflowGraph } from '../../../../server/src/workflow-graph.ts';
import type { Layout } from '../../layout/layout.ts';
import { estimateText } from '../../layout/measure.ts';
import type { GraphComparison } from '../../overlay/graph-comparison.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import { DrawGraph } from './draw-graph.tsx';
import { type ExportTheme, exportPaint } from './export-paint.ts';
import { svgFile } from './svg-file.tsx';

export interface RenderOptions {
  theme: ExportTheme;
  overlay?: Overlay;
  /** Drawn instead of an overlay. */
  comparison?: GraphComparison;
  /** Unix milliseconds for times left; needed only with an overlay of a run that has not ended. */
  now?: number;
}

export function renderSvg(graph: WorkflowGraph, layout: Layout, options: RenderOptions): string {
  const paint = exportPaint[options.theme];
  return svgFile({
    layout,
    paint,
    title: graph.name,
    description: `Workflow graph of ${graph.name}`,
    children: (
      <DrawGraph
        graph={graph}
        layout={layout}
        overlay={options.overlay ?? null}
        comparison={options.comparison ?? null}
        paint={paint}
        measure={estimateText}
        now={options.now ?? 0}
      />
    ),
  });
}
