/** One expression to what it does, in the order of evaluation. Function bodies run only where they are called. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, isSubstantial, sequence, through } from '../block.ts';
import { type Build, inBranch, type Place } from '../build.ts';
import { labelOf } from '../label.ts';
import { type Branch, choose, decide, noBranch } from '../statements/decision.ts';
import { assignment } from './assignment.ts';
import { callEvaluation } from './call.ts';
import { atOnce, awaited, type Evaluation, nothing, started } from './evaluation.ts';
import { yieldBlock } from './generator.ts';
import { newEvaluation } from './new.ts';
import { objectEvaluation } from './object.ts';
import { listEvaluation } from './parallel.ts';
import { partsBlock } from './parts.ts';
import { abandon } from './promises.ts';

export function evaluate(node: ts.Expression, build: Build, place: Place): Evaluation {
  const inner = unwrap(node);
  if (ts.isFunctionLike(inner) || ts.isIdentifier(inner) || ts.isLiteralExpression(inner)) return nothing;
  if (ts.isAwaitExpression(inner)) return atOnce(awaitBlock(inner, build, place));
  if (ts.isCallExpression(inner)) return callEvaluation(inner, build, place);
  if (ts.isNewExpression(inner)) return newEvaluation(inner, build, place);
  if (ts.isConditionalExpression(inner)) {
    const { condition, whenTrue, whenFalse } = inner;
    return undecided(build, (run) => decide(condition, run(whenTrue), run(whenFalse), build, place));
  }
  if (ts.isBinaryExpression(inner)) return binary(inner, build, place);
  if (ts.isArrayLiteralExpression(inner)) return listEvaluation(inner, build, place);
  if (ts.isObjectLiteralExpression(inner)) return objectEvaluation(inner, build, place);
  if (ts.isYieldExpression(inner)) return atOnce(yieldBlock(inner, build, place));
  if (ts.isVoidExpression(inner))
    return atOnce(abandon(build.evaluate(inner.expression, place), inner.expression, build, place));
  if (ts.isClassExpression(inner)) return nothing;
  return atOnce({ ...partsBlock(inner, build, place), result: null });
}

/** Waits for what the operand starts, and for promises in variables that it names. */
function awaitBlock(node: ts.AwaitExpression, build: Build, place: Place): Block {
  const value = build.evaluate(node.expression, place);
  const before = value.now;
  const pending = build.promises.unawaited(node.expression, place);
  if (pending.length === 0) return awaited(value, build.draft);
  const join = build.promises.join(pending, 'all', node, build, place);
  if (!isSubstantial(value.work)) return sequence(build.draft, [before, join]);
  return sequence(build.draft, [before, value.work, join]);
}

/** When a way starts something that is not awaited, the question is part of what is started. */
function undecided(build: Build, draw: (run: (way: ts.Expression) => Branch) => Block): Evaluation {
  let startsWork = false;
  const block = draw((way) => (within) => {
    const value = build.evaluate(way, within);
    startsWork ||= isSubstantial(value.work);
    return awaited(value, build.draft);
  });
  return startsWork ? started(block) : atOnce(block);
}

function binary(node: ts.BinaryExpression, build: Build, place: Place): Evaluation {
  const { left, right, operatorToken } = node;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
      return undecided(build, (run) => decide(left, run(right), noBranch, build, place));
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.BarBarEqualsToken:
      return undecided(build, (run) => decide(left, noBranch, run(right), build, place));
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return undecided(build, (run) => {
        const before = build.expression(left, place);
        const within = inBranch(place, `if:${left.getText()}.null`);
        const isNull = (): Block => run(right)(within);
        const label = `${labelOf(left)} != null`;
        const decision = choose(left, left.getText(), null, () => through, isNull, build, place, label);
        return sequence(build.draft, [before, decision]);
      });
    case ts.SyntaxKind.EqualsToken:
      return assignment(node, build, place);
    case ts.SyntaxKind.CommaToken: {
      const before = abandon(build.evaluate(left, place), left, build, place);
      const value = build.evaluate(right, place);
      return { now: sequence(build.draft, [before, value.now]), work: value.work };
    }
    default:
      return atOnce({
        ...sequence(build.draft, [build.expression(left, place), build.expression(right, place)]),
        result: null,
      });
  }
}
