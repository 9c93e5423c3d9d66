/** A call of a function of the workspace: its steps are drawn in place of the call, in a compound node. */
import { ts } from 'ts-morph';
import { type Argument, type FunctionValue, functionsOf, type Value } from '../../evaluation/value.ts';
import { isAsync } from '../../syntax/ast.ts';
import { unwrap } from '../../syntax/references.ts';
import { isFunctionNode } from '../../syntax/scope.ts';
import { type Block, connect, emptyBlock, gather, headed, isThrow, jumpBlock, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge } from '../draft.ts';
import { shorten } from '../label.ts';
import { alwaysThrows } from './always-throws.ts';
import { atOnce, awaited, type Effects } from './effects.ts';
import { opaqueBlock } from './opaque.ts';
import { partsBlock } from './parts.ts';
import { rootDeclaration, startLabel, startPromise, unawaited } from './promises.ts';
import { isReturned } from './returned.ts';
import { isStepPath, stepEffects } from './step.ts';

const maxStackDepth = 16;
const maxNodes = 3000;

export function helperEffects(call: ts.CallExpression, value: Value, context: BuildContext): Effects {
  const { environment, draft } = context;
  const args = environment.argumentsOf(call);
  const functions = functionsOf(value);
  const relevant = functions.filter((fn) => context.mayStep(fn, args, call));
  const isOneStep = value.kind === 'choice' && value.options.some((option) => isStep(option.value));
  const callee = unwrap(call.expression);
  const receiver = ts.isPropertyAccessExpression(callee) ? [context.expression(callee.expression)] : [];
  if (relevant.length === 0 && !isOneStep) {
    const before = sequence(draft, [...receiver, ...call.arguments.map((each) => partsOf(each, context))]);
    const [only] = functions;
    const throws = functions.length === 1 && only && isWaitedFor(call) && alwaysThrows(only, environment);
    const leave = throws ? jumpBlock({ kind: 'throw', at: call, path: context.place.path }) : emptyBlock;
    return atOnce({ ...sequence(draft, [before, leave]), result: null });
  }
  const before: Block[] = [...receiver];
  for (const [index, argument] of call.arguments.entries()) {
    before.push(argumentBlock(argument, index, functions, context));
  }
  const name = isFunctionNode(callee) ? '' : shorten(call.expression.getText());
  const [first] = relevant;
  const work =
    value.kind === 'choice' && value.options.length > 1
      ? choiceBlock(call, name, value, args, context)
      : first
        ? bodyBlock(call, name, first, args, context)
        : emptyBlock;
  // A synchronous function without a result is done when it returns.
  const isOver = !isOneStep && functions.every(({ node }) => !isAsync(node) && !givesBack(node));
  return isOver ? atOnce(sequence(draft, [...before, work])) : { now: sequence(draft, before), work };
}

/** A promise passed as an argument is held by the parameter. */
function argumentBlock(
  argument: ts.Expression,
  index: number,
  functions: readonly FunctionValue[],
  context: BuildContext,
): Block {
  const holders = functions.flatMap(({ node }) => node.parameters[index] ?? []);
  const { now, work } = context.effectsOf(argument);
  const inner = unwrap(argument);
  if (!ts.isAwaitExpression(inner) && !ts.isFunctionLike(inner)) {
    context.promises.hold(unawaited(inner, context), holders);
  }
  if (!work.hasSteps) return sequence(context.draft, [now, work]);
  const { fork } = startPromise(work, argument, startLabel(argument), [...holders, argument], context);
  return sequence(context.draft, [now, fork]);
}

function partsOf(argument: ts.Expression, context: BuildContext): Block {
  return ts.isSpreadElement(argument) ? partsBlock(argument, context) : context.expression(argument);
}

type Choice = Extract<Value, { kind: 'choice' }>;

