/** The node at which a failed run ended. */
import { messageWithCauses } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphNode } from '../../../server/src/workflow-graph.ts';
import type { GraphIndex } from './graph-index.ts';
import type { NodeState } from './overlay.ts';
import { placeInBody, placeOfError } from './stack-place.ts';

/**
 * The `throw` that the run came to, else the code that its stack names, else the start node, which stands for the
 * function. Null: the run has not failed, or a step shows the error already.
 *
 * @param nodes what is shown of the steps.
 */
export function whereFailed(
  index: GraphIndex,
  run: RunProgress,
  nodes: Readonly<Record<string, NodeState>>,
  takenEdges: ReadonlySet<string>,
): string | null {
  if (run.status !== 'failed') return null;
  const { graph } = index;
  const throws = graph.nodes.filter(isThrow);
  const reached = throws.find((node) =>
    graph.edges.some(({ id, to }) => to === node.id && takenEdges.has(id)),
  );
  if (reached) return reached.id;
  const stack = run.error?.stack ?? run.failures.at(-1)?.error.stack;
  const thrown = placeOfError(stack, graph, throws);
  if (thrown) return thrown;
  const isShown = Object.values(nodes).some(
    ({ status, error }) =>
      status === 'failed' && run.error !== null && error?.message === messageWithCauses(run.error),
  );
  if (isShown) return null;
  return placeInBody(index, stack);
}

function isThrow(node: GraphNode): boolean {
  return node.kind === 'end' && node.end === 'throw';
}
