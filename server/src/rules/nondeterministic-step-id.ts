/** An id that is another one each time: the memo of the step is never found again. */

import { ts } from 'ts-morph';
import { enclosingFunction, valueNamesIn } from '../syntax/ast.ts';
import { isConstDeclaration, unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import { type Nondeterminism, nondeterminismIn } from './facts/nondeterminism.ts';
import { idExpression } from './facts/step-id-place.ts';
import { hoistIntoStep, storable, toolsIn } from './fixes/into-step.ts';
import type { Fix, Rule, RuleContext, StepSite } from './model/rule.ts';

export const nondeterministicStepId: Rule = {
  code: 'nondeterministic-step-id',
  title: 'Non-deterministic step ID',
  defaultSeverity: 'error',
  *check(context) {
    for (const site of context.steps) {
      const id = idExpression(site);
      const cause = id && causeIn(id, context);
      const at = id && context.span(id);
      if (!id || !cause || !at) continue;
      const origin = context.span(cause.found.node);
      const isElsewhere = origin !== null && cause.variable !== null;
      yield {
        at,
        message: `This ID changes each time because of \`${cause.found.source}\`: the stored result is never found, so the step runs again and again. Use a value that is stable for the whole run.`,
        ...(isElsewhere ? { related: [{ message: 'This value changes each time.', at: origin }] } : {}),
        fixes: fixes(cause, site, context),
      };
    }
  },
};

interface Cause {
  found: Nondeterminism;
  /** The variable that holds it; null when it is in the id itself. */
  variable: ts.VariableDeclaration | null;
}

/** In the id, or in the constants of the function that it is made from. */
function causeIn(expression: ts.Expression, context: RuleContext, depth = 0): Cause | null {
  const found = nondeterminismIn(expression, context.sources);
  if (found) return { found, variable: null };
  if (depth > 4) return null;
  for (const name of valueNamesIn(expression)) {
    const declaration = lookupName(name);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) continue;
    // What a step gave stays the same; so does what was made outside of the handler, as long as the process lives.
    const isLocal = context.bodies.some((body) => body === enclosingFunction(declaration));
    if (!isLocal || !isConstDeclaration(declaration) || holdsAwait(declaration.initializer)) continue;
    const cause = causeIn(declaration.initializer, context, depth + 1);
    if (cause) return { found: cause.found, variable: cause.variable ?? declaration };
  }
  return null;
}

function holdsAwait(expression: ts.Expression): boolean {
  const inner = unwrap(expression);
  return ts.isAwaitExpression(inner);
}

function fixes({ found, variable }: Cause, site: StepSite, context: RuleContext): Fix[] {
  const title = `Move ${found.source} into a step`;
  const body = enclosingFunction(variable ?? site.call);
  if (!body) return [];
  if (!variable?.initializer || unwrap(variable.initializer) !== found.node) {
    return hoistIntoStep(found.node, found.noun, title, body, context);
  }
  const tools = toolsIn(body, context);
  const at = context.span(variable.initializer);
  if (tools === null || !at) return [];
  const code = storable(found.node);
  const step = `await ${tools}.run('${found.noun}', () => ${code})`;
  const text = code === found.node.getText() ? step : `new Date(${step})`;
  return [{ title, edits: [{ at, text }], isPreferred: true }];
}
