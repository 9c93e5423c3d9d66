/** CONTRACT: two compared runs on one graph. Plain JSON; pure. */
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { Difference, RunComparison } from '../../../runtime/src/history/run-comparison.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { type ComparedPaths, comparePaths, type OnPath } from './compare-overlays.ts';
import { makeOverlay } from './make-overlay.ts';
import type { Overlay } from './overlay.ts';

export interface GraphComparison {
  /** Graph id. */
  functionId: string;
  /** Run ids. */
  a: string;
  b: string;
  nodes: ComparedPaths['nodes'];
  edges: ComparedPaths['edges'];
  /** Where the runs part: the step that differs first, and the first node that they leave on different edges. */
  places: readonly PartingPlace[];
}

export interface PartingPlace {
  nodeId: string;
  /** What each run had there; null: there are no two values to tell. */
  values: { a: string; b: string } | null;
}

/** What a comparison says of one node. */
export interface ComparedNode {
  /** Null: neither run came here. */
  on: OnPath | null;
  parts: PartingPlace | null;
}

export function compareOnGraph(graph: WorkflowGraph, comparison: RunComparison): GraphComparison {
  const [a, b] = [makeOverlay(graph, comparison.a), makeOverlay(graph, comparison.b)];
  const { nodes, edges, partings } = comparePaths(graph, a, b);
  const parting = partings.find((one) => one.a.length > 0 && one.b.length > 0) ?? partings[0];
  const places: PartingPlace[] = [];
  if (parting) {
    const [left, right] = [parting.a.join(', '), parting.b.join(', ')];
    places.push({
      nodeId: parting.nodeId,
      values: left !== '' && right !== '' ? { a: left, b: right } : null,
    });
  }
  const step = firstStep(comparison, a, b);
  if (step && step.nodeId !== parting?.nodeId) places.unshift(step);
  return {
    functionId: graph.id,
    a: comparison.a.runId,
    b: comparison.b.runId,
    nodes,
    edges,
    places,
  };
}

export function comparedNode({ nodes, places }: GraphComparison, nodeId: string): ComparedNode {
  return {
    on: nodes[nodeId] ?? null,
    parts: places.find((place) => place.nodeId === nodeId) ?? null,
  };
}

/** `A: true · B: false`. */
export function placeText({ values }: PartingPlace): string {
  return values ? `A: ${values.a} · B: ${values.b}` : 'A ≠ B';
}

/** Null also where only one run has the step: the paths tell that. */
function firstStep({ first, steps }: RunComparison, a: Overlay, b: Overlay): PartingPlace | null {
  const pair = typeof first?.at === 'number' ? steps[first.at] : undefined;
  if (!first || !pair?.a || !pair.b) return null;
  const nodeId = nodeOf(a, pair.a.step.hashedId) ?? nodeOf(b, pair.b.step.hashedId);
  return nodeId === null ? null : { nodeId, values: valuesOf(first.difference) };
}

function nodeOf({ nodes }: Overlay, hashedId: string): string | null {
  return Object.keys(nodes).find((id) => nodes[id]?.steps.includes(hashedId)) ?? null;
}

function valuesOf(difference: Difference): PartingPlace['values'] {
  switch (difference.kind) {
    case 'value': {
      const text = (value: unknown) => preview(value) ?? JSON.stringify(value) ?? 'undefined';
      const at = difference.path === '' ? '' : `${difference.path} `;
      return { a: `${at}${text(difference.a)}`, b: `${at}${text(difference.b)}` };
    }
    case 'status':
    case 'wait':
      return { a: difference.a, b: difference.b };
    default:
      return null;
  }
}
