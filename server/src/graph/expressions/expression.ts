/** One expression to one block, in the order of evaluation. Function bodies run only where they are called. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, sequence, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { decide, noBranch } from '../statements/decision.ts';
import { callBlock } from './call.ts';
import { partsBlock } from './parts.ts';

export function expressionBlock(node: ts.Expression, build: Build, place: Place): Block {
  const inner = unwrap(node, true);
  if (ts.isFunctionLike(inner) || ts.isIdentifier(inner) || ts.isLiteralExpression(inner)) return through;
  if (ts.isCallExpression(inner)) return callBlock(inner, build, place);
  if (ts.isConditionalExpression(inner)) return conditionalBlock(inner, build, place);
  if (ts.isBinaryExpression(inner)) return binaryBlock(inner, build, place);
  if (ts.isClassExpression(inner)) return through;
  return { ...partsBlock(inner, build, place), result: null };
}

function conditionalBlock(node: ts.ConditionalExpression, build: Build, place: Place): Block {
  const segment = `if:${node.condition.getText()}`;
  return decide(
    node.condition,
    {
      whenTrue: build.expression(node.whenTrue, inside(place, `${segment}.true`)),
      whenFalse: build.expression(node.whenFalse, inside(place, `${segment}.false`)),
    },
    build,
    place,
  );
}

function binaryBlock(node: ts.BinaryExpression, build: Build, place: Place): Block {
  const { left, right } = node;
  const kind = node.operatorToken.kind;
  switch (kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken: {
      const whenTrue = build.expression(right, inside(place, `if:${left.getText()}.true`));
      return decide(left, { whenTrue, whenFalse: noBranch }, build, place);
    }
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.BarBarEqualsToken: {
      const whenFalse = build.expression(right, inside(place, `if:${left.getText()}.false`));
      return decide(left, { whenTrue: noBranch, whenFalse }, build, place);
    }
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken: {
      const whenFalse = build.expression(right, inside(place, `if:${left.getText()}.false`));
      const test = `${left.getText()} != null`;
      return decide(left, { whenTrue: noBranch, whenFalse }, build, place, test);
    }
    case ts.SyntaxKind.EqualsToken: {
      const value = build.expression(right, place);
      // `review = await step.waitForEvent(…)`: the variable holds the wait's result from here on.
      if (value.result !== null && ts.isIdentifier(left)) {
        build.holdInVariable(value.result, left);
        return value;
      }
      return sequence(build.draft, [build.expression(left, place), { ...value, result: null }]);
    }
    default:
      return sequence(build.draft, [build.expression(left, place), build.expression(right, place)]);
  }
}
