/** Two ways to go on: `if`, `?:`, `&&`, `||`, `??` all come here. */
import type { ts } from 'ts-morph';
import { type Block, connect, isSubstantial, type Open, sequence, through } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { labelOf } from '../label.ts';

export interface Branches {
  whenTrue: Block;
  whenFalse: Block;
}

/** Through when neither branch matters; the test's own steps come first in any case. */
export function decide(
  test: ts.Expression,
  branches: Branches,
  build: Build,
  place: Place,
  label: string = labelOf(test),
): Block {
  const before = build.expression(test, place);
  const { whenTrue, whenFalse } = branches;
  if (!isSubstantial(whenTrue) && !isSubstantial(whenFalse)) return before;
  const { draft } = build;
  const id = build.node('decision', `if:${test.getText()}`, label, test, place);
  draft.conditions.set(id, test);
  const onTrue: Open = { from: id, kind: 'true' };
  const onFalse: Open = { from: id, kind: 'false' };
  const yes = connect(draft, [onTrue], whenTrue);
  const no = connect(draft, [onFalse], whenFalse);
  const decision: Block = {
    entry: { kind: 'node', id },
    exits: [...yes.exits, ...no.exits],
    jumps: [...yes.jumps, ...no.jumps],
    hasSteps: whenTrue.hasSteps || whenFalse.hasSteps,
    failing: [...whenTrue.failing, ...whenFalse.failing],
    result: null,
  };
  return sequence(draft, [before, decision]);
}

export const noBranch: Block = through;
