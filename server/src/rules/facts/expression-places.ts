/** Every event expression of a function. */
import type { ts } from 'ts-morph';
import { memberOf } from '../../events/name-literals.ts';
import { literalOf } from '../../syntax/references.ts';
import type { ExpressionUse } from '../../values/check-expression.ts';
import type { RuleContext, StepSite } from '../model/rule.ts';
import { membersAt, optionAt, triggersOf } from './option-expressions.ts';

export interface ExpressionPlace {
  expression: ts.Expression;
  /** `match` is one path that both events have; `key` gives any value; the others are conditions. */
  role: 'trigger' | 'wait' | 'cancel' | 'match' | 'key';
  use: ExpressionUse;
  step: StepSite | null;
  /** Object of the wait or cancellation, for its event. */
  owner: ts.ObjectLiteralExpression | null;
}

const ofEvent: ExpressionUse = { hasAsync: false, isComparisonOnly: false };
const ofWait: ExpressionUse = { hasAsync: true, isComparisonOnly: false };
const ofCancel: ExpressionUse = { hasAsync: true, isComparisonOnly: true };

const keys: readonly string[][] = [
  ['concurrency', 'key'],
  ['throttle', 'key'],
  ['rateLimit', 'key'],
  ['debounce', 'key'],
  ['batchEvents', 'key'],
  ['batchEvents', 'if'],
  ['priority', 'run'],
  ['singleton', 'key'],
  ['idempotency'],
];

export function expressionPlaces(context: RuleContext): ExpressionPlace[] {
  const { sources } = context;
  const places: ExpressionPlace[] = [];
  for (const trigger of triggersOf(context)) {
    for (const name of ['if', 'expression']) {
      for (const expression of membersAt(trigger, [name], sources)) {
        places.push({ expression, role: 'trigger', use: ofEvent, step: null, owner: null });
      }
    }
  }
  for (const path of keys) {
    for (const expression of optionAt(context, ...path)) {
      places.push({ expression, role: 'key', use: ofEvent, step: null, owner: null });
    }
  }
  for (const entry of optionAt(context, 'cancelOn')) {
    places.push(...conditions(entry, 'cancel', ofCancel, null, context));
  }
  for (const step of context.steps) {
    const options = step.tool === 'waitForEvent' ? step.call.arguments[1] : undefined;
    if (options) places.push(...conditions(options, 'wait', ofWait, step, context));
  }
  return places;
}

function conditions(
  options: ts.Expression,
  role: 'wait' | 'cancel',
  use: ExpressionUse,
  step: StepSite | null,
  { sources }: RuleContext,
): ExpressionPlace[] {
  const owner = literalOf(options, sources);
  if (!owner) return [];
  const [match, condition] = [memberOf(owner, 'match', sources), memberOf(owner, 'if', sources)];
  return [
    ...(match ? [{ expression: match, role: 'match' as const, use, step, owner }] : []),
    ...(condition ? [{ expression: condition, role, use, step, owner }] : []),
  ];
}
