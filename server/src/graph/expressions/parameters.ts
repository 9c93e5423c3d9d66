/** Defaults of parameters and patterns: they run only when there is no value. */
import { ts } from 'ts-morph';
import type { Argument } from '../../evaluation/value.ts';
import type { FunctionNode } from '../../syntax/scope.ts';
import { type Block, emptyBlock } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { labelOf, shorten } from '../label.ts';
import { choose } from '../statements/decision.ts';

/** What runs between the call of a function and its body. */
export function parameterDefaults(
  node: FunctionNode,
  args: readonly Argument[],
  context: BuildContext,
): Block[] {
  return node.parameters.flatMap((parameter, index) => {
    const isGiven = args.slice(0, index + 1).length > index;
    const own = parameter.initializer && !isGiven ? [context.expression(parameter.initializer)] : [];
    return [...own, ...patternDefaults(parameter.name, context)];
  });
}

/** `{ a = await step.run(…) }`: a decision for every default that makes steps. */
export function patternDefaults(name: ts.BindingName, context: BuildContext): Block[] {
  if (ts.isIdentifier(name)) return [];
  return name.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    const { initializer } = element;
    const blocks: Block[] = [];
    if (initializer) {
      const test = `${labelOf(element.name)} === undefined`;
      const question = { source: element, id: test, label: shorten(test), test: null };
      const instead = (): Block => context.inBranch(`if:${test}.true`).expression(initializer);
      blocks.push(choose(question, instead, () => emptyBlock, context));
    }
    return [...blocks, ...patternDefaults(element.name, context)];
  });
}
