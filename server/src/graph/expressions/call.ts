/** A call: a step, a way of running things in parallel, a helper that makes steps, or nothing to draw. */
import { ts } from 'ts-morph';
import { isAgentRun } from '../../evaluation/agents.ts';
import { unwrap } from '../../syntax/references.ts';
import { type Block, isSubstantial, through } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { labelOf } from '../label.ts';
import { choose } from '../statements/decision.ts';
import { agentEvaluation } from './agent.ts';
import { callbackEvaluation } from './callback.ts';
import { atOnce, awaited, type Evaluation, nothing, started } from './evaluation.ts';
import { groupEvaluation } from './group.ts';
import { helperEvaluation } from './helper.ts';
import { iterationEvaluation } from './iteration.ts';
import { combinatorOf, parallelEvaluation } from './parallel.ts';
import { partsBlock } from './parts.ts';
import { chainEvaluation } from './promise-chain.ts';
import { collectEvaluation } from './promise-list.ts';
import { isStepPath, stepEvaluation } from './step.ts';

export function callEvaluation(call: ts.CallExpression, context: BuildContext): Evaluation {
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
  const block = choose(question, body, () => through, context);
  return startsWork ? started(block) : atOnce(block);
}

function plainCall(call: ts.CallExpression, context: BuildContext): Evaluation {
  const isSpecial =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    call.expression.kind === ts.SyntaxKind.SuperKeyword;
  // What a base class's constructor keeps is known from its call; steps in constructors cannot be awaited.
  if (isSpecial) return atOnce(partsBlock(call, context));
  const value = context.environment.evaluate(call.expression);
  if (value?.kind === 'tools' && isStepPath(value.path)) {
    return stepEvaluation(call, value.path.join('.'), context);
  }
  // `step.run.bind(step)` makes no step; whoever calls what it gives does.
  if (value?.kind === 'tools' && value.path.at(-1) === 'bind') return nothing;
  if (value?.kind === 'fns' && value.path.length > 0) return stepEvaluation(call, 'run', context);
  if (value?.kind === 'group') return groupEvaluation(call, value.path, context);
  if (isAgentRun(call, context.environment.sources)) return agentEvaluation(call, context);
  if (combinatorOf(call) !== null) return parallelEvaluation(call, context);
  const known =
    chainEvaluation(call, context) ??
    collectEvaluation(call, context) ??
    iterationEvaluation(call, value, context);
  if (known) return known;
  if (value?.kind === 'function' || value?.kind === 'choice') return helperEvaluation(call, value, context);
  return callbackEvaluation(call, value, context);
}

/**
 * What must be there for an optional call to happen: `a` in `a?.b(await step.run(…))`. Null when nothing of the call
 * is worth a decision, or when it is known to be there.
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
