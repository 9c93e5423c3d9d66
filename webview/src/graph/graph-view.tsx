/** The picture in the page: nodes that take focus and clicks, inside a surface that pans and zooms. */
import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useMemo, useRef } from 'preact/hooks';
import type { GraphNode, Note, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import type { NodeBox } from '../layout/layout.ts';
import type { MeasureText } from '../layout/measure.ts';
import { comparedNode, type GraphComparison } from '../overlay/graph-comparison.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { Camera } from '../view/camera.ts';
import { DrawGraph } from '../view/draw/draw-graph.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { neighbor } from '../view/neighbor.ts';
import { notesByNode } from '../view/node-notes.ts';
import { type KeyAction, keyAction } from '../view/picture-keys.ts';
import { type Picture, type PictureControls, usePicture } from '../view/use-picture.ts';
import { NodeShell } from './node-shell.tsx';
import { type Looking, useGraphCamera } from './use-graph-camera.ts';

export interface GraphViewProps extends Looking {
  overlay: Overlay | null;
  /** Drawn instead of the overlay. */
  comparison: GraphComparison | null;
  measure: MeasureText;
  now: number;
  onSelect(nodeId: string | null): void;
  onOpen(nodeId: string): void;
  onCamera(camera: Camera): void;
  /** Hands the controls to the toolbar. */
  onReady(controls: PictureControls): void;
}

/** Always the same, so that it makes no node render again. */
const none: readonly Note[] = [];

export function GraphView(props: GraphViewProps): JSX.Element {
  const { graph, layout } = props;
  const latest = useRef(props);
  latest.current = props;

  const picture = usePicture(layout, (camera) => latest.current.onCamera(camera), props.onReady);
  const { svg, scene, focused } = picture;

  useGraphCamera(props, picture);

  const tabStop = tabStopOf(graph, focused, props.selected);

  const onKey = (event: KeyboardEvent): void => {
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    if (!picture.look(action)) act(action, props, picture, tabStop);
  };

  const notes = useMemo(() => notesByNode(graph), [graph]);
  const wrapNode = useCallback(
    (node: GraphNode, box: NodeBox, drawing: ComponentChildren): JSX.Element => (
      <NodeShell
        key={node.id}
        node={node}
        box={box}
        state={props.overlay?.nodes[node.id] ?? null}
        reason={props.overlay?.decisions[node.id] ?? null}
        compared={props.comparison ? comparedNode(props.comparison, node.id) : null}
        hasRun={props.overlay !== null}
        now={props.now}
        selected={props.selected === node.id}
        lit={props.lit === node.id}
        tabStop={tabStop === node.id}
        measure={props.measure}
        notes={notes.get(node.id) ?? none}
        onFocus={() => picture.setFocused(node.id)}
        onClick={() => {
          latest.current.onSelect(node.id);
          latest.current.onOpen(node.id);
        }}
      >
        {drawing}
      </NodeShell>
    ),
    [props.overlay, props.comparison, props.now, props.selected, props.lit, tabStop, props.measure, notes],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot draw.
    <svg
      ref={svg}
      class="sl-graph"
      role="group"
      aria-label={t('Graph of {0}. Use the arrow keys to follow edges, Enter to open the code.', graph.name)}
      onKeyDown={onKey}
      onClick={(event) => {
        if (event.target === svg.current) props.onSelect(null);
      }}
    >
      <g ref={scene}>
        <DrawGraph
          graph={graph}
          layout={layout}
          overlay={props.overlay}
          comparison={props.comparison}
          paint={themePaint}
          measure={props.measure}
          now={props.now}
          notes={notes}
          wrapNode={wrapNode}
        />
      </g>
    </svg>
  );
}

/** The one node that Tab reaches; the arrow keys lead on from there. */
function tabStopOf(graph: WorkflowGraph, focused: string | null, selected: string | null): string | null {
  const exists = (id: string | null): boolean => id !== null && graph.nodes.some((node) => node.id === id);
  if (exists(focused)) return focused;
  if (exists(selected)) return selected;
  return graph.nodes.find((node) => node.kind === 'start')?.id ?? graph.nodes[0]?.id ?? null;
}

function act(action: KeyAction, props: GraphViewProps, picture: Picture, tabStop: string | null): void {
  const { focused } = picture;
  switch (action.kind) {
    case 'go': {
      const next = neighbor(props.graph.edges, props.layout, focused ?? tabStop ?? '', action.direction);
      if (next) picture.focus(next);
      break;
    }
    case 'leave':
      props.onSelect(null);
      break;
    case 'open':
    case 'select':
      if (!focused) return;
      props.onSelect(focused);
      if (action.kind === 'open') props.onOpen(focused);
  }
}
