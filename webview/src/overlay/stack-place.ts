/** Finds the code in which an error arose among some nodes, from the lines of its stack. */
import { type StackFrame, stackFrames } from '../../../runtime/src/contract/stack-frames.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { GraphIndex } from './graph-index.ts';

/**
 * The one node whose source range holds the innermost stack line that lies in any of them; null: none or several.
 * Needed for SDK 1 and 2, which report an error in a step as one of the whole function.
 */
export function placeOfError(
  stack: string | undefined,
  graph: WorkflowGraph,
  nodes: GraphNode[],
): string | null {
  for (const place of stackFrames(stack)) {
    const found = nodes.filter((node) => isWithin(place, node.file ?? graph.file, node.range));
    if (found.length === 1) return found[0]?.id ?? null;
    if (found.length > 1) return null;
  }
  return null;
}

/** Whether a line of the stack lies in the code of the function. */
export function passesThrough(stack: string | undefined, graph: WorkflowGraph): boolean {
  return stackFrames(stack).some((place) => isWithin(place, graph.file, graph.range));
}

/** The node of an error in the code between the steps: the start node stands for the function. */
export function placeInBody(index: GraphIndex, stack: string | undefined): string | null {
  const { graph, start } = index;
  const other = graph.nodes.filter(({ kind }) => kind !== 'start');
  return placeOfError(stack, graph, other) ?? start;
}

function isWithin({ path, row }: StackFrame, file: string, range: GraphNode['range']): boolean {
  const isFile = path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`);
  return isFile && range.start.line <= row && row <= range.end.line;
}
