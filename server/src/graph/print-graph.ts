/**
 * A graph as text, one edge a line: what `steplight graph --format text` prints and what tests expect.
 * Steps stand under their label, waits and sleeps under what they wait for, decisions under their condition with a
 * question mark. Nodes that would read alike get `#2`, `#3` in reading order.
 */
import { oneLine } from '../values/one-line.ts';
import type { GraphEdge, GraphNode, Trigger, WorkflowGraph } from '../workflow-graph.ts';

export function printGraph(graph: WorkflowGraph): string {
  const names = nodeNames(graph.nodes);
  const lines = [oneLine(headerOf(graph))];
  for (const edge of graph.edges) lines.push(`  ${oneLine(printEdge(edge, names))}`);
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  for (const { id } of graph.nodes) if (!linked.has(id)) lines.push(`  ${oneLine(names.get(id) ?? id)}`);
  if (graph.onFailure) lines.push('', printGraph(graph.onFailure));
  return lines.join('\n');
}

/** Only the edges: the control flow without the function's name. */
export function printEdges(graph: WorkflowGraph): string {
  return printGraph({ ...graph, onFailure: undefined } as WorkflowGraph)
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .join('\n');
}

function headerOf(graph: WorkflowGraph): string {
  const triggers = graph.triggers.map(printTrigger).join(', ');
  const isNamed = graph.name !== graph.id && graph.name !== graph.localId;
  const name = isNamed ? ` "${graph.name}"` : '';
  return `${graph.id}${name}${triggers === '' ? '' : ` on ${triggers}`}`;
}

export function printTrigger(trigger: Omit<Trigger, 'range'>): string {
  const what = trigger.event ?? (trigger.cron === undefined ? '?' : `cron ${trigger.cron}`);
  return trigger.if === undefined ? what : `${what} if ${trigger.if}`;
}

function printEdge(edge: GraphEdge, names: ReadonlyMap<string, string>): string {
  const label = edge.label === undefined ? '' : ` [${edge.label}]`;
  const arrow = edge.kind === 'next' && label === '' ? '->' : `-${edge.kind}${label}->`;
  return `${names.get(edge.from) ?? edge.from} ${arrow} ${names.get(edge.to) ?? edge.to}`;
}

/** A name for every node, by id; unique within the graph. */
export function nodeNames(nodes: readonly GraphNode[]): Map<string, string> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const node of nodes) {
    const plain = plainName(node);
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    names.set(node.id, count === 1 ? plain : `${plain} #${count}`);
  }
  return names;
}

function plainName(node: GraphNode): string {
  const { step } = node;
  switch (node.kind) {
    case 'decision':
      return node.label.startsWith('switch (') ? node.label : `${node.label}?`;
    case 'opaque':
      return `opaque ${node.label}`;
    case 'call':
      return `call ${node.label}`;
    case 'fork':
      return `fork ${node.label}`;
    case 'join':
      return `join ${node.label}`;
    case 'step':
      return step?.multiple ? `${stepName(node)} (many)` : stepName(node);
    default:
      return node.label;
  }
}

function stepName({ step, label }: GraphNode): string {
  switch (step?.tool) {
    case 'run':
      return label;
    case 'waitForEvent':
      return `wait for ${step.event ?? label}`;
    case 'waitForSignal':
      return `wait for signal ${step.event ?? label}`;
    case 'sleep':
      return `sleep ${step.duration ?? label}`;
    case 'sleepUntil':
      return `sleep until ${step.duration ?? label}`;
    case 'sendEvent':
      return `send ${step.event ?? label}`;
    default:
      return `${step?.tool ?? 'step'} ${label}`;
  }
}
