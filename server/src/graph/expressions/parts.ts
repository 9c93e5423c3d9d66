import { ts } from 'ts-morph';
import { type Block, sequence } from '../block.ts';
import type { Build, Place } from '../build.ts';

/** The expressions directly in a node, one after the other. */
export function partsBlock(node: ts.Node, build: Build, place: Place): Block {
  const blocks: Block[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) || ts.isTypeNode(child)) return;
    if (ts.isExpression(child)) blocks.push(build.expression(child, place));
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return sequence(build.draft, blocks);
}
