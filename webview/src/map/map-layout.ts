/** Picture in, Layout out: events flow from left to right, or from top to bottom where there is more room. */
import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs';
import { withoutRepeats } from '../layout/from-elk.ts';
import type { EdgePath, Layout, NodeBox } from '../layout/layout.ts';
import type { RunElk } from '../layout/layout-graph.ts';
import { fonts, type MeasureText } from '../layout/measure.ts';
import { sizeText } from '../layout/node-size.ts';
import type { Flow } from '../view/neighbor.ts';
import type { MapEdge, MapPicture } from './map-picture.ts';
import { mapNodeText } from './map-text.ts';

/** Figures are CSS pixels. */
const options: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.componentComponent': '36',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
};

const sides = {
  right: { out: 'EAST', in: 'WEST' },
  down: { out: 'SOUTH', in: 'NORTH' },
} as const;

export async function layoutMap(
  picture: MapPicture,
  measure: MeasureText,
  runElk: RunElk,
  flow: Flow = 'right',
): Promise<Layout> {
  const sizes = new Map(picture.nodes.map((node) => [node.key, sizeText(mapNodeText(node), measure)]));
  const known = picture.edges.filter(({ from, to }) => sizes.has(from) && sizes.has(to));
  const root = await runElk({
    id: 'root',
    layoutOptions: {
      ...options,
      'elk.direction': flow.toUpperCase(),
      'elk.aspectRatio': flow === 'right' ? '1.5' : '0.7',
    },
    children: [...sizes].map(([id, { width, height }]): ElkNode => {
      return { id, width, height, ports: portsOf(id, known, flow), layoutOptions: nodeOptions };
    }),
    edges: known.map((edge) => toElkEdge(edge, measure)),
  });
  const nodes: Record<string, NodeBox> = {};
  for (const { id, x = 0, y = 0 } of root.children ?? []) {
    const size = sizes.get(id);
    if (size) nodes[id] = { ...size, x, y };
  }
  const edges: Record<string, EdgePath> = {};
  for (const { id, sections, labels } of root.edges ?? []) {
    const section = sections?.[0];
    if (!section) continue;
    const label = labels?.[0];
    const { x = 0, y = 0, width = 0, height = 0, text = '' } = label ?? {};
    edges[id] = {
      points: withoutRepeats([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]),
      label: label ? { x, y, width, height, text } : null,
    };
  }
  return { width: root.width ?? 0, height: root.height ?? 0, nodes, groups: {}, edges };
}

function toElkEdge({ id, kind, from, to, label }: MapEdge, measure: MeasureText): ElkExtendedEdge {
  const edge = { id, sources: [portId(from, kind, 'out')], targets: [portId(to, kind, 'in')] };
  if (label === null || label === '') return edge;
  const width = Math.ceil(measure(label, 'label')) + 12;
  const height = fonts.label.lineHeight + 3;
  const layoutOptions = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' };
  return { ...edge, labels: [{ id: `${id}:label`, text: label, width, height, layoutOptions }] };
}

const nodeOptions: LayoutOptions = { 'elk.portConstraints': 'FIXED_SIDE' };

/**
 * Lines of one kind leave a node together and fork later: forty side by side could not be told apart. Those of different
 * kinds stay apart, or a color would hide another.
 */
function portsOf(key: string, edges: readonly MapEdge[], flow: Flow): ElkPort[] {
  const ports = new Map<string, string>();
  for (const { kind, from, to } of edges) {
    if (from === key) ports.set(portId(key, kind, 'out'), sides[flow].out);
    if (to === key) ports.set(portId(key, kind, 'in'), sides[flow].in);
  }
  return [...ports].map(([id, side]) => ({
    id,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side },
  }));
}

function portId(key: string, kind: MapEdge['kind'], end: 'in' | 'out'): string {
  return `${end}:${kind}:${key}`;
}

/** Equal for pictures that are laid out alike. */
export function mapLayoutKey({ nodes, edges }: MapPicture): string {
  return JSON.stringify([
    nodes.map((node) => [node.key, mapNodeText(node)]),
    edges.map(({ id, label }) => [id, label]),
  ]);
}
