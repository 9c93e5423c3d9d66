/** The event map in the page: nodes that take focus and clicks, inside a surface that pans and zooms. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../l10n.ts';
import type { Layout, NodeBox, Point } from '../layout/layout.ts';
import { type Camera, fitCamera, type Size } from '../view/camera.ts';
import { themePaint } from '../view/draw/paint.ts';
import { type Flow, neighbor } from '../view/neighbor.ts';
import { type KeyAction, keyAction } from '../view/picture-keys.ts';
import { type Picture, type PictureControls, usePicture } from '../view/use-picture.ts';
import { DrawMap } from './draw-map.tsx';
import type { MapNode, MapPicture } from './map-picture.ts';
import { mapNodeName } from './map-text.ts';

export interface MapViewProps {
  picture: MapPicture;
  layout: Layout;
  flow: Flow;
  selected: string | null;
  bright: ReadonlySet<string> | null;
  onSelect(node: MapNode | null): void;
  /** Look at this node's neighborhood, or into this group. */
  onEnter(node: MapNode): void;
  onBack(): void;
  onScale(scale: number): void;
  onReady(controls: PictureControls): void;
}

export function MapView(props: MapViewProps): JSX.Element {
  const { picture, layout } = props;
  const latest = useRef(props);
  latest.current = props;
  const view = usePicture(layout, ({ k }) => latest.current.onScale(k), props.onReady);
  const { svg, scene, viewport, focused } = view;

  // The camera moves when another part of the map is asked for, and stays when an edit redraws the same part.
  const question = JSON.stringify([
    props.flow,
    picture.scope.kind,
    'key' in picture.scope && picture.scope.key,
  ]);
  useLayoutEffect(() => {
    const view = viewport.current;
    if (view) view.moveTo(openingMapCamera(picture, layout, view.size()), false);
  }, [question, picture.scope.kind === 'matches' && layout]);

  useEffect(() => view.show(props.selected), [props.selected]);

  const nodeOf = (key: string | null): MapNode | null =>
    picture.nodes.find((node) => node.key === key) ?? null;
  const tabStop = nodeOf(focused)?.key ?? nodeOf(props.selected)?.key ?? picture.nodes[0]?.key ?? null;

  const onKey = (event: KeyboardEvent): void => {
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    if (!view.look(action)) act(action, props, view, tabStop);
  };

  const wrapNode = (node: MapNode, _box: NodeBox, drawing: ComponentChildren): JSX.Element => (
    <MapNodeShell
      node={node}
      isSelected={props.selected === node.key}
      isTabStop={node.key === tabStop}
      onFocus={() => view.setFocused(node.key)}
      onSelect={() => props.onSelect(node)}
      onEnter={() => props.onEnter(node)}
    >
      {drawing}
    </MapNodeShell>
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot draw.
    <svg
      ref={svg}
      class="sl-graph"
      role="group"
      aria-label={t(
        'Event map. Use the arrow keys to follow edges, Space to show details, Enter to show neighbors only.',
      )}
      onKeyDown={onKey}
      onClick={(event) => {
        if (event.target === svg.current) props.onSelect(null);
      }}
    >
      <g ref={scene}>
        <DrawMap
          picture={picture}
          layout={layout}
          paint={themePaint}
          bright={props.bright}
          wrapNode={wrapNode}
        />
      </g>
    </svg>
  );
}

interface MapNodeShellProps {
  node: MapNode;
  isSelected: boolean;
  isTabStop: boolean;
  onFocus(): void;
  onSelect(): void;
  onEnter(): void;
  children: ComponentChildren;
}

function MapNodeShell(props: MapNodeShellProps): JSX.Element {
  const { node, isSelected } = props;
  const name = mapNodeName(node);
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG cannot contain an HTML button.
    <g
      class={isSelected ? 'sl-node sl-selected' : 'sl-node'}
      role="button"
      data-node={node.key}
      data-name={name}
      tabindex={props.isTabStop ? 0 : -1}
      aria-pressed={isSelected}
      onFocus={props.onFocus}
      onClick={props.onSelect}
      onDblClick={props.onEnter}
    >
      <title>{name}</title>
      {props.children}
    </g>
  );
}

function act(action: KeyAction, props: MapViewProps, view: Picture, tabStop: string | null): void {
  const { picture, layout, flow } = props;
  const { focused } = view;
  const node = picture.nodes.find(({ key }) => key === focused);
  switch (action.kind) {
    case 'go': {
      const next = neighbor(picture.edges, layout, focused ?? tabStop ?? '', action.direction, flow);
      if (next) view.focus(next);
      break;
    }
    case 'leave':
      props.onBack();
      break;
    case 'open':
      if (node) props.onEnter(node);
      break;
    case 'select':
      if (node) props.onSelect(node);
  }
}

const readableScale = 0.68;

/** Text must be readable: when the map does not fit, shows its middle, or where the flow begins. */
function openingMapCamera({ scope }: MapPicture, layout: Layout, view: Size): Camera {
  const fit = fitCamera(layout, view);
  const k = Math.max(readableScale, fit.k);
  if (k === fit.k) return fit;
  const focus = scope.kind === 'neighbors' ? layout.nodes[scope.key] : undefined;
  const middle = { x: view.width / 2, y: view.height / 2 };
  if (focus)
    return {
      k,
      ...put(focus, { x: middle.x - (focus.width / 2) * k, y: middle.y - (focus.height / 2) * k }, k),
    };
  const [first] = Object.values(layout.nodes).sort((a, b) => a.x - b.x || a.y - b.y);
  if (!first) return fit;
  const isFlat = layout.height * k <= view.height;
  const isNarrow = layout.width * k <= view.width;
  const from = put(first, { x: 28, y: Math.min(middle.y, first.y * k) }, k);
  return {
    k,
    x: isNarrow ? (view.width - layout.width * k) / 2 : from.x,
    y: isFlat ? (view.height - layout.height * k) / 2 : from.y,
  };
}

/** The translation under which the box begins at the point. */
function put(box: NodeBox, at: Point, k: number): Point {
  return { x: at.x - box.x * k, y: at.y - box.y * k };
}
