/** Expressions with which clients search events and runs: over `event`, and of runs over `output`. */
import { parse } from '@marcbachmann/cel-js';
import { compile } from './compile.ts';
import type { EventView } from './expression.ts';
import { ExpressionError } from './values.ts';

export type SearchExpression = (found: { event: EventView; output?: unknown }) => boolean;

const variables: ReadonlySet<string> = new Set(['event', 'output']);

/** @throws ExpressionError when it cannot be read. What cannot be evaluated on something does not match it. */
export function searchExpression(text: string, now: number): SearchExpression {
  const evaluate = compiled(text);
  return ({ event, output }) => {
    try {
      return evaluate({ variables: { event, output }, now }) === true;
    } catch {
      return false;
    }
  };
}

function compiled(text: string) {
  try {
    return compile(parse(text).ast, variables);
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    const [first] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ExpressionError('InvalidExpression', `${first} in the expression ${text}`);
  }
}
