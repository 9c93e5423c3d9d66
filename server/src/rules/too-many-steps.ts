/** Loops whose known bounds make more steps than the server allows in one run. */
import { ts } from 'ts-morph';
import { iterationsAround } from './facts/iteration-count.ts';
import type { Rule } from './model/rule.ts';

/** The server's limit for one run. */
export const maxSteps = 1_000;

export const tooManySteps: Rule = {
  code: 'too-many-steps',
  title: 'More steps than the server allows',
  defaultSeverity: 'warning',
  *check(context) {
    let total = 0;
    let largest: { count: number; loop: ts.Node; mayEndEarly: boolean } | null = null;
    for (const { call, nodes } of context.steps) {
      const { count, outermost, mayEndEarly } = iterationsAround(call, context.sources);
      // A helper that is called from several places makes its steps at each.
      const steps = count * Math.max(1, nodes.length);
      total += steps;
      if (outermost && (largest === null || steps > largest.count)) {
        largest = { count: steps, loop: outermost, mayEndEarly };
      }
    }
    const at = largest && total > maxSteps ? context.span(headOf(largest.loop)) : null;
    if (!at) return;
    const number = (value: number): string => value.toLocaleString('en');
    yield {
      at,
      // A bound that is only there for safety.
      ...(largest?.mayEndEarly ? { severity: 'information' as const } : {}),
      message: `A run of this function can take up to ${number(total)} steps; the server stops a run at ${number(maxSteps)}. Process several items per step, or send an event per item to another function.`,
    };
  },
};

/** What a person sees of a loop: the call of `map`, or `for (…)` without its body. */
function headOf(loop: ts.Node): ts.Node {
  if (ts.isForStatement(loop)) return loop.condition ?? loop;
  return ts.isForOfStatement(loop) ? loop.expression : ts.isCallExpression(loop) ? loop.expression : loop;
}
