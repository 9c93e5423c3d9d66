/** A handler that expects several arguments, or the step tools themselves: the SDK passes one object. */
import { ts } from 'ts-morph';
import { isPositional, type ParameterRole, rolesOf } from '../definitions/handler-parameters.ts';
import { resolveExpression } from '../syntax/references.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Edit, Finding, Rule, RuleContext } from './model/rule.ts';

export const positionalHandler: Rule = {
  code: 'positional-handler',
  title: 'Handler with positional parameters',
  defaultSeverity: 'warning',
  *check(context) {
    const { definition, handler, onFailure } = context.built;
    // Integrations with decorators pass what they like, and so do wrappers around a handler.
    if (ts.isDecorator(definition.place)) return;
    const written = [
      [definition.handler, handler],
      [definition.onFailure, onFailure?.handler],
    ] as const;
    for (const [given, node] of written) {
      const isDirect =
        given && (ts.isMethodDeclaration(given) || resolveExpression(given, context.sources) === node);
      const finding = node && isDirect && isPositional(node) ? findingOf(node, context) : null;
      if (finding) yield finding;
    }
  },
};

function findingOf(node: FunctionNode, context: RuleContext): Finding | null {
  const [first, last] = [node.parameters[0], node.parameters.at(-1)];
  const [from, to] = [first && context.span(first), last && context.span(last)];
  if (!from || !to) return null;
  const at = { ...from, end: to.end };
  const text = contextPattern(node);
  const isBare = ts.isArrowFunction(node) && !hasParentheses(node);
  const edits: Edit[] = text === null ? [] : [{ at, text: isBare ? `(${text})` : text }];
  return {
    at,
    message:
      'The SDK calls a handler with one argument, `{ event, step }`. Take `event` and `step` out of it.',
    fixes:
      edits.length > 0
        ? [{ title: 'Take them out of one argument', edits, isPreferred: true, isSafe: true }]
        : [],
  };
}

/** Not `step => …`. */
function hasParentheses(node: ts.ArrowFunction): boolean {
  return node.getChildren().some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
}

/** One pattern that declares the same names; null when a parameter is nothing that the SDK passes. */
function contextPattern(node: FunctionNode): string | null {
  const roles = rolesOf(node);
  const members = node.parameters.map((parameter, index) => memberText(parameter, roles[index] ?? null));
  return members.every((member) => member !== null) ? `{ ${members.join(', ')} }` : null;
}

function memberText(parameter: ts.ParameterDeclaration, role: ParameterRole | null): string | null {
  if (role === null || parameter.initializer || parameter.dotDotDotToken) return null;
  const text = parameter.name.getText();
  if (role === 'context') {
    return ts.isIdentifier(parameter.name) ? `...${text}` : text.replace(/^\{\s*|\s*,?\s*\}$/g, '');
  }
  const name = role === 'tools' ? 'step' : 'event';
  return text === name ? name : `${name}: ${text}`;
}
