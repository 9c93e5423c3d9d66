/** Builds the graph of one function definition. Never throws because of the user's code. */
import { ts } from 'ts-morph';
import { type FunctionDefinition, headerOf } from '../definitions/function-definition.ts';
import { type ParameterRole, rolesOf } from '../definitions/handler-parameters.ts';
import { Evaluator } from '../evaluation/evaluator.ts';
import { typicalInstance } from '../evaluation/instances.ts';
import { type Argument, type FunctionValue, functionsOf, type Value } from '../evaluation/value.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { type Block, connect, type Jump } from './block.ts';
import type { Draft } from './draft.ts';
import { opaqueBlock } from './expressions/opaque.ts';
import { finish, reachable } from './finish.ts';
import { foldWaits } from './fold-waits.ts';
import { FunctionBuilder } from './function-builder.ts';
import { dropIdleDecisions } from './idle-decisions.ts';
import { labelOf, shorten } from './label.ts';
import { noteLostSteps } from './lost-steps.ts';
import { readConditions } from './read-conditions.ts';
import { simplifyForks } from './simplify-forks.ts';

/** A graph and the code it was made from. Holds syntax trees: keep the graph, release the rest. */
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
  return buildBoth(definition, sources.with(definition.bindings));
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
  const environment = Evaluator.of(sources);
  const builder = new FunctionBuilder(definition, environment);
  const { draft } = builder;
  const root = builder.root;
  const startId = root.node('start', 'start', 'start', definition.place);
  const found = handler ? handlerFunction(handler, environment) : null;
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
    const args = handlerArguments(found.fn.node, definition);
    body = builder.drawBody(found.fn, args, root, { isCallback: false });
  } else {
    const why = handler
      ? `\`${shorten(handler.getText())}\` cannot be resolved to a function, so its steps are not drawn.`
      : 'This function has no handler yet.';
    body = opaqueBlock(
      handler ?? definition.place,
      handler ? labelOf(handler) : '?',
      'unresolved-handler',
      why,
      root,
    );
  }
  const kept = addEnds(builder, startId, body, found?.fn.node ?? null);
  simplifyForks(draft);
  foldWaits(draft);
  dropIdleDecisions(draft);
  readConditions(draft);
  const { nodes, edges } = finish(draft, startId, kept);
  const start = nodes[0];
  if (start && found) start.range = headRange(definition, found.fn.node);
  // Assignments may have shown later what the callee is.
  for (const [call, [id]] of draft.placed) if (!isExperiment(id, draft)) builder.sites.add(call);
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
  return {
    definition,
    graph,
    syntax,
    handler: found?.fn.node ?? null,
    sites: builder.sites,
    onFailure: null,
  };
}

function isExperiment(id: string | undefined, { nodes }: Draft): boolean {
  return id !== undefined && nodes.get(id)?.step?.tool === 'group.experiment';
}

/** What the SDK (or the integration around it) calls a handler with. */
function handlerArguments(node: FunctionNode, { publishes }: FunctionDefinition): Argument[] {
  return rolesOf(node).map((role): Argument => {
    const value: Record<ParameterRole, Value> = {
      context: { kind: 'context', publishes },
      event: { kind: 'event' },
      tools: { kind: 'tools', path: [] },
    };
    return { value: role && value[role], source: null };
  });
}

/** From the start of the call to the handler's body: the part that runs before the workflow. */
function headRange(definition: FunctionDefinition, node: FunctionNode): WorkflowGraph['range'] {
  const whole = definition.file.rangeOf(definition.place);
  const isInside = node.getSourceFile() === definition.file.tree && node.pos >= definition.place.pos;
  if (!isInside || !node.body || node.end > definition.place.end) return whole;
  return { start: whole.start, end: definition.file.positionAt(node.body.getStart()) };
}

/** Inline, named, imported, or the function argument of a wrapper; `wrapper` is the text of the wrapping callee. */
function handlerFunction(
  handler: Handler,
  environment: Evaluator,
  depth = 0,
): { fn: FunctionValue; wrapper: string | null } | null {
  if (ts.isMethodDeclaration(handler)) return { fn: methodValue(handler, environment), wrapper: null };
  const value = environment.evaluate(handler);
  const [fn] = functionsOf(value);
  if (fn?.node.body) return { fn, wrapper: null };
  const call = depth < 4 ? environment.makerOf(handler) : null;
  for (const argument of call?.arguments ?? []) {
    const inner = handlerFunction(argument, environment, depth + 1);
    if (inner) return { fn: inner.fn, wrapper: call?.expression.getText() ?? null };
  }
  return null;
}

