/** A call into code outside the workspace: callbacks are drawn in place, step tools passed to it become opaque nodes. */
import { ts } from 'ts-morph';
import { type FunctionValue, functionsOf, type Value } from '../../evaluation/value.ts';
import { importedPackage, unwrap } from '../../syntax/references.ts';
import { type Block, connect, emptyBlock, headed, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { shorten } from '../label.ts';
import type { Effects } from './effects.ts';
import { opaqueBlock } from './opaque.ts';
import { startLabel, startPromise } from './promises.ts';
import { isReturned } from './returned.ts';

/** Run their callback once and return its promise; a node of their own would add nothing. */
const onceRunners: ReadonlySet<string> = new Set(['p-limit', 'p-queue', 'p-throttle', 'p-timeout', 'react']);

/** Only look at their arguments. */
const harmless = /^(console|logger|log|JSON|Object|expect|Reflect)\b/;

/** Names that suggest the callback runs repeatedly, or later. */
const repeats =
  /map|each|times|retry|retries|loop|poll|series|parallel|batch|chunk|repeat|until|every|interval|iterat/i;

export function callbackEffects(
  call: ts.CallExpression,
  callee: Value | null,
  context: BuildContext,
): Effects {
  const { draft } = context;
  const before: Block[] = [context.expression(receiverOf(call))];
  const blocks: Block[] = [];
  const name = shorten(call.expression.getText());
  for (const argument of call.arguments) {
    const inner = unwrap(ts.isSpreadElement(argument) ? argument.expression : argument);
    const { now, work } = context.effectsOf(inner);
    before.push(now);
    if (work.hasSteps) {
      const { fork } = startPromise(work, inner, startLabel(inner), [inner], context);
      before.push(fork);
    } else before.push(work);
    blocks.push(calledBack(call, name, inner, context));
  }
  if (callee?.kind === 'carrier' && blocks.every((block) => !isSubstantial(block))) {
    const why = `\`${shorten(callee.source)}\` receives the step tools, but its code cannot be found, so its steps are not drawn.`;
    blocks.push(opaqueBlock(call, `${name}(…)`, 'unresolved-helper', why, context));
  }
  return { now: sequence(draft, before), work: { ...sequence(draft, blocks), result: null } };
}

function receiverOf(call: ts.CallExpression): ts.Expression {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)
    ? callee.expression
    : callee;
}

/** What an argument lets the unknown function do. */
function calledBack(
  call: ts.CallExpression,
  name: string,
  argument: ts.Expression,
  context: BuildContext,
): Block {
  const { environment } = context;
  const value = environment.evaluate(argument);
  if (!value || harmless.test(call.expression.getText())) return emptyBlock;
  const functions = functionsOf(value).filter((fn) => context.carriesSteps(fn, call));
  if (functions.length > 0) {
    return sequence(
      context.draft,
      functions.map((fn) => callbackBlock(call, name, argument, fn, context)),
    );
  }
  if (!context.carriesSteps(value, call)) return emptyBlock;
  const why = `\`${name}\` receives the step tools, but its code cannot be found, so its steps are not drawn.`;
  return opaqueBlock(call, `${name}(…)`, 'unresolved-helper', why, context);
}

function callbackBlock(
  call: ts.CallExpression,
  name: string,
  argument: ts.Expression,
  fn: FunctionValue,
  context: BuildContext,
): Block {
  const { draft } = context;
  if (runsOnce(call, context)) {
    return context.inside(`call:${name}`).inline(fn, [], { isCallback: true, isReturned: isReturned(call) });
  }
  const id = context.node('call', `call:${name}`, `${name}(…)`, call);
  const within = context.inside(`call:${name}`, { parent: id, prefix: `${id}/` });
  const mayRepeat = repeats.test(name) || takesItems(call, argument, fn);
  const body = within.inline(fn, [], { isCallback: true, isReturned: !mayRepeat && isReturned(call) });
  if (!isSubstantial(body)) {
    draft.nodes.delete(id);
    return emptyBlock;
  }
  const how = mayRepeat
    ? 'may be called any number of times, or not at all'
    : 'is drawn as if it were called once, here';
  context.note(
    'info',
    'unknown-callback',
    `\`${name}\` is not part of the workspace; its callback ${how}.`,
    argument,
  );
  if (!mayRepeat) return headed(draft, id, body);
  const joined = connect(draft, [{ from: id, kind: 'true' }], body);
  for (const edge of joined.exits) draft.addEdge({ from: edge.from, kind: 'back' }, id);
  return {
    ...body,
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'false' }],
    jumps: joined.jumps,
    result: null,
  };
}

/** A function with parameters, next to an argument that may be a list. */
function takesItems(call: ts.CallExpression, argument: ts.Expression, fn: FunctionValue): boolean {
  if (fn.node.parameters.length === 0) return false;
  return call.arguments.some((other) => {
    const inner = unwrap(other);
    if (other === argument || inner === argument) return false;
    return (
      ts.isArrayLiteralExpression(inner) || ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)
    );
  });
}

/** `limit(() => …)` where `limit = pLimit(5)`, `queue.add(() => …)` where `queue = new PQueue()`. */
function runsOnce(call: ts.CallExpression, context: BuildContext): boolean {
  const direct = importedPackage(call.expression, context.environment.sources);
  if (direct !== null) return onceRunners.has(direct);
  const callee = unwrap(call.expression);
  const owner = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  const maker = context.environment.makerOf(owner);
  const from = maker && importedPackage(maker.expression, context.environment.sources);
  return from !== null && onceRunners.has(from);
}
