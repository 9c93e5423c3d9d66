import type { ts } from 'ts-morph';
import type { Block } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { decide, noBranch } from './decision.ts';

export function ifBlock(node: ts.IfStatement, build: Build, place: Place): Block {
  const segment = `if:${node.expression.getText()}`;
  return decide(
    node.expression,
    {
      whenTrue: build.statement(node.thenStatement, inside(place, `${segment}.true`)),
      whenFalse: node.elseStatement
        ? build.statement(node.elseStatement, inside(place, `${segment}.false`))
        : noBranch,
    },
    build,
    place,
  );
}
