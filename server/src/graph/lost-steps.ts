/** Every step call that became no node gets a note that says why. */
import { ts } from 'ts-morph';
import type { FunctionBuilder } from './function-builder.ts';
import { labelOf } from './label.ts';

export const lostStepCodes: ReadonlySet<string> = new Set([
  'unreachable-step',
  'nested-step',
  'uncalled-step',
]);

export function noteLostSteps(builder: FunctionBuilder, drawn: ReadonlySet<string>): void {
  const { draft, sites } = builder;
  for (const site of sites) {
    const ids = draft.placed.get(site) ?? [];
    if (ids.some((id) => drawn.has(id))) continue;
    if (ids.length === 0 && builder.publishing.has(site)) {
      sites.delete(site);
      continue;
    }
    const what = `\`${labelOf(site.expression)}(${site.arguments[0] ? labelOf(site.arguments[0]) : ''})\``;
    const outer = enclosingStep(site, sites);
    if (ids.length > 0) {
      builder.note('warning', 'unreachable-step', `${what} can never be reached.`, site);
    } else if (outer) {
      const name = outer.arguments[0] ? labelOf(outer.arguments[0]) : labelOf(outer.expression);
      builder.note(
        'warning',
        'nested-step',
        `${what} is inside step ${name}. Steps cannot be nested: move it out of the callback.`,
        site,
      );
    } else {
      builder.note(
        'info',
        'uncalled-step',
        `${what} is in a function that does not seem to be called, so it is not drawn.`,
        site,
      );
    }
  }
}

/** The step whose callback contains a call; null when there is none. */
function enclosingStep(
  site: ts.CallExpression,
  sites: ReadonlySet<ts.CallExpression>,
): ts.CallExpression | null {
  for (let node: ts.Node = site; node.parent; node = node.parent) {
    const { parent } = node;
    if (ts.isFunctionLike(node) && ts.isCallExpression(parent) && sites.has(parent)) return parent;
  }
  return null;
}
