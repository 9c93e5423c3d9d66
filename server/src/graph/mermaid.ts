/** A graph as Mermaid flowchart text, for README files and pull requests. */

import { oneLine } from '../values/one-line.ts';
import type { EdgeKind, GraphNode, WorkflowGraph } from '../workflow-graph.ts';
import { nodeNames, printTrigger } from './print-graph.ts';

const shapes: Record<GraphNode['kind'], [string, string]> = {
  start: ['([', '])'],
  end: ['([', '])'],
  step: ['[', ']'],
  decision: ['{', '}'],
  fork: ['[/', '\\]'],
  join: ['[\\', '/]'],
  loop: ['{{', '}}'],
  try: ['[', ']'],
  catch: ['>', ']'],
  finally: ['>', ']'],
  call: ['[[', ']]'],
  opaque: ['[', ']'],
};

const arrows: Partial<Record<EdgeKind, string>> = { error: '-.->', timeout: '-.->', back: '-.->' };

export function mermaid(graph: WorkflowGraph): string {
  const lines = ['flowchart TD'];
  const names = nodeNames(graph.nodes);
  const keys = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  for (const node of graph.nodes) {
    const [edge, close] = shapes[node.kind];
    const triggers = graph.triggers.map(printTrigger).join('<br/>');
    const text = node.kind === 'start' && triggers !== '' ? triggers : (names.get(node.id) ?? node.label);
    lines.push(`  ${keys.get(node.id)}${edge}"${escapeMermaid(text)}"${close}`);
  }
  for (const edge of graph.edges) {
    const arrow = arrows[edge.kind] ?? '-->';
    const label = [edge.kind === 'next' || edge.kind === 'case' ? '' : edge.kind, edge.label ?? '']
      .filter(Boolean)
      .join(' ');
    const text = label === '' ? '' : `|"${escapeMermaid(label)}"|`;
    lines.push(`  ${keys.get(edge.from)} ${arrow}${text} ${keys.get(edge.to)}`);
  }
  return lines.join('\n');
}

/**
 * Mermaid writes characters by name after `#`; `<br/>` between triggers stays a line break. Back-quotes would make the text
 * Markdown, and end the fence that the diagram is pasted into.
 */
export function escapeMermaid(text: string): string {
  return oneLine(text)
    .replace(/#/g, '#35;')
    .replace(/&/g, '#amp;')
    .replace(/"/g, '#quot;')
    .replace(/`/g, '#96;')
    .replace(/<(?!br\/>)/g, '#lt;')
    .replace(/(?<!<br\/)>/g, '#gt;');
}
