/** Layouts for the page: measured, placed once per structure, remembered. */
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout } from '../layout/layout.ts';
import { layoutKey, layoutWith, type RunElk } from '../layout/layout-graph.ts';
import type { MeasureText } from '../layout/measure.ts';

export interface GraphLayouts {
  /** Rejects when the layout program cannot be loaded. */
  layout(graph: WorkflowGraph): Promise<Layout>;
}

const remembered = 24;

export function createGraphLayouts(measure: MeasureText, runElk: RunElk): GraphLayouts {
  const known = new Map<string, Promise<Layout>>();
  return {
    layout(graph) {
      const key = layoutKey(graph);
      const before = known.get(key);
      if (before) return before;
      const layout = layoutWith(graph, measure, runElk);
      known.set(key, layout);
      layout.catch(() => known.delete(key));
      const oldest = known.keys().next().value;
      if (known.size > remembered && oldest !== undefined) known.delete(oldest);
      return layout;
    },
  };
}