function methodValue(node: ts.MethodDeclaration, environment: Evaluator): FunctionValue {
  if (!ts.isClassLike(node.parent)) return { kind: 'function', node, frame: environment.top };
  const owner = typicalInstance({ kind: 'class', node: node.parent, frame: environment.top }, environment);
  return { kind: 'function', node, frame: owner.body };
}

/** Adds end nodes for every exit; returns the nodes to keep even if nothing leads to them. */
function addEnds(
  builder: FunctionBuilder,
  startId: string,
  body: Block,
  handler: FunctionNode | null,
): string[] {
  const { draft, root, definition } = builder;
  const leaving = connect(draft, [{ from: startId, kind: 'next' }], body);
  const ends = new Map<ts.Node, string>();
  const endFor = (jump: Extract<Jump, { at: ts.Node }>): string => {
    const known = ends.get(jump.at);
    if (known !== undefined) return known;
    if (ts.isBlock(jump.at)) {
      const id = implicitEnd(builder, jump.at);
      ends.set(jump.at, id);
      return id;
    }
    const isReturn = jump.kind === 'return';
    const isOwn = isReturn || ts.isThrowStatement(jump.at) || isThrowingCall(jump.at);
    const label = isOwn ? labelOf(jump.at).replace(/;$/, '') : 'throw again';
    const id = root.node('end', `end:${jump.kind}@${jump.path}`, label, jump.at);
    const node = draft.nodes.get(id);
    if (node) node.end = isReturn ? 'return' : 'throw';
    ends.set(jump.at, id);
    return id;
  };
  for (const { edge, jump } of leaving.jumps) {
    if (jump.kind === 'return' || jump.kind === 'throw') draft.addEdge(edge, endFor(jump));
    // A break or continue without a loop is a syntax error.
    else leaving.exits.push(edge);
  }
  const [onlyEnd] = ends.values();
  if (leaving.exits.length === 0 && ends.size === 1 && onlyEnd !== undefined) {
    for (const edge of builder.floating) draft.addEdge(edge, onlyEnd);
  } else if (leaving.exits.length > 0 || builder.floating.length > 0 || ends.size === 0) {
    const id = implicitEnd(builder, handler?.body ?? definition.place);
    for (const edge of [...leaving.exits, ...builder.floating]) draft.addEdge(edge, id);
    ends.set(definition.place, id);
  }
  const reached = reachable(draft, startId);
  if ([...ends.values()].some((id) => reached.has(id))) return [];
  return [
    endByFailing(
      builder,
      [...ends.values()].at(-1) ?? implicitEnd(builder, handler?.body ?? definition.place),
      body,
      reached,
    ),
  ];
}

/** `at`: the body of the function that ends without a `return`. */
function implicitEnd(builder: FunctionBuilder, at: ts.Node): string {
  const { draft, root, definition } = builder;
  const id = root.node('end', 'end', 'end', at);
  const node = draft.nodes.get(id);
  if (node) {
    const isExpression = at !== definition.place && !ts.isBlock(at);
    node.end = isExpression ? 'return' : 'implicit';
    if (isExpression) node.label = `return ${labelOf(at)}`;
    else node.range = closingRange(builder, at);
  }
  return id;
}

/** An endless loop: only a failure (or a cancellation) ends the run. */
function endByFailing(
  builder: FunctionBuilder,
  id: string,
  body: Block,
  reached: ReadonlySet<string>,
): string {
  const { draft } = builder;
  const node = draft.nodes.get(id);
  if (node) {
    node.end = 'throw';
    node.label = 'ends only by failing';
  }
  const failing = body.failing.filter((from) => reached.has(from));
  if (failing.length === 0 && body.entry.kind === 'node') failing.push(body.entry.id);
  for (const from of failing) draft.addEdge({ from, kind: 'error' }, id);
  return id;
}

/** A call of a function that always throws; an error that `.finally` passes on is not a throw of its own. */
function isThrowingCall(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  return !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'finally';
}

/** The closing brace, where a function without `return` ends. */
function closingRange(builder: FunctionBuilder, body: ts.Node): WorkflowGraph['range'] {
  const file =
    builder.root.environment.sources.file(body.getSourceFile().fileName) ?? builder.definition.file;
  return { start: file.positionAt(Math.max(body.end - 1, 0)), end: file.positionAt(body.end) };
}
