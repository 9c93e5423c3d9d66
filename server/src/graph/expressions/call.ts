/** A call: a step, a way of running things in parallel, a helper that makes steps, or nothing to draw. */
import { ts } from 'ts-morph';
import { isAgentRun } from '../../evaluation/agents.ts';
import { targetOf, unwrap } from '../../syntax/references.ts';
import { type Block, isSubstantial, through } from '../block.ts';
import { type Build, inBranch, type Place } from '../build.ts';
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

export function callEvaluation(call: ts.CallExpression, build: Build, place: Place): Evaluation {
  const optional = optionalOwner(call, build);
  if (!optional) return plainCall(call, build, place);
  const test = `${labelOf(optional)} != null`;
  let startsWork = false;
  const body = (): Block => {
    const value = plainCall(call, build, inBranch(place, `if:${test}.true`));
    startsWork = isSubstantial(value.work);
    return awaited(value, build.draft);
  };
  const block = choose(optional, test, null, body, () => through, build, place, test);
  return startsWork ? started(block) : atOnce(block);
}

function plainCall(call: ts.CallExpression, build: Build, place: Place): Evaluation {
  const isSpecial =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    call.expression.kind === ts.SyntaxKind.SuperKeyword;
  // What a base class's constructor keeps is known from its call; steps in constructors cannot be awaited.
  if (isSpecial) return atOnce(partsBlock(call, build, place));
  const value = build.values.of(call.expression);
  if (value?.kind === 'tools' && isStepPath(value.path)) {
    return stepEvaluation(call, value.path.join('.'), build, place);
  }
  // `step.run.bind(step)` makes no step; whoever calls what it gives does.
  if (value?.kind === 'tools' && value.path.at(-1) === 'bind') return nothing;
  if (value?.kind === 'fns' && value.path.length > 0) return stepEvaluation(call, 'run', build, place);
  if (value?.kind === 'group') return groupEvaluation(call, value.path, build, place);
  if (isAgentRun(call, build.values.sources)) return agentEvaluation(call, build, place);
  if (combinatorOf(call) !== null) return parallelEvaluation(call, build, place);
  const known =
    chainEvaluation(call, build, place) ??
    collectEvaluation(call, build, place) ??
    iterationEvaluation(call, value, build, place);
  if (known) return known;
  if (value?.kind === 'function' || value?.kind === 'choice')
    return helperEvaluation(call, value, build, place);
  return callbackEvaluation(call, value, build, place);
}

/**
 * What must be there for an optional call to happen: `a` in `a?.b(await step.run(…))`. Null when nothing of the call
 * is worth a decision, or when it is known to be there.
 */
function optionalOwner(call: ts.CallExpression, build: Build): ts.Expression | null {
  if ((call.flags & ts.NodeFlags.OptionalChain) === 0) return null;
  if (build.values.of(call.expression)) return null;
  const callee = unwrap(call.expression);
  const isHere = call.questionDotToken !== undefined;
  const isBefore = ts.isPropertyAccessExpression(callee) && callee.questionDotToken !== undefined;
  if (isHere) return call.expression;
  return isBefore ? callee.expression : null;
}

/** The package that a name is imported from; null when it is not imported. */
export function packageOf(expression: ts.Expression, build: Build): string | null {
  if (!ts.isIdentifier(expression)) return null;
  const target = targetOf(expression, build.values.sources);
  return target?.kind === 'external' ? target.specifier : null;
}
