/** A run of an agent or network: agent-kit makes the steps, in an order that the code does not tell. */
import type { ts } from 'ts-morph';
import type { BuildContext } from '../build-context.ts';
import { shorten } from '../label.ts';
import type { Effects } from './effects.ts';
import { opaqueBlock } from './opaque.ts';
import { partsBlock } from './parts.ts';

export function agentEffects(call: ts.CallExpression, context: BuildContext): Effects {
  const name = shorten(call.expression.getText());
  const why = `\`${name}\` creates its own steps: one per model call, plus those of its tools. Which steps run, and how many, is known only at run time, so they are not drawn.`;
  return {
    now: partsBlock(call, context),
    work: opaqueBlock(call, `${name}(…)`, 'unresolved-helper', why, context),
  };
}
