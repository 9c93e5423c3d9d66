/** An invocation that waits for as long as the server lets it: a year. */
import { ts } from 'ts-morph';
import { literalOf, propertyOf, unwrap } from '../syntax/references.ts';
import { idText } from './facts/step-text.ts';
import { addedMember } from './fixes/added-member.ts';
import type { Rule } from './model/rule.ts';

export const invokeWithoutTimeout: Rule = {
  code: 'invoke-without-timeout',
  title: 'Invocation without a timeout',
  defaultSeverity: 'off',
  *check(context) {
    for (const { call, tool, info } of context.steps) {
      const options = tool === 'invoke' ? call.arguments[1] : undefined;
      const literal = options && literalOf(options, context.sources);
      if (!options || !literal || !hasNoTimeout(literal, context)) continue;
      const callee = call.expression;
      const at = context.span(ts.isPropertyAccessExpression(callee) ? callee.name : callee);
      if (!at) continue;
      const isOwn = literal === unwrap(options);
      const edit = isOwn ? addedMember(literal, `timeout: '1h'`, context) : null;
      yield {
        at,
        message: `Step ${idText(info)} waits up to a year for the invoked function. Add a \`timeout\` to make the step fail earlier.`,
        fixes: edit ? [{ title: "Add timeout: '1h'", edits: [edit], isPreferred: true }] : [],
      };
    }
  },
};

function hasNoTimeout(
  literal: ts.ObjectLiteralExpression,
  { sources }: { sources: Parameters<typeof propertyOf>[2] },
): boolean {
  // A spread of something unknown may bring one.
  const isOpen = literal.properties.some(
    (property) => ts.isSpreadAssignment(property) && !literalOf(property.expression, sources),
  );
  return !isOpen && propertyOf(literal, 'timeout', sources) === null;
}
