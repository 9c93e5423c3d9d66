/** The path of a run: edges taken and nodes passed, as far as they are certain. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphEdge } from '../../../server/src/workflow-graph.ts';
import { certainEdges, forcedEdges, type GraphIndex, nextStops, type Outcome } from './graph-index.ts';
import type { Matches } from './match-step.ts';

export interface Trail {
  takenEdges: Set<string>;
  /** Nodes without steps of their own that the run went through. */
  passed: Set<string>;
}

export function outcomeOf(step: StepProgress): Outcome {
  return step.status === 'completed' || step.status === 'timed-out' || step.status === 'failed'
    ? step.status
    : null;
}

export function trailOf(index: GraphIndex, run: RunProgress, matches: Matches): Trail {
  const takenEdges = new Set<string>();
  const steps = new Map(run.steps.map((step) => [step.step.hashedId, step]));
  const { start } = index;
  if (start && run.startedAt !== null) {
    for (const edge of forcedEdges(index, start, null)) takenEdges.add(edge.id);
  }
  const walk: Walk = { index, steps, matches, known: new Map() };
  for (const step of run.steps) {
    const node = matches.nodeOf.get(step.step.hashedId);
    if (!node) continue;
    for (const edge of edgesInto(walk, step.step.parent, node)) takenEdges.add(edge.id);
    const outcome = outcomeOf(step);
    if (outcome) for (const edge of forcedEdges(index, node, outcome)) takenEdges.add(edge.id);
  }
  for (const id of edgesToTheEnd(index, run, matches)) takenEdges.add(id);
  return { takenEdges, passed: passedNodes(index, run, takenEdges) };
}

/**
 * The certain edges by which the run came to a step: from the step before it, or, for a parallel branch that was
 * reported after a sibling, from the nearest step before that has a way to it.
 */
function edgesInto(walk: Walk, parent: string | null, node: string): readonly GraphEdge[] {
  const { index, steps, matches } = walk;
  const known = walk.known.get(node) ?? new Map<string, readonly GraphEdge[]>();
  walk.known.set(node, known);
  const tried = new Set<string>();
  let edges: readonly GraphEdge[] = [];
  for (let at = parent; edges.length === 0; ) {
    if (at === null || tried.has(at)) {
      edges = index.start === null ? [] : certainEdges(index, index.start, node, null);
      break;
    }
    const before = steps.get(at);
    const from = matches.nodeOf.get(at);
    edges = known.get(at) ?? (before && from ? certainEdges(index, from, node, outcomeOf(before)) : []);
    tried.add(at);
    if (known.has(at)) break;
    at = before?.step.parent ?? null;
  }
  for (const at of tried) known.set(at, edges);
  return edges;
}

interface Walk {
  index: GraphIndex;
  steps: ReadonlyMap<string, StepProgress>;
  matches: Matches;
  /** By node and step before it. */
  known: Map<string, Map<string, readonly GraphEdge[]>>;
}

/** The step that ended last, and its node; null: none has ended, so the run is on its way from the start. */
export function lastEnded(run: RunProgress, matches: Matches): { step: StepProgress; node: string } | null {
  let last: { step: StepProgress; node: string } | null = null;
  for (const step of run.steps) {
    const node = matches.nodeOf.get(step.step.hashedId);
    if (!node || outcomeOf(step) === null) continue;
    if (last === null || (step.endedAt ?? 0) >= (last.step.endedAt ?? 0)) last = { step, node };
  }
  return last;
}

function edgesToTheEnd(index: GraphIndex, run: RunProgress, matches: Matches): string[] {
  if (run.status !== 'completed' && run.status !== 'failed') return [];
  const last = lastEnded(run, matches);
  const from = last?.node ?? index.start;
  if (!from) return [];
  const outcome = last ? outcomeOf(last.step) : null;
  const ends = nextStops(index, from, outcome).filter((id) => {
    const node = index.nodes.get(id);
    return node?.kind === 'end' && (node.end === 'throw') === (run.status === 'failed');
  });
  const [end] = ends;
  if (!end || ends.length > 1) return [];
  return certainEdges(index, from, end, outcome).map((edge) => edge.id);
}

function passedNodes(index: GraphIndex, run: RunProgress, takenEdges: ReadonlySet<string>): Set<string> {
  const entered = new Set<string>();
  const left = new Set<string>();
  for (const edge of index.graph.edges) {
    if (!takenEdges.has(edge.id)) continue;
    left.add(edge.from);
    entered.add(edge.to);
  }
  const passed = new Set<string>();
  for (const node of index.graph.nodes) {
    if (node.kind === 'step' || node.kind === 'opaque') continue;
    if (node.kind === 'start' ? run.startedAt !== null : false) passed.add(node.id);
    else if (node.kind === 'end' ? run.endedAt !== null && entered.has(node.id) : left.has(node.id)) {
      passed.add(node.id);
    }
  }
  return passed;
}
