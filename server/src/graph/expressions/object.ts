/** `{ a: step.run(…), b: … }`: what the members start is known by their names. */
import { ts } from 'ts-morph';
import { type Block, isSubstantial, sequence } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { atOnce, type Evaluation } from './evaluation.ts';
import { partsBlock } from './parts.ts';

export function objectEvaluation(
  literal: ts.ObjectLiteralExpression,
  build: Build,
  place: Place,
): Evaluation {
  const blocks = literal.properties.map((property): Block => {
    if (!ts.isPropertyAssignment(property)) return partsBlock(property, build, place);
    const key = ts.isComputedPropertyName(property.name)
      ? [build.expression(property.name.expression, place)]
      : [];
    const { now, work } = build.evaluate(property.initializer, place);
    if (!isSubstantial(work)) return sequence(build.draft, [...key, now]);
    const name = `start ${property.name.getText()}`;
    const { fork } = build.promises.start(
      work,
      property.initializer,
      name,
      [property, literal],
      build,
      place,
    );
    return sequence(build.draft, [...key, now, fork]);
  });
  return atOnce({ ...sequence(build.draft, blocks), result: null });
}
