import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker(
  'unknown-field',
  `//- /v4/events.ts
   import { eventType, staticSchema } from 'inngest';
   import { z } from 'zod';
   interface Made { orderId: string; customer: { name: string }; more: Record<string, string>; items: { id: string }[] }
   export const made = eventType('order/made', { schema: staticSchema<Made>() });
   export const paid = eventType('order/paid', { schema: z.object({ order_id: z.string(), amount: z.number(), note: z.any() }) });
  `,
);

const made = (options: string, trigger = `{ event: 'order/made' }`): string =>
  `inngest.createFunction({ id: 'f', triggers: ${trigger} }, async ({ step }) => {\n  await step.waitForEvent('w', { event: 'order/paid', timeout: '1d', ${options} });\n});`;

test('the other event spells the field differently', () =>
  rule.finds(made(`if: 'event.data.orderId == async.data.[|orderId|]'`), {
    says: 'The type of "order/paid" has no `data.orderId`. Did you mean `order_id`?',
    severity: 'warning',
    fix: 'Replace with "event.data.orderId == async.data.order_id"',
    after: made(`if: 'event.data.orderId == async.data.order_id'`),
  }));

test('match names a field that one of the events does not have', () =>
  rule.finds(made(`match: 'data.[|amount|]'`), {
    says: 'The type of "order/made" has no `data.amount`.',
    severity: 'information',
  }));

test("a nested field, and a trigger's condition", () =>
  rule.finds(
    made(
      `if: 'async.data.amount > 1'`,
      `{ event: 'order/made', if: 'event.data.customer.[|nmae|] != null' }`,
    ),
    {
      says: 'has no `data.customer.nmae`. Did you mean `name`?',
      fix: 'Replace with "event.data.customer.name != null"',
      after: made(
        `if: 'async.data.amount > 1'`,
        `{ event: 'order/made', if: 'event.data.customer.name != null' }`,
      ),
    },
  ));

test('fields that exist, or may exist', () =>
  rule.isSilent(`
    ${made(`if: 'event.data.customer.name == async.data.note.anything'`)}
    ${made(`if: 'event.data.more.anything == async.data.order_id && event.data.items.exists(i, i.nope == 1)'`)}
    ${made(`if: 'event.user.id == async.data.order_id'`)}
    ${made(`if: 'event.data.anything == async.data.order_id'`, `[{ event: 'order/made' }, { event: 'untyped' }]`)}
    ${made(`if: 'event.data.amount == async.data.amount'`, `[{ event: 'order/made' }, { event: 'order/paid' }]`)}
  `));
