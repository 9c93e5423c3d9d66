/** How elkjs is asked to place things. Figures are CSS pixels. */
import type { LayoutOptions } from 'elkjs';

const spacing: LayoutOptions = {
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '16',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
};

export const rootOptions: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  ...spacing,
  // Source order is the reader's order: what stands first in the code stands left.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  // Straight edges, and the fastest of elkjs's placements on control flow: network simplex takes twice as long at
  // 200 nodes, SIMPLE is not faster and looks worse.
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
};

/** Space between a box and what it contains; also between its border and a title. */
export const groupPadding = 18;

/**
 * Options of a box that contains others.
 *
 * @param title size of a header apart from the flow, above it; null: the header is part of the flow.
 */
export function groupOptions(title: { width: number; height: number } | null): LayoutOptions {
  const top = title ? title.height + groupPadding * 2 : groupPadding;
  const padding = `[top=${top},left=${groupPadding},bottom=${groupPadding},right=${groupPadding}]`;
  if (!title) return { 'elk.padding': padding, ...spacing };
  return {
    'elk.padding': padding,
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    // Height before width: elkjs lays DOWN out as RIGHT and turns boxes inside boxes, but not this pair.
    'elk.nodeSize.minimum': `(${top + groupPadding},${title.width + groupPadding * 2})`,
    ...spacing,
  };
}

export const nodeOptions: LayoutOptions = { 'elk.portConstraints': 'FIXED_SIDE' };

export const labelOptions: LayoutOptions = {
  'elk.edgeLabels.inline': 'true',
  'elk.edgeLabels.placement': 'CENTER',
};