/** One of several functions is called: one case for each. */
function choiceBlock(
  call: ts.CallExpression,
  name: string,
  value: Choice,
  args: readonly Argument[],
  context: BuildContext,
): Block {
  const { draft } = context;
  const condition = conditionOf(value);
  const id = context.node(
    'decision',
    `choice:${name}`,
    condition ?? switchLabel(call, name),
    call.expression,
  );
  const bodies = value.options.flatMap(({ label, value: option }, index) => {
    if (option.kind !== 'function' && !isStep(option)) return [];
    const within = context.inBranch(`choice:${name}.${label}`);
    const way: DanglingEdge =
      condition === null
        ? { from: id, kind: 'case', label: shorten(label) }
        : { from: id, kind: index === 0 ? 'true' : 'false' };
    const title = condition === null ? `${name} ${shorten(label)}` : name;
    const body = isStep(option)
      ? awaited(stepEffects(call, option.path.join('.'), within), draft)
      : bodyBlock(call, title, option, args, within);
    return [{ way, body }];
  });
  const exits: Block['exits'][number][] = [];
  const jumps: Block['jumps'][number][] = [];
  for (const { way, body } of bodies) {
    const joined = connect(draft, [way], body);
    exits.push(...joined.exits);
    jumps.push(...joined.jumps);
  }
  return {
    ...emptyBlock,
    ...gather(bodies.map(({ body }) => body)),
    entry: { kind: 'node', id },
    exits,
    jumps,
  };
}

function isStep(value: Value): value is Extract<Value, { kind: 'tools' }> {
  return value.kind === 'tools' && isStepPath(value.path);
}

/** What one condition decides: one function if it holds, another one if not. */
function conditionOf({ options: [first, second, ...others] }: Choice): string | null {
  if (!first || !second || others.length > 0) return null;
  return second.label === `!(${first.label})` ? shorten(first.label) : null;
}

function switchLabel(call: ts.CallExpression, name: string): string {
  const callee = unwrap(call.expression);
  const key = ts.isElementAccessExpression(callee) ? callee.argumentExpression.getText() : name;
  return `switch (${shorten(key)})`;
}

function bodyBlock(
  call: ts.CallExpression,
  name: string,
  fn: FunctionValue,
  args: readonly Argument[],
  context: BuildContext,
): Block {
  const { draft } = context;
  if (context.build.isRecursive(fn.node)) {
    const why = `\`${name}\` calls itself. Its steps are drawn once, at the first call.`;
    return opaqueBlock(call, `${name} again`, 'recursive-helper', why, context);
  }
  if (context.build.stack.length > maxStackDepth || draft.nodes.size > maxNodes) {
    const why = `The call to \`${name}\` is nested ${context.build.stack.length} levels deep in a graph of ${draft.nodes.size} nodes; its steps are not drawn.`;
    return opaqueBlock(call, name, 'too-deep', why, context);
  }
  const callee = unwrap(call.expression);
  const isCallback = isHandedOver(call);
  draft.inlined.set(call, fn.node);
  const activation = { isCallback, isReturned: isReturned(call) };
  if (isFunctionNode(callee)) return context.inside('call').inline(fn, args, activation);
  const id = context.node('call', `call:${name}`, name, call);
  const within = context.inside(`call:${name}`, { parent: id, prefix: `${id}/` });
  const body = within.inline(fn, args, activation);
  if (!body.hasSteps) {
    draft.nodes.delete(id);
    // Without steps only a certain end is worth drawing.
    const thrown =
      body.exits.length === 0 && (body.entry.kind === 'jump' || body.jumps.some(({ jump }) => isThrow(jump)));
    return thrown ? jumpBlock({ kind: 'throw', at: call, path: context.place.path }) : emptyBlock;
  }
  if (body.result !== null) draft.holdResult(body.result, call);
  return headed(draft, id, body);
}

/** The callee is a parameter: the caller of the enclosing code decided what is called. */
function isHandedOver(call: ts.CallExpression): boolean {
  let declaration = rootDeclaration(call.expression);
  while (declaration && ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
  return declaration !== null && ts.isParameter(declaration);
}

/** Judged by form: an expression body, or a `return` with a value. */
function givesBack(node: FunctionValue['node']): boolean {
  const { body } = node;
  if (!body || !ts.isBlock(body)) return true;
  let found = false;
  const visit = (child: ts.Node): void => {
    if (found || ts.isFunctionLike(child)) return;
    if (ts.isReturnStatement(child)) found = child.expression !== undefined;
    else ts.forEachChild(child, visit);
  };
  visit(body);
  return found;
}

/** An async function's error surfaces only where it is awaited. */
function isWaitedFor(call: ts.CallExpression): boolean {
  const { parent } = call;
  return ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isExpressionStatement(parent);
}
