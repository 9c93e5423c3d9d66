/** A schedule that the server refuses, and with it the whole app's registration. */
import { cronProblems } from '../values/cron.ts';
import { triggerTexts } from './facts/option-expressions.ts';
import { textFinding, writtenText } from './facts/written-text.ts';
import type { Rule } from './model/rule.ts';

export const invalidCron: Rule = {
  code: 'invalid-cron',
  title: 'Invalid cron schedule',
  defaultSeverity: 'error',
  *check(context) {
    for (const expression of triggerTexts(context, 'cron')) {
      const written = writtenText(expression, context.sources);
      if (!written?.isKnown) continue;
      for (const problem of cronProblems(written.text)) {
        yield textFinding(written, problem, (fixed) => `Replace with "${fixed}"`);
      }
    }
  },
};
