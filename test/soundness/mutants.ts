/** Graphs that are wrong in one place, to see that the checker notices. */
import type { GraphEdge, WorkflowGraph } from '../../server/src/workflow-graph.ts';

export interface Mutant {
  name: string;
  graph: WorkflowGraph;
}

/** @param taken ids of edges that the recorded runs took: what nobody comes to, nobody can miss. */
export function mutantsOf(graph: WorkflowGraph, taken: ReadonlySet<string>): Mutant[] {
  return [...withoutEdge(graph, taken), ...withoutStep(graph, taken), ...withAnswersSwapped(graph, taken)];
}

function withoutEdge(graph: WorkflowGraph, taken: ReadonlySet<string>): Mutant[] {
  return graph.edges
    .filter(({ id }) => taken.has(id))
    .map((edge) => ({
      name: `without ${edge.id}`,
      graph: { ...graph, edges: graph.edges.filter((other) => other !== edge) },
    }));
}

/** What led to the step leads on to what came after it. */
function withoutStep(graph: WorkflowGraph, taken: ReadonlySet<string>): Mutant[] {
  const isTaken = ({ id, kind }: GraphEdge): boolean => taken.has(id) && kind === 'next';
  return graph.nodes.flatMap((node) => {
    if (node.kind !== 'step' || !graph.edges.some((edge) => edge.to === node.id && taken.has(edge.id)))
      return [];
    const onward = graph.edges.find((edge) => edge.from === node.id && isTaken(edge));
    if (!onward) return [];
    const edges = graph.edges
      .filter(({ from }) => from !== node.id)
      .map((edge) => (edge.to === node.id ? { ...edge, to: onward.to } : edge));
    return [
      {
        name: `without step ${node.label}`,
        graph: { ...graph, nodes: graph.nodes.filter((other) => other !== node), edges },
      },
    ];
  });
}

function withAnswersSwapped(graph: WorkflowGraph, taken: ReadonlySet<string>): Mutant[] {
  return graph.nodes.flatMap(({ id, label, kind }) => {
    if (kind !== 'decision' && kind !== 'loop') return [];
    const yes = graph.edges.find((edge) => edge.from === id && edge.kind === 'true');
    const no = graph.edges.find((edge) => edge.from === id && edge.kind === 'false');
    if (!yes || !no || yes.to === no.to || !(taken.has(yes.id) || taken.has(no.id))) return [];
    const edges = graph.edges.map((edge) => {
      if (edge === yes) return { ...edge, to: no.to };
      return edge === no ? { ...edge, to: yes.to } : edge;
    });
    return [{ name: `answers of ${label} swapped`, graph: { ...graph, edges } }];
  });
}
