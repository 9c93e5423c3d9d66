/** Code that may make steps but cannot be read: a node of its own and a note that says why. */
import type { ts } from 'ts-morph';
import { type Block, nodeBlock } from '../block.ts';
import type { BuildContext } from '../build-context.ts';

export function opaqueBlock(
  source: ts.Node,
  label: string,
  code: string,
  why: string,
  context: BuildContext,
): Block {
  const id = context.node('opaque', `opaque:${label}`, label, source);
  context.note('info', code, why, source);
  return nodeBlock(id, { hasSteps: true, fails: true, result: false });
}
