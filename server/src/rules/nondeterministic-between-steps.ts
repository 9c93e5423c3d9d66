/** Non-deterministic values that are not stored by a step. */

import { ts } from 'ts-morph';
import { enclosingFunction } from '../syntax/ast.ts';
import { isBeforeStep, visitBetweenSteps } from './facts/between-steps.ts';
import { isLogging } from './facts/logging.ts';
import { type Nondeterminism, nondeterminismOf } from './facts/nondeterminism.ts';
import { hoistIntoStep } from './fixes/into-step.ts';
import type { Finding, Rule, RuleContext } from './model/rule.ts';

export const nondeterministicBetweenSteps: Rule = {
  code: 'nondeterministic-between-steps',
  title: 'Non-deterministic value outside a step',
  defaultSeverity: 'off',
  check(context) {
    const findings: Finding[] = [];
    visitBetweenSteps(context, (node, body) => {
      if ((ts.isCallExpression(node) && isLogging(node)) || isWork(node, context)) return false;
      const found = nondeterminismOf(node, context.sources);
      const at = found && context.span(found.node);
      if (!found || !at || isForLater(found) || !isBeforeStep(found.node, body, context)) return;
      findings.push({
        at,
        message: `\`${found.source}\` returns a different value each time the function resumes after a step. Move it into a step if anything depends on it.`,
        fixes: hoistIntoStep(
          found.node,
          found.noun,
          `Move ${found.source} into a step`,
          enclosingFunction(node) ?? body,
          context,
        ),
      });
      return false;
    });
    return findings;
  },
};

/** Started for the log: `const started = Date.now()`, and `Date.now() - started`. */
function isForLater({ node, noun }: Nondeterminism): boolean {
  if (noun !== 'now') return false;
  let at: ts.Node = node;
  // `new Date().toISOString()` is the same moment.
  while (
    ts.isPropertyAccessExpression(at.parent) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at)
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.MinusToken) {
    return parent.left === at && ts.isIdentifier(parent.right);
  }
  return ts.isVariableDeclaration(parent) && /start|begin|began|t0/i.test(parent.name.getText());
}

/** Repeated side effects are another rule's concern, including their arguments. */
function isWork(node: ts.Node, { steps }: RuleContext): boolean {
  if (!ts.isAwaitExpression(node) || !ts.isCallExpression(node.expression)) return false;
  return !steps.some(({ call }) => call.pos >= node.pos && call.end <= node.end);
}
