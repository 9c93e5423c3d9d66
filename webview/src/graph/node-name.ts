/** The name of a node for screen readers, also its tooltip, and the announcement when the run changes. */
import type { GraphNode, Note, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import { toolText } from '../layout/node-text.ts';
import { type ComparedNode, placeText } from '../overlay/graph-comparison.ts';
import type { DecisionReason, NodeState, Overlay } from '../overlay/overlay.ts';
import { statusLooks } from '../view/draw/appearance.ts';
import { sideLooks } from '../view/draw/comparison-marks.tsx';
import { statusText } from '../view/draw/status-text.ts';

/**
 * @param notes the analysis's notes about it.
 * @param reason of a decision that the run has passed, as far as it is known.
 */
export function nodeName(
  node: GraphNode,
  state: NodeState | null,
  now: number,
  notes: readonly Note[] = [],
  reason: DecisionReason | null = null,
): string {
  const parts = ownWords(node);
  if (state) {
    const word = statusLooks[state.status].word;
    const text = statusText(state, now);
    parts.push(word);
    if (text && text !== word) parts.push(text);
  }
  if (reason) parts.push(...reason.facts.map(({ source, value }) => t('{0} is {1}', source, value)));
  return [parts.join(', '), ...notes.map(({ message }) => message)].join('. ');
}

/** While two runs are compared. */
export function comparedNodeName(
  node: GraphNode,
  { on, parts }: ComparedNode,
  notes: readonly Note[],
): string {
  const words = ownWords(node);
  if (on) words.push(t(sideLooks[on].meaning));
  if (parts) words.push(t('the runs part here'), ...(parts.values ? [placeText(parts)] : []));
  return [words.join(', '), ...notes.map(({ message }) => message)].join('. ');
}

function ownWords(node: GraphNode): string[] {
  const kind = kindWord(node);
  return node.label === '' || node.label === kind ? [kind] : [node.label, kind];
}

function kindWord(node: GraphNode): string {
  if (node.kind === 'step') return node.step?.tool === 'run' ? 'step' : toolText(node.step?.tool ?? 'step');
  return node.kind === 'opaque' ? 'steps that cannot be resolved' : node.kind;
}

/** The nodes whose state changed, in words; empty when nothing did, or when another run is shown now. */
export function announcement(graph: WorkflowGraph, before: Overlay | null, after: Overlay | null): string {
  if (!after || before?.runId !== after.runId) return '';
  return graph.nodes
    .filter((node) => node.kind === 'step' || node.kind === 'opaque')
    .filter((node) => {
      const state = after.nodes[node.id];
      return state && state.status !== before.nodes[node.id]?.status;
    })
    .map((node) => `${node.label}: ${statusLooks[(after.nodes[node.id] as NodeState).status].word}`)
    .join('. ');
}
