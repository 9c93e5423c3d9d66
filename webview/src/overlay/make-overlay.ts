/** From a graph and a run's progress to what is shown on each node. Pure. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphEdge, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { indexGraph } from './graph-index.ts';
import { knownDecisions } from './known-decisions.ts';
import { matchSteps } from './match-step.ts';
import { plainState, shownError, stateOfSteps, withStepsOf } from './node-state.ts';
import type { DecisionReason, NodeState, Overlay } from './overlay.ts';
import { trailOf } from './trail.ts';
import { whereFailed } from './where-failed.ts';
import { inferNow } from './where-now.ts';

export function makeOverlay(graph: WorkflowGraph, progress: RunProgress): Overlay {
  const matches = matchSteps(
    indexGraph(graph),
    progress.steps.map((step) => step.step),
  );
  const { reasons, ruledOut } = knownDecisions(graph, progress, matches);
  const index = indexGraph(graph, ruledOut);
  const steps = new Map(progress.steps.map((step) => [step.step.hashedId, step]));
  const nodes: Record<string, NodeState> = {};
  const { takenEdges, passed } = trailOf(index, progress, matches);
  for (const id of passed) nodes[id] = plainState('passed', progress);
  for (const [id, hashedIds] of matches.stepsOf) {
    nodes[id] = stateOfSteps(
      progress,
      hashedIds
        .map((hashedId) => steps.get(hashedId))
        .filter((step): step is StepProgress => step !== undefined),
    );
  }
  for (const [id, state] of inferNow(index, progress, matches)) {
    const known = nodes[id];
    // In a loop the node has steps already: they stay in its list.
    nodes[id] = known ? withStepsOf(state, known) : state;
  }
  const failedAt = whereFailed(index, progress, nodes, takenEdges);
  if (failedAt) nodes[failedAt] = failedThere(nodes[failedAt], progress);
  return {
    runId: progress.runId,
    functionId: graph.id,
    nodes,
    takenEdges: graph.edges.map((edge) => edge.id).filter((id) => takenEdges.has(id)),
    failedEdges: graph.edges
      .filter((edge) => takenEdges.has(edge.id) && hasFailed(edge, nodes))
      .map(({ id }) => id),
    decisions: passedDecisions(graph, reasons, takenEdges),
    unmatchedSteps: matches.unmatched.map(({ hashedId, name }) => ({ hashedId, name })),
  };
}

/** By an error, or to the `throw` that ended the run. */
function hasFailed({ kind, to }: GraphEdge, nodes: Overlay['nodes']): boolean {
  const end = nodes[to];
  return kind === 'error' || (end?.status === 'failed' && end.steps.length === 0);
}

/** What is known earlier is not shown before the run comes there. */
function passedDecisions(
  graph: WorkflowGraph,
  reasons: ReadonlyMap<string, DecisionReason>,
  takenEdges: ReadonlySet<string>,
): Overlay['decisions'] {
  const left = new Set(graph.edges.filter(({ id }) => takenEdges.has(id)).map(({ from }) => from));
  return Object.fromEntries([...reasons].filter(([id]) => left.has(id)));
}

/** A step there keeps its list. */
function failedThere(known: NodeState | undefined, progress: RunProgress): NodeState {
  const { error } = progress;
  const failed = plainState('failed', progress, {
    error: error && shownError(error),
  });
  return known && known.steps.length > 0 ? withStepsOf(failed, known) : failed;
}
