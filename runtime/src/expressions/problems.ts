/** What is wrong with an expression before anything is evaluated. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { messageOf } from '../contract/error-text.ts';
import { parseExpression } from './expression.ts';
import { nodesIn, parseText } from './parse.ts';

/** Null when it can be read. */
export function expressionProblem(text: string): string | null {
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Operators and conversions; all else makes the servers refuse a cancellation when it is registered. */
const allowed: ReadonlySet<string> = new Set(
  ['value', 'id', '.', '[]', 'list', 'map', '?:', '&&', '||', '!_'].concat([
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    'in',
  ]),
);
const conversions: ReadonlySet<string> = new Set(['int', 'uint', 'double']);

/** As {@link expressionProblem}, for conditions that may only compare. */
export function cancellationProblem(text: string): string | null {
  return (
    expressionProblem(text) ?? (refusedIn(parseText(text)) ? `only comparisons are allowed: ${text}` : null)
  );
}

function refusedIn(node: ASTNode): boolean {
  const isConversion = node.op === 'call' && conversions.has(node.args[0]);
  return (!allowed.has(node.op) && !isConversion) || nodesIn(node.args).some(refusedIn);
}
