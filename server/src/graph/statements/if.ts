import type { ts } from 'ts-morph';
import type { Block } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { decide, noBranch } from './decision.ts';

export function ifBlock(node: ts.IfStatement, build: Build, place: Place): Block {
  const { thenStatement, elseStatement } = node;
  return decide(
    node.expression,
    (within) => build.statement(thenStatement, within),
    elseStatement ? (within) => build.statement(elseStatement, within) : noBranch,
    build,
    place,
  );
}
