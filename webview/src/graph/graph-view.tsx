/** The picture in the page: nodes that take focus and clicks, inside a surface that pans and zooms. */
import { Component, type ComponentChildren, type JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { GraphNode, Note, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import type { Layout, NodeBox } from '../layout/layout.ts';
import type { MeasureText } from '../layout/measure.ts';
import type { NodeState, Overlay } from '../overlay/overlay.ts';
import { anchorNode, type Camera, keepInPlace, openingCamera } from '../view/camera.ts';
import { DrawGraph } from '../view/draw/draw-graph.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { ticks } from '../view/draw/status-text.ts';
import { neighbour } from '../view/neighbour.ts';
import { notesByNode } from '../view/node-notes.ts';
import { keyAction } from '../view/picture-keys.ts';
import { type PictureControls, usePicture } from '../view/use-picture.ts';
import { nodeName } from './node-name.ts';

export interface GraphViewProps {
  graph: WorkflowGraph;
  layout: Layout;
  overlay: Overlay | null;
  selected: string | null;
  lit: string | null;
  follow: boolean;
  measure: MeasureText;
  now: number;
  /** Camera to begin with, from an earlier life of the page. */
  storedCamera: Camera | null;
  onSelect(nodeId: string | null): void;
  onOpen(nodeId: string): void;
  onCamera(camera: Camera): void;
  /** Hands the controls to the toolbar. */
  onReady(controls: PictureControls): void;
}

export function GraphView(props: GraphViewProps): JSX.Element {
  const { graph, layout } = props;
  const drawn = useRef<{ graph: WorkflowGraph; layout: Layout } | null>(null);
  const latest = useRef(props);
  latest.current = props;

  const picture = usePicture(layout, (camera) => latest.current.onCamera(camera), props.onReady);
  const { svg, scene, viewport, focused } = picture;

  useLayoutEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const before = drawn.current;
    drawn.current = { graph, layout };
    if (before?.layout === layout) return;
    if (!before) {
      view.moveTo(props.storedCamera ?? openingCamera(graph, layout, view.size()), false);
      return;
    }
    const anchor =
      before.graph.id === graph.id
        ? anchorNode(before.layout, layout, view.camera(), view.size(), [focused, props.selected, props.lit])
        : null;
    const from = anchor ? before.layout.nodes[anchor] : undefined;
    const to = anchor ? layout.nodes[anchor] : undefined;
    view.moveTo(
      from && to ? keepInPlace(view.camera(), from, to) : openingCamera(graph, layout, view.size()),
      false,
    );
  }, [graph, layout]);

  useEffect(() => {
    if (props.follow) picture.show(props.lit);
  }, [props.lit, props.follow]);

  // The details take some of the room: what they are about must not vanish behind them.
  useEffect(() => picture.show(props.selected), [props.selected]);

  const tabStop = tabStopOf(graph, focused, props.selected);

  const onKey = (event: KeyboardEvent): void => {
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    if (picture.look(action)) return;
    switch (action.kind) {
      case 'go': {
        const next = neighbour(graph.edges, layout, focused ?? tabStop ?? '', action.direction);
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
  };

  const notes = useMemo(() => notesByNode(graph), [graph]);
  const wrapNode = useCallback(
    (node: GraphNode, box: NodeBox, drawing: ComponentChildren): JSX.Element => (
      <NodeShell
        key={node.id}
        node={node}
        box={box}
        state={props.overlay?.nodes[node.id] ?? null}
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
    [props.overlay, props.now, props.selected, props.lit, tabStop, props.measure, notes],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot draw.
    <svg
      ref={svg}
      class="sl-graph"
      role="group"
      aria-label={t('Graph of {0}. Arrow keys follow the edges, Enter opens the code.', graph.name)}
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

/** Always the same, so that nothing is drawn again for it. */
const none: readonly Note[] = [];

interface NodeShellProps {
  node: GraphNode;
  box: NodeBox;
  state: NodeState | null;
  hasRun: boolean;
  now: number;
  selected: boolean;
  lit: boolean;
  tabStop: boolean;
  measure: MeasureText;
  notes: readonly Note[];
  onFocus(): void;
  onClick(): void;
  children?: ComponentChildren;
}

/** Draws again only when something about this node changed: with many nodes the clock must not cost much. */
class NodeShell extends Component<NodeShellProps> {
  override shouldComponentUpdate(next: NodeShellProps): boolean {
    const now = this.props;
    return (
      next.node !== now.node ||
      next.box !== now.box ||
      next.selected !== now.selected ||
      next.lit !== now.lit ||
      next.tabStop !== now.tabStop ||
      next.hasRun !== now.hasRun ||
      next.measure !== now.measure ||
      next.notes !== now.notes ||
      (next.state !== now.state && JSON.stringify(next.state) !== JSON.stringify(now.state)) ||
      (next.now !== now.now && next.state !== null && ticks(next.state))
    );
  }

  override render({
    node,
    state,
    now,
    selected,
    lit,
    tabStop,
    notes,
    onFocus,
    onClick,
    children,
  }: NodeShellProps) {
    const name = nodeName(node, state, now, notes);
    const classes = ['sl-node', selected && 'sl-selected', lit && 'sl-lit'].filter(Boolean).join(' ');
    return (
      // biome-ignore lint/a11y/useSemanticElements: an HTML button cannot stand in SVG.
      <g
        class={classes}
        role="button"
        data-node={node.id}
        tabindex={tabStop ? 0 : -1}
        data-name={name}
        aria-pressed={selected}
        onFocus={onFocus}
        onClick={onClick}
      >
        {/* The name for screen readers, and the tip under the pointer: texts on the node may be shortened. */}
        <title>{name}</title>
        {children}
      </g>
    );
  }
}
