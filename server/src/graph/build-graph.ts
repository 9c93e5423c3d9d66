/** One function definition to one graph. Never throws because of the user's code. */
import { ts } from 'ts-morph';
import { type FunctionDefinition, headerOf } from '../syntax/functions.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { Values } from '../syntax/values.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { type Block, connect, type Jump, type Open } from './block.ts';
import { Builder } from './builder.ts';
import { opaqueBlock } from './expressions/opaque.ts';
import { finish } from './finish.ts';
import { foldWaits } from './fold-waits.ts';
import { labelOf, shorten } from './label.ts';
import { noteLostSteps } from './lost-steps.ts';
import { readConditions } from './read-conditions.ts';

/** A graph that still knows the code it was made from. Holds syntax trees: keep the graph, let go of the rest. */
export interface BuiltFunction {
  readonly definition: FunctionDefinition;
  readonly graph: WorkflowGraph;
  /** By node id: the code that the node stands for (a step's call, a decision's test, a loop statement). */
  readonly syntax: ReadonlyMap<string, ts.Node>;
  /** The function whose body is the graph; null when it could not be found. */
  readonly handler: FunctionNode | null;
  /** Step calls seen in the handler and the helpers it reaches, the failure handler's among them. */
  readonly sites: ReadonlySet<ts.CallExpression>;
  readonly onFailure: BuiltFunction | null;
}

export function buildGraph(definition: FunctionDefinition, sources: Sources): BuiltFunction {
  return sources.withValues(definition.given, () => buildBoth(definition, sources));
}

function buildBoth(definition: FunctionDefinition, sources: Sources): BuiltFunction {
  const built = buildHandler(definition, definition.handler, sources);
  const { onFailure } = definition;
  if (onFailure) {
    const failure = buildHandler({ ...definition, triggers: [], notes: [] }, onFailure, sources);
    failure.graph.id = `${definition.id}-failure`;
    failure.graph.localId = `${definition.localId}-failure`;
    failure.graph.name = `${definition.name} (failure)`;
    failure.graph.range = definition.file.rangeOf(onFailure);
    built.graph.onFailure = failure.graph;
    return { ...built, sites: new Set([...built.sites, ...failure.sites]), onFailure: failure };
  }
  return built;
}

type Handler = ts.Expression | ts.MethodDeclaration;

function buildHandler(
  definition: FunctionDefinition,
  handler: Handler | null,
  sources: Sources,
): BuiltFunction {
  const values = new Values(sources);
  const builder = new Builder(definition, values);
  const { draft } = builder;
  const root = builder.root;
  const startId = builder.node('start', 'start', 'start', definition.place, root);
  const found = handler ? handlerFunction(handler, values) : null;
  let body: Block;
  if (found) {
    if (found.wrapper !== null) {
      builder.note(
        'info',
        'wrapped-handler',
        `The handler is wrapped by \`${shorten(found.wrapper)}\`; the function inside is drawn.`,
        handler ?? definition.place,
      );
    }
    const { contextAt } = definition;
    const undo = found.node.parameters
      .slice(0, contextAt + 1)
      .map((parameter, at) => values.bind(parameter, { kind: at === contextAt ? 'context' : 'event' }));
    body = builder.body(found.node, root);
    for (const take of undo) take();
  } else {
    const why = handler
      ? `The function behind \`${shorten(handler.getText())}\` cannot be found, so its steps are not drawn.`
      : 'This function has no handler yet.';
    body = opaqueBlock(
      handler ?? definition.place,
      handler ? labelOf(handler) : '?',
      'unresolved-handler',
      why,
      builder,
      root,
    );
  }
  const kept = addEnds(builder, startId, body, found?.node ?? null);
  foldWaits(draft);
  readConditions(draft);
  const { nodes, edges } = finish(draft, startId, kept);
  const start = nodes[0];
  if (start && found) start.range = headRange(definition, found.node);
  noteLostSteps(builder, new Set(nodes.map(({ id }) => id)));
  const graph: WorkflowGraph = {
    ...headerOf(definition),
    nodes,
    edges,
    notes: [...definition.notes, ...builder.notes],
  };
  const syntax = new Map(
    nodes.flatMap(({ id }) => {
      const source = draft.nodes.get(id)?.source;
      return source ? [[id, source] as const] : [];
    }),
  );
  return { definition, graph, syntax, handler: found?.node ?? null, sites: builder.sites, onFailure: null };
}

