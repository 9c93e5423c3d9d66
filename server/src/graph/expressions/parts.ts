import { ts } from 'ts-morph';
import { type Block, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';

/** The expressions directly in a node, one after the other. */
export function partsBlock(node: ts.Node, context: BuildContext): Block {
  const blocks: Block[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) || ts.isTypeNode(child)) return;
    if (ts.isExpression(child)) blocks.push(context.expression(child));
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return sequence(context.draft, blocks);
}
