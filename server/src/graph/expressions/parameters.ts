/** Defaults of parameters and patterns: they run only when there is no value. */
import { ts } from 'ts-morph';
import type { Passed } from '../../evaluation/value.ts';
import type { FunctionNode } from '../../syntax/scope.ts';
import { type Block, through } from '../block.ts';
import { type Build, inBranch, type Place } from '../build.ts';
import { labelOf } from '../label.ts';
import { choose } from '../statements/decision.ts';

/** What runs between the call of a function and its body. */
export function parameterDefaults(
  node: FunctionNode,
  passed: readonly Passed[],
  build: Build,
  place: Place,
): Block[] {
  return node.parameters.flatMap((parameter, index) => {
    const isGiven = passed.slice(0, index + 1).length > index;
    const own = parameter.initializer && !isGiven ? [build.expression(parameter.initializer, place)] : [];
    return [...own, ...patternDefaults(parameter.name, build, place)];
  });
}

/** `{ a = await step.run(…) }`: a decision for every default that makes steps. */
export function patternDefaults(name: ts.BindingName, build: Build, place: Place): Block[] {
  if (ts.isIdentifier(name)) return [];
  return name.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    const { initializer } = element;
    const blocks: Block[] = [];
    if (initializer) {
      const test = `${labelOf(element.name)} === undefined`;
      blocks.push(
        choose(
          element,
          test,
          null,
          () => build.expression(initializer, inBranch(place, `if:${test}.true`)),
          () => through,
          build,
          place,
        ),
      );
    }
    return [...blocks, ...patternDefaults(element.name, build, place)];
  });
}
