/** The whole picture without any interaction; used by the page and by the SVG writer. */
import type { ComponentChildren, JSX } from 'preact';
import type { GraphEdge, GraphNode, Note, WorkflowGraph } from '../../../../server/src/workflow-graph.ts';
import type { Layout, NodeBox } from '../../layout/layout.ts';
import type { MeasureText } from '../../layout/measure.ts';
import { comparedNode, type GraphComparison } from '../../overlay/graph-comparison.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import { edgeLooks } from './appearance.ts';
import { EdgeMark } from './comparison-marks.tsx';
import { DrawEdge, DrawEdgeLabel, type EdgeProps } from './draw-edge.tsx';
import { DrawNode } from './draw-node.tsx';
import type { Paint } from './paint.ts';

export interface GraphProps {
  graph: WorkflowGraph;
  layout: Layout;
  overlay: Overlay | null;
  /** Drawn instead of an overlay; absent: no runs are compared. */
  comparison?: GraphComparison | null;
  paint: Paint;
  measure: MeasureText;
  /** Unix milliseconds. */
  now: number;
  /** What the analysis has to say, by node id; absent: nothing is marked. */
  notes?: ReadonlyMap<string, readonly Note[]>;
  /** Puts what the page needs around a node (focus, names, clicks); absent in files. */
  wrapNode?: (node: GraphNode, box: NodeBox, drawing: ComponentChildren) => JSX.Element;
}

export function DrawGraph(props: GraphProps): JSX.Element {
  const { graph, layout, paint, comparison } = props;
  const overlay = comparison ? null : props.overlay;
  const taken = new Set(comparison ? Object.keys(comparison.edges) : overlay?.takenEdges);
  const failed = new Set(overlay?.failedEdges);
  const wayOf = ({ id }: GraphEdge) =>
    comparison?.edges[id] ?? (failed.has(id) ? 'failed' : taken.has(id) ? 'taken' : 'open');
  // Lines the run has taken lie above the others.
  const edges = [...graph.edges].sort((a, b) => Number(taken.has(a.id)) - Number(taken.has(b.id)));
  return (
    <g>
      <g>{Object.keys(layout.groups).map((id) => drawGroup(id, props))}</g>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group in SVG takes no focus. */}
      <g class="sl-edges" aria-hidden="true">
        {edges.map((edge) => drawEdgePart(DrawEdge, edge, layout, wayOf(edge), paint))}
      </g>
      <g class="sl-nodes">
        {graph.nodes.map((node) => {
          const box = layout.nodes[node.id];
          if (!box) return null;
          const state = overlay?.nodes[node.id] ?? null;
          const compared = comparison ? comparedNode(comparison, node.id) : null;
          const drawing = (
            <DrawNode
              key={node.id}
              node={node}
              box={box}
              state={state}
              untouched={compared ? compared.on === null : overlay !== null && state === null}
              compared={compared}
              paint={paint}
              measure={props.measure}
              now={props.now}
              notes={props.notes?.get(node.id) ?? []}
            />
          );
          return props.wrapNode ? props.wrapNode(node, box, drawing) : drawing;
        })}
      </g>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group in SVG takes no focus. */}
      <g class="sl-edges" aria-hidden="true">
        {edges.map((edge) => drawEdgePart(DrawEdgeLabel, edge, layout, wayOf(edge), paint))}
        {edges.map(({ id }) => {
          const [path, on] = [layout.edges[id], comparison?.edges[id]];
          return path && on ? <EdgeMark key={id} path={path} on={on} paint={paint} /> : null;
        })}
      </g>
    </g>
  );
}

function drawGroup(id: string, { layout, paint }: GraphProps): JSX.Element | null {
  const rect = layout.groups[id];
  if (!rect) return null;
  return (
    <rect
      key={id}
      x={rect.x}
      y={rect.y}
      width={rect.width}
      height={rect.height}
      rx={12}
      fill={paint.group}
      stroke={paint.line}
      stroke-width={1}
      stroke-dasharray="4 4"
    />
  );
}

function drawEdgePart(
  Part: typeof DrawEdge | typeof DrawEdgeLabel,
  edge: GraphEdge,
  layout: Layout,
  way: EdgeProps['way'],
  paint: Paint,
): JSX.Element | null {
  const path = layout.edges[edge.id];
  if (!path) return null;
  return <Part key={edge.id} look={edgeLooks[edge.kind]} path={path} way={way} paint={paint} />;
}
