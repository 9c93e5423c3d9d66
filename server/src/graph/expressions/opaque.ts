/** Code that may make steps but cannot be read: a node of its own and a note that says why. */
import type { ts } from 'ts-morph';
import { type Block, nodeBlock } from '../block.ts';
import type { Build, Place } from '../build.ts';

export function opaqueBlock(
  source: ts.Node,
  label: string,
  code: string,
  why: string,
  build: Build,
  place: Place,
): Block {
  const id = build.node('opaque', `opaque:${label}`, label, source, place);
  build.note('info', code, why, source);
  return nodeBlock(id, { hasSteps: true, fails: true, result: false });
}
