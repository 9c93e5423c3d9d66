/** The fix that lets a step run a piece of code, so that its value is kept. */

import type { ts } from 'ts-morph';
import { isAsync } from '../../syntax/ast.ts';
import type { FunctionNode } from '../../syntax/scope.ts';
import { toolsExpression } from '../facts/between-steps.ts';
import type { Fix, RuleContext } from '../model/rule.ts';
import { freshName, indentationOf, insertBefore, newlineOf, statementAround } from './edits.ts';

/** `wanted`, or with a number when a step has that id already. */
export function freshId(wanted: string, { steps }: RuleContext): string {
  const taken = new Set(steps.flatMap(({ info }) => (info.id.kind === 'literal' ? [info.id.value] : [])));
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.has(id)) return id;
  }
}

/** Step tools at hand in an async body; null when a step cannot be awaited there. */
export function toolsIn(body: FunctionNode, context: RuleContext): string | null {
  return isAsync(body) ? toolsExpression(body, context) : null;
}

/** `const now = await step.run('now', () => Date.now());` in front of the statement, and the name in place of the code. */
export function hoistIntoStep(
  expression: ts.Expression,
  noun: string,
  title: string,
  body: FunctionNode,
  context: RuleContext,
): Fix[] {
  const tools = toolsIn(body, context);
  const statement = statementAround(expression);
  const [at, before] = [context.span(expression), statement && context.span(statement)];
  if (tools === null || !at || !before) return [];
  const name = freshName(noun, at.file);
  const code = storable(expression);
  const line = `const ${name} = await ${tools}.run('${freshId(noun, context)}', () => ${code});`;
  return [
    {
      title,
      edits: [
        insertBefore(before, `${line}${newlineOf(before)}${indentationOf(before)}`),
        { at, text: code === expression.getText() ? name : `new Date(${name})` },
      ],
      isPreferred: true,
    },
  ];
}

/** Dates come back from a step as texts. */
export function storable(expression: ts.Expression): string {
  const text = expression.getText();
  return text === 'new Date()' ? 'Date.now()' : text;
}
