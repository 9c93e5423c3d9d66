/** The effects of one expression, in the order of evaluation. Function bodies run only where they are called. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, emptyBlock, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { labelOf } from '../label.ts';
import { type Branch, choose, decide, noBranch } from '../statements/decision.ts';
import { assignment } from './assignment.ts';
import { callEffects } from './call.ts';
import { atOnce, awaited, type Effects, nothing, started } from './effects.ts';
import { yieldBlock } from './generator.ts';
import { newEffects } from './new.ts';
import { objectEffects } from './object.ts';
import { listEffects } from './parallel.ts';
import { partsBlock } from './parts.ts';
import { floatPromise, joinPromises, unawaited } from './promises.ts';

export function expressionEffects(node: ts.Expression, context: BuildContext): Effects {
  const inner = unwrap(node);
  if (ts.isFunctionLike(inner) || ts.isIdentifier(inner) || ts.isLiteralExpression(inner)) return nothing;
  if (ts.isAwaitExpression(inner)) return atOnce(awaitBlock(inner, context));
  if (ts.isCallExpression(inner)) return callEffects(inner, context);
  if (ts.isNewExpression(inner)) return newEffects(inner, context);
  if (ts.isConditionalExpression(inner)) {
    const { condition, whenTrue, whenFalse } = inner;
    return undecided(context, (run) => decide(condition, run(whenTrue), run(whenFalse), context));
  }
  if (ts.isBinaryExpression(inner)) return binary(inner, context);
  if (ts.isArrayLiteralExpression(inner)) return listEffects(inner, context);
  if (ts.isObjectLiteralExpression(inner)) return objectEffects(inner, context);
  if (ts.isYieldExpression(inner)) return atOnce(yieldBlock(inner, context));
  if (ts.isVoidExpression(inner))
    return atOnce(floatPromise(context.effectsOf(inner.expression), inner.expression, context));
  if (ts.isClassExpression(inner)) return nothing;
  return atOnce({ ...partsBlock(inner, context), result: null });
}

/** Waits for what the operand starts, and for promises in variables that it names. */
function awaitBlock(node: ts.AwaitExpression, context: BuildContext): Block {
  const value = context.effectsOf(node.expression);
  const before = value.now;
  const pending = unawaited(node.expression, context);
  if (pending.length === 0) return awaited(value, context.draft);
  const join = joinPromises(pending, 'all', node, context);
  if (!isSubstantial(value.work)) return sequence(context.draft, [before, join]);
  return sequence(context.draft, [before, value.work, join]);
}

/** When a branch starts something that is not awaited, the decision is part of what is started. */
function undecided(context: BuildContext, draw: (run: (way: ts.Expression) => Branch) => Block): Effects {
  let startsWork = false;
  const block = draw((way) => (within) => {
    const value = within.effectsOf(way);
    startsWork ||= isSubstantial(value.work);
    return awaited(value, context.draft);
  });
  return startsWork ? started(block) : atOnce(block);
}

function binary(node: ts.BinaryExpression, context: BuildContext): Effects {
  const { left, right, operatorToken } = node;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
      return undecided(context, (run) => decide(left, run(right), noBranch, context));
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.BarBarEqualsToken:
      return undecided(context, (run) => decide(left, noBranch, run(right), context));
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return undecided(context, (run) => {
        const before = context.expression(left);
        const within = context.inBranch(`if:${left.getText()}.null`);
        const isNull = (): Block => run(right)(within);
        const label = `${labelOf(left)} != null`;
        const question = { source: left, id: left.getText(), label, test: null };
        const decision = choose(question, () => emptyBlock, isNull, context);
        return sequence(context.draft, [before, decision]);
      });
    case ts.SyntaxKind.EqualsToken:
      return assignment(node, context);
    case ts.SyntaxKind.CommaToken: {
      const before = floatPromise(context.effectsOf(left), left, context);
      const value = context.effectsOf(right);
      return { now: sequence(context.draft, [before, value.now]), work: value.work };
    }
    default:
      return atOnce({
        ...sequence(context.draft, [context.expression(left), context.expression(right)]),
        result: null,
      });
  }
}
