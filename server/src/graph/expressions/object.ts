/** `{ a: step.run(…), b: … }`: what the members start is known by their names. */
import { ts } from 'ts-morph';
import { type Block, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects } from './effects.ts';
import { partsBlock } from './parts.ts';
import { startPromise } from './promises.ts';

export function objectEffects(literal: ts.ObjectLiteralExpression, context: BuildContext): Effects {
  const blocks = literal.properties.map((property): Block => {
    if (!ts.isPropertyAssignment(property)) return partsBlock(property, context);
    const key = ts.isComputedPropertyName(property.name)
      ? [context.expression(property.name.expression)]
      : [];
    const { now, work } = context.effectsOf(property.initializer);
    if (!isSubstantial(work)) return sequence(context.draft, [...key, now]);
    const name = `start ${property.name.getText()}`;
    const { fork } = startPromise(work, property.initializer, name, [property, literal], context);
    return sequence(context.draft, [...key, now, fork]);
  });
  return atOnce({ ...sequence(context.draft, blocks), result: null });
}
