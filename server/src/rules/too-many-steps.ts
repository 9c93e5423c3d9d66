/** Loops whose known bounds make more steps than the server allows in one run. */
import { ts } from 'ts-morph';
import { iterationsAround } from './facts/iteration-count.ts';
import type { Rule } from './model/rule.ts';

/** The server's limit for one run. */
export const maxSteps = 1_000;

export const tooManySteps: Rule = {
  code: 'too-many-steps',
  title: 'A run makes more steps than the server allows',
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
      message: `One run of this function makes up to ${number(total)} steps; the server ends a run at ${number(maxSteps)}. Work on several items in one step, or send an event for each and let another function do it.`,
    };
  },
};

/** What a person sees of a loop: the call of `map`, or `for (…)` without its body. */
function headOf(loop: ts.Node): ts.Node {
  if (ts.isForStatement(loop)) return loop.condition ?? loop;
  return ts.isForOfStatement(loop) ? loop.expression : ts.isCallExpression(loop) ? loop.expression : loop;
}
