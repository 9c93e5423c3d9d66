/**
 * What the code works on when the journal does not say: a step that runs inside a request for the whole function is
 * known to the runtime only when it has ended. The graph knows which steps can come now.
 */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { endedStatuses } from '../../../runtime/src/contract/run.ts';
import type { GraphNode } from '../../../server/src/workflow-graph.ts';
import { waitingTools } from '../layout/node-text.ts';
import { type GraphIndex, nextStops } from './graph-index.ts';
import type { Matches } from './match-step.ts';
import { plainState, shownError } from './node-state.ts';
import type { NodeState } from './overlay.ts';
import { passesThrough, placeInBody, placeOfError } from './stack-place.ts';
import { lastEnded, outcomeOf } from './trail.ts';

/** State by node id; empty when the journal says all there is. */
export function inferNow(index: GraphIndex, run: RunProgress, matches: Matches): Map<string, NodeState> {
  const states = new Map<string, NodeState>();
  const candidates = nextNodes(index, run, matches);
  const failure = failureSinceLastStep(run, matches);
  const failedAt = failure ? placeOfFailure(index, failure.error.stack, candidates) : null;

  if (run.status === 'failed' && failure && failedAt) {
    states.set(
      failedAt,
      plainState('failed', run, { attempt: failure.attempt, error: shownError(failure.error) }),
    );
    return states;
  }
  if (endedStatuses.has(run.status)) return states;

  const request = run.requests.find((one) => one.target === null);
  if (!request) {
    const place = failure && (failedAt ?? placeInBody(index, failure.error.stack));
    if (failure && place && run.retryAt !== null) {
      const { attempt, error } = failure;
      states.set(
        place,
        plainState('retrying', run, { attempt, error: shownError(error), dueAt: run.retryAt }),
      );
    }
    return states;
  }
  if (run.steps.some((step) => step.status === 'running')) return states;
  const running = { attempt: request.attempt, startedAt: request.since };
  if (failedAt) {
    states.set(failedAt, plainState('running', run, running));
    return states;
  }
  const executing = candidates.filter(executesInline);
  const certain = candidates.length === 1;
  for (const node of executing) {
    states.set(node.id, plainState(certain ? 'running' : 'maybe-running', run, running));
  }
  return states;
}

/** Steps, opaque nodes and ends that can come after the step that ended last. */
function nextNodes(index: GraphIndex, run: RunProgress, matches: Matches): GraphNode[] {
  const last = lastEnded(run, matches);
  const from = last?.node ?? index.start;
  if (!from) return [];
  return nextStops(index, from, last ? outcomeOf(last.step) : null)
    .map((id) => index.nodes.get(id))
    .filter((node) => node !== undefined);
}

/** A wait or sleep is reported at once; only these take time inside a request. */
function executesInline(node: GraphNode): boolean {
  if (node.kind === 'opaque') return true;
  const tool = node.step?.tool;
  return tool !== undefined && !waitingTools.has(tool) && tool !== 'invoke';
}

/** The newest failure of the function's body, unless a step has ended since: then it is history. */
function failureSinceLastStep(run: RunProgress, matches: Matches): RunProgress['failures'][number] | null {
  const failure = run.failures.filter((one) => one.from === 'app').at(-1);
  if (!failure) return null;
  const last = lastEnded(run, matches);
  return last && (last.step.endedAt ?? 0) > failure.at ? null : failure;
}

function placeOfFailure(
  index: GraphIndex,
  stack: string | undefined,
  candidates: GraphNode[],
): string | null {
  const executing = candidates.filter(executesInline);
  const byStack = placeOfError(stack, index.graph, executing);
  if (byStack) return byStack;
  // The code between the steps has failed: the step that follows was not reached.
  if (passesThrough(stack, index.graph)) return null;
  return candidates.length === 1 && executing.length === 1 ? (executing[0]?.id ?? null) : null;
}
