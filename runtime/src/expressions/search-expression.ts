/** Expressions with which clients search events and runs: over `event`, and of runs over `output`. */
import { compile } from './compile.ts';
import type { EventView } from './expression.ts';
import { parseText } from './parse.ts';

export type SearchExpression = (found: { event: EventView; output?: unknown }) => boolean;

const variables: ReadonlySet<string> = new Set(['event', 'output']);

/** @throws ExpressionError when it cannot be read. What cannot be evaluated on something does not match it. */
export function searchExpression(text: string, now: number): SearchExpression {
  const evaluate = compile(parseText(text), variables);
  return ({ event, output }) => {
    try {
      return evaluate({ variables: { event, output }, now }) === true;
    } catch {
      return false;
    }
  };
}
