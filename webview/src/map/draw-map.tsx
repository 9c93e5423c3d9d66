/** The event map without any interaction; used by the page and by the SVG writer. No hooks. */
import type { ComponentChildren, JSX } from 'preact';
import type { Layout, NodeBox } from '../layout/layout.ts';
import { BoxIcon, BoxTexts } from '../view/draw/draw-box.tsx';
import { DrawEdge, DrawEdgeLabel } from '../view/draw/draw-edge.tsx';
import { outline } from '../view/draw/outline.ts';
import type { Paint } from '../view/draw/paint.ts';
import type { MapEdge, MapNode, MapPicture } from './map-picture.ts';
import { isDangling, lookOf, mapEdgeLooks } from './map-text.ts';

export interface DrawMapProps {
  picture: MapPicture;
  layout: Layout;
  paint: Paint;
  /** Keys of the nodes that count now, the others are pale; null: all do. */
  bright: ReadonlySet<string> | null;
  /** Puts what the page needs around a node; absent in files. */
  wrapNode?: (node: MapNode, box: NodeBox, drawing: ComponentChildren) => JSX.Element;
}

const pale = '0.28';

export function DrawMap({ picture, layout, paint, bright, wrapNode }: DrawMapProps): JSX.Element {
  const isBright = ({ from, to }: MapEdge): boolean =>
    bright === null || (bright.has(from) && bright.has(to));
  const edges = [...picture.edges].sort((a, b) => Number(isBright(a)) - Number(isBright(b)));
  return (
    <g>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group in SVG takes no focus. */}
      <g class="sl-edges" aria-hidden="true">
        {edges.map((edge) => drawPart(DrawEdge, edge, layout, paint, isBright(edge)))}
      </g>
      <g class="sl-nodes">
        {picture.nodes.map((node) => {
          const box = layout.nodes[node.key];
          if (!box) return null;
          const drawing = <DrawMapNode node={node} box={box} paint={paint} />;
          const isPale = bright !== null && !bright.has(node.key);
          return (
            <g key={node.key} opacity={isPale ? pale : undefined}>
              {wrapNode ? wrapNode(node, box, drawing) : drawing}
            </g>
          );
        })}
      </g>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group in SVG takes no focus. */}
      <g class="sl-edges" aria-hidden="true">
        {edges.map((edge) => drawPart(DrawEdgeLabel, edge, layout, paint, isBright(edge)))}
      </g>
    </g>
  );
}

function drawPart(
  Part: typeof DrawEdge | typeof DrawEdgeLabel,
  edge: MapEdge,
  layout: Layout,
  paint: Paint,
  isBright: boolean,
): JSX.Element | null {
  const path = layout.edges[edge.id];
  if (!path) return null;
  return (
    <g key={edge.id} opacity={isBright ? undefined : pale}>
      <Part look={mapEdgeLooks[edge.kind]} path={path} way="open" paint={paint} />
    </g>
  );
}

function DrawMapNode({ node, box, paint }: { node: MapNode; box: NodeBox; paint: Paint }): JSX.Element {
  const look = lookOf(node);
  const dangling = node.kind === 'event' && isDangling(node.event);
  return (
    <g transform={`translate(${box.x} ${box.y})`}>
      <path class="sl-halo" d={outline(box, 4)} fill="none" stroke="none" />
      {/* A second sheet behind the first: several functions in one. */}
      {node.kind === 'group' || node.kind === 'elsewhere' ? (
        <path d={outline(box, 0)} transform="translate(4 4)" fill={paint.node} stroke={paint.line} />
      ) : null}
      <path class="sl-shape" d={outline(box, 0)} fill={paint.node} />
      <path
        class="sl-border"
        d={outline(box, 0)}
        fill="none"
        stroke={dangling ? paint[look.color] : paint.line}
        stroke-width={1.25}
        stroke-dasharray={dangling ? '5 4' : undefined}
      />
      <BoxIcon box={box} icon={look.icon} color={paint[look.color]} card={true} />
      <BoxTexts box={box} live={null} titleColor={paint.text} paint={paint} />
    </g>
  );
}