/** From the call's beginning to the handler's body: the part that is not yet running. */
function headRange(definition: FunctionDefinition, node: FunctionNode): WorkflowGraph['range'] {
  const whole = definition.file.rangeOf(definition.place);
  const isInside = node.getSourceFile() === definition.file.tree && node.pos >= definition.place.pos;
  if (!isInside || !node.body || node.end > definition.place.end) return whole;
  return { start: whole.start, end: definition.file.positionAt(node.body.getStart()) };
}

/** Inline, named, imported, or the function argument of a wrapper; `wrapper` is the text of the wrapping callee. */
function handlerFunction(
  handler: Handler,
  values: Values,
  depth = 0,
): { node: FunctionNode; wrapper: string | null } | null {
  if (ts.isMethodDeclaration(handler)) return { node: handler, wrapper: null };
  const value = values.of(handler);
  if (value?.kind === 'function') return value.node.body ? { node: value.node, wrapper: null } : null;
  const call = depth < 4 ? values.callBehind(handler) : null;
  for (const argument of call?.arguments ?? []) {
    const inner = handlerFunction(argument, values, depth + 1);
    if (inner) return { node: inner.node, wrapper: call?.expression.getText() ?? null };
  }
  return null;
}

/** Ends for every way out; returns the nodes that stay even when nothing leads to them. */
function addEnds(builder: Builder, startId: string, body: Block, handler: FunctionNode | null): string[] {
  const { draft, root, definition } = builder;
  const leaving = connect(draft, [{ from: startId, kind: 'next' }], body);
  const ends = new Map<ts.Node, string>();
  const endFor = (jump: Extract<Jump, { at: ts.Node }>): string => {
    const known = ends.get(jump.at);
    if (known !== undefined) return known;
    const isReturn = jump.kind === 'return';
    const label =
      isReturn || ts.isThrowStatement(jump.at) ? labelOf(jump.at).replace(/;$/, '') : 'throw again';
    const id = builder.node('end', `end:${jump.kind}@${jump.path}`, label, jump.at, root);
    const node = draft.nodes.get(id);
    if (node) node.end = isReturn ? 'return' : 'throw';
    ends.set(jump.at, id);
    return id;
  };
  for (const { open, jump } of leaving.jumps) {
    if (jump.kind === 'return' || jump.kind === 'throw') draft.addEdge(open, endFor(jump));
    // A break or continue without a loop is a syntax error; control goes nowhere known.
    else leaving.exits.push(open);
  }
  if (leaving.exits.length === 0 && ends.size > 0) return [];
  const at = handler?.body ?? definition.place;
  const id = builder.node('end', 'end', 'end', at, root);
  const node = draft.nodes.get(id);
  if (node) {
    const isExpression = handler?.body !== undefined && !ts.isBlock(handler.body);
    node.end = isExpression ? 'return' : 'implicit';
    if (!isExpression) node.range = closingRange(builder, at);
  }
  for (const open of leaving.exits) draft.addEdge(open satisfies Open, id);
  return [id];
}

/** The closing brace, where a function without `return` ends. */
function closingRange(builder: Builder, body: ts.Node): WorkflowGraph['range'] {
  const file = builder.values.sources.file(body.getSourceFile().fileName) ?? builder.definition.file;
  return { start: file.positionAt(Math.max(body.end - 1, 0)), end: file.positionAt(body.end) };
}
