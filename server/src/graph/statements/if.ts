import type { ts } from 'ts-morph';
import type { Block } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { decide, noBranch } from './decision.ts';

export function ifBlock(node: ts.IfStatement, context: BuildContext): Block {
  const { thenStatement, elseStatement } = node;
  return decide(
    node.expression,
    (within) => within.statement(thenStatement),
    elseStatement ? (within) => within.statement(elseStatement) : noBranch,
    context,
  );
}
