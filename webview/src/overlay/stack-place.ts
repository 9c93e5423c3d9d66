/** Finds the code in which an error arose among some nodes, from the lines of its stack. */
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';

/**
 * The one node whose source range holds the innermost stack line that lies in any of them; null: none or several.
 * Needed for SDK 1 and 2, which report an error in a step as one of the whole function.
 */
export function placeOfError(
  stack: string | undefined,
  graph: WorkflowGraph,
  nodes: GraphNode[],
): string | null {
  for (const line of (stack ?? '').split('\n')) {
    const match = /([^\s()]+):(\d+):(\d+)\)?\s*$/.exec(line);
    if (!match) continue;
    const path = (match[1] ?? '').replace(/\\/g, '/').replace(/[?#].*$/, '');
    const row = Number(match[2]) - 1;
    const found = nodes.filter((node) => {
      const file = node.file ?? graph.file;
      const isFile = path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`);
      return isFile && node.range.start.line <= row && row <= node.range.end.line;
    });
    if (found.length === 1) return found[0]?.id ?? null;
    if (found.length > 1) return null;
  }
  return null;
}
