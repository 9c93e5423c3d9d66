/** Answers decisions with the results that the run has: which way the code goes is known before it reports a step. */
import jsep from 'jsep';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphEdge, GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { evaluateCondition, type Part, unknown, type Value } from './evaluate-condition.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import type { Matches } from './match-step.ts';
import type { DecisionReason } from './overlay.ts';

export interface KnownDecisions {
  /** By decision node: how it comes out and why. */
  reasons: ReadonlyMap<string, DecisionReason>;
  /** IDs of the edges that these decisions do not take. */
  ruledOut: ReadonlySet<string>;
}

const none: KnownDecisions = { reasons: new Map(), ruledOut: new Set() };

/**
 * Decisions that ask for more than recorded results, or that may come out differently each time, are not among them.
 * There are none when the run has a step where they say that it cannot go: it ran other code than the graph shows.
 */
export function knownDecisions(graph: WorkflowGraph, run: RunProgress, matches: Matches): KnownDecisions {
  const reasons = new Map<string, DecisionReason>();
  const ruledOut = new Set<string>();
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const node of graph.nodes) {
    if (!node.condition || !isAskedAlike(node, nodes)) continue;
    const exits = graph.edges.filter((edge) => edge.from === node.id);
    const isSwitch = exits.some(({ kind }) => kind === 'case');
    const wants = isSwitch ? 'value' : 'truth';
    const { value, parts } = evaluateCondition(node.condition, (id) => resultOf(id, run, matches), wants);
    if (value === unknown) continue;
    const others = isSwitch ? otherCases(exits, value) : exits.filter(({ kind }) => kind === String(!value));
    if (others === null) continue;
    for (const { id } of others) ruledOut.add(id);
    const facts = parts.map((part) => ({ source: part.source, value: glance(part.value), node: part.node }));
    reasons.set(node.id, { outcome: isSwitch ? glance(value) : String(Boolean(value)), facts });
  }
  return contradicts(graph, ruledOut, matches) ? none : { reasons, ruledOut };
}

/** False when a result it asks for may be another each time: one of a loop that the decision is in, or of many at once. */
function isAskedAlike(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const loops = loopsAround(node, nodes);
  return Object.values(node.condition?.results ?? {}).every((result) => {
    const step = nodes.get(result.node);
    return (
      step !== undefined && !step.step?.multiple && !loopsAround(step, nodes).some((id) => loops.includes(id))
    );
  });
}

function loopsAround(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): string[] {
  const loops: string[] = [];
  for (let up = node.parent; up !== undefined; up = nodes.get(up)?.parent) {
    if (nodes.get(up)?.kind === 'loop') loops.push(up);
  }
  return loops;
}

function resultOf(nodeId: string, run: RunProgress, matches: Matches): Value {
  const [hashedId, ...more] = matches.stepsOf.get(nodeId) ?? [];
  if (hashedId === undefined || more.length > 0) return unknown;
  const step = run.steps.find((one) => one.step.hashedId === hashedId);
  if (step?.status === 'timed-out') return null;
  if (step?.status !== 'completed') return unknown;
  return step.wait ? (step.wait.matched ?? unknown) : step.output;
}

/** The edges of a `switch` that this value does not take; null: some case is no literal. */
function otherCases(exits: readonly GraphEdge[], value: unknown): GraphEdge[] | null {
  const cases = exits.filter(({ kind }) => kind === 'case');
  const wanted = cases.map(({ label }) => literalsOf(label ?? ''));
  if (wanted.some((literals) => literals === null)) return null;
  // A constant may be called `otherwise`, too.
  if (wanted.flat().filter((literal) => literal === rest).length > 1) return null;
  const taken = wanted.findIndex((literals) => literals?.some((literal) => literal === value));
  const index = taken >= 0 ? taken : wanted.findIndex((literals) => literals?.includes(rest));
  return index < 0 ? null : cases.filter((_, at) => at !== index);
}

/** `default`, or what happens without one. */
const rest = Symbol('rest');

/** From the label of an edge, `'a', 'b', default`; null: it has something else, or was shortened. */
function literalsOf(label: string): unknown[] | null {
  const list = parseList(label);
  if (list === null) return null;
  const literals: unknown[] = [];
  for (const element of list) {
    if (element?.type === 'Literal') literals.push((element as jsep.Literal).value);
    else if (element?.type === 'Identifier' && restNames.has((element as jsep.Identifier).name))
      literals.push(rest);
    else return null;
  }
  return literals;
}

const restNames: ReadonlySet<string> = new Set(['default', 'otherwise']);

function parseList(text: string): (jsep.Expression | null)[] | null {
  try {
    const tree = jsep(`[${text}]`);
    return tree.type === 'ArrayExpression' ? (tree as jsep.ArrayExpression).elements : null;
  } catch {
    return null;
  }
}

function contradicts(graph: WorkflowGraph, ruledOut: ReadonlySet<string>, matches: Matches): boolean {
  if (ruledOut.size === 0) return false;
  const possible = reachable(indexGraph(graph, ruledOut));
  if ([...matches.stepsOf.keys()].every((id) => possible.has(id))) return false;
  const drawn = reachable(indexGraph(graph));
  return [...matches.stepsOf.keys()].some((id) => drawn.has(id) && !possible.has(id));
}

function reachable({ start, out }: GraphIndex): Set<string> {
  const found = new Set(start === null ? [] : [start]);
  for (const id of found) for (const edge of out.get(id) ?? []) found.add(edge.to);
  return found;
}

/** Texts are in quotes, so that `"true"` is not `true`. */
function glance(value: Part['value']): string {
  if (typeof value !== 'string') return preview(value) ?? String(value);
  return JSON.stringify(preview(value) ?? '');
}
