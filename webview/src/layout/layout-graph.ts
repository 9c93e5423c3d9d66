/** Graph in, Layout out; the program that runs elkjs is a parameter. */
import type { ElkNode } from 'elkjs';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { fromElk } from './from-elk.ts';
import type { Layout } from './layout.ts';
import type { MeasureText } from './measure.ts';
import { toElk } from './to-elk.ts';

/** Places the boxes. Rejects only when elkjs itself fails. */
export type RunElk = (input: ElkNode) => Promise<ElkNode>;

export async function layoutWith(
  graph: WorkflowGraph,
  measure: MeasureText,
  runElk: RunElk,
): Promise<Layout> {
  const request = toElk(graph, measure);
  return fromElk(graph, request, await runElk(request.elk));
}

/** Equal for graphs that are laid out alike: ranges, ids on the wire and notes do not count. */
export function layoutKey(graph: WorkflowGraph): string {
  return JSON.stringify([
    graph.name,
    graph.triggers.map(({ event, cron, if: condition }) => [event, cron, condition]),
    graph.nodes.map(({ id, kind, label, parent, step, end }) => [id, kind, label, parent, step, end]),
    graph.edges.map(({ id, from, to, kind, label }) => [id, from, to, kind, label]),
  ]);
}
