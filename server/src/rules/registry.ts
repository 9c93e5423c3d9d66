/** Every rule, and every code that a diagnostic of Steplight can have. A new rule is one line here. */

import { constantIdInLoop } from './constant-id-in-loop.ts';
import { duplicateStepId } from './duplicate-step-id.ts';
import { invalidCron } from './invalid-cron.ts';
import { invalidDuration } from './invalid-duration.ts';
import { invalidExpression } from './invalid-expression.ts';
import { invokeWithoutTimeout } from './invoke-without-timeout.ts';
import { lossyStepResult } from './lossy-step-result.ts';
import { noteCodes } from './model/note-codes.ts';
import type { Rule, RuleHead } from './model/rule.ts';
import { nestedStep } from './nested-step.ts';
import { nondeterministicBetweenSteps } from './nondeterministic-between-steps.ts';
import { nondeterministicStepId } from './nondeterministic-step-id.ts';
import { positionalHandler } from './positional-handler.ts';
import { sdkForm } from './sdk-form.ts';
import { sideEffectBetweenSteps } from './side-effect-between-steps.ts';
import { stepNotAwaited } from './step-not-awaited.ts';
import { surprisingExpression } from './surprising-expression.ts';
import { tooManySteps } from './too-many-steps.ts';
import { unknownEvent } from './unknown-event.ts';
import { unknownField } from './unknown-field.ts';
import { unreachableStep } from './unreachable-step.ts';
import { waitResultUnchecked } from './wait-result-unchecked.ts';
import { waitWithoutMatch } from './wait-without-match.ts';

export const rules: readonly Rule[] = [
  stepNotAwaited,
  nestedStep,
  unreachableStep,
  duplicateStepId,
  constantIdInLoop,
  nondeterministicStepId,
  nondeterministicBetweenSteps,
  sideEffectBetweenSteps,
  lossyStepResult,
  waitResultUnchecked,
  waitWithoutMatch,
  unknownEvent,
  unknownField,
  invalidExpression,
  surprisingExpression,
  invalidDuration,
  invalidCron,
  invokeWithoutTimeout,
  tooManySteps,
  sdkForm,
  positionalHandler,
];

/**
 * Rules and Notes by code. A Note with the code of a rule is the rule's to tell: the graph keeps it, the diagnostic
 * comes from the rule, with its fixes.
 */
export const ruleHeads: ReadonlyMap<string, RuleHead> = new Map(
  [...noteCodes, ...rules].map((head): [string, RuleHead] => [head.code, head]),
);

export const ruleCodes: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

/** The folder of `server/docs` with the page of a code. */
export function documentationFolder(code: string): 'rules' | 'notes' {
  return ruleCodes.has(code) ? 'rules' : 'notes';
}

export function documentationOf(code: string): string {
  return `https://github.com/steplight/steplight/blob/main/server/docs/${documentationFolder(code)}/${code}.md`;
}
