/** A call: a step, a way of running things in parallel, a helper that makes steps, or nothing to draw. */
import { ts } from 'ts-morph';
import { isAgentRun, isOfKit } from '../../evaluation/agents.ts';
import { unwrap } from '../../syntax/references.ts';
import { type Block, emptyBlock, isSubstantial } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { labelOf } from '../label.ts';
import { choose } from '../statements/decision.ts';
import { agentEffects } from './agent.ts';
import { arrayMethodEffects } from './array-method.ts';
import { callbackEffects } from './callback.ts';
import { atOnce, awaited, type Effects, nothing, started } from './effects.ts';
import { groupEffects } from './group.ts';
import { helperEffects } from './helper.ts';
import { combinatorOf, parallelEffects } from './parallel.ts';
import { partsBlock } from './parts.ts';
import { chainEffects } from './promise-chain.ts';
import { collectEffects } from './promise-list.ts';
import { isStepPath, stepEffects } from './step.ts';

export function callEffects(call: ts.CallExpression, context: BuildContext): Effects {
  const optional = optionalOwner(call, context);
  if (!optional) return plainCall(call, context);
  const test = `${labelOf(optional)} != null`;
  let startsWork = false;
  const body = (): Block => {
    const value = plainCall(call, context.inBranch(`if:${test}.true`));
    startsWork = isSubstantial(value.work);
    return awaited(value, context.draft);
  };
  const question = { source: optional, id: test, label: test, test: null };
  const block = choose(question, body, () => emptyBlock, context);
  return startsWork ? started(block) : atOnce(block);
}

function plainCall(call: ts.CallExpression, context: BuildContext): Effects {
  const isSpecial =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    call.expression.kind === ts.SyntaxKind.SuperKeyword;
  // A `super` call is evaluated with the instance; steps in constructors cannot be awaited.
  if (isSpecial) return atOnce(partsBlock(call, context));
  const value = context.environment.evaluate(call.expression);
  if (value?.kind === 'tools' && isStepPath(value.path)) {
    return stepEffects(call, value.path.join('.'), context);
  }
  // `step.run.bind(step)` makes no step; calling its result does.
  if (value?.kind === 'tools' && value.path.at(-1) === 'bind') return nothing;
  if (value?.kind === 'fns' && value.path.length > 0) return stepEffects(call, 'run', context);
  if (value?.kind === 'group') return groupEffects(call, value.path, context);
  if (isAgentRun(call, context.environment.sources)) return agentEffects(call, context);
  if (isOfKit(call, context.environment.sources)) return atOnce(partsBlock(call, context));
  if (combinatorOf(call) !== null) return parallelEffects(call, context);
  const known =
    chainEffects(call, context) ?? collectEffects(call, context) ?? arrayMethodEffects(call, value, context);
  if (known) return known;
  if (value?.kind === 'function' || value?.kind === 'choice') return helperEffects(call, value, context);
  return callbackEffects(call, value, context);
}

/**
 * The value that decides whether an optional call happens: `a` in `a?.b(await step.run(…))`. Null when the call needs
 * no decision, or when the value is known to exist.
 */
function optionalOwner(call: ts.CallExpression, context: BuildContext): ts.Expression | null {
  if ((call.flags & ts.NodeFlags.OptionalChain) === 0) return null;
  if (context.environment.evaluate(call.expression)) return null;
  const callee = unwrap(call.expression);
  const isHere = call.questionDotToken !== undefined;
  const isBefore = ts.isPropertyAccessExpression(callee) && callee.questionDotToken !== undefined;
  if (isHere) return call.expression;
  return isBefore ? callee.expression : null;
}
