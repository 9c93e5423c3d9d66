import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker(
  'wait-without-match',
  `//- /v4/events.ts
   import { eventType, staticSchema } from 'inngest';
   export const made = eventType('order/made', { schema: staticSchema<{ note: string; orderId: string }>() });
   export const paid = eventType('order/paid', { schema: staticSchema<{ amount: number; orderId: string; note: string }>() });
   //- /v4/send.ts
   import { inngest } from './client';
   export const send = async (user_id: string) => {
     await inngest.send({ name: 'user/joined', data: { user_id, at: 1 } });
     await inngest.send([{ name: 'user/agreed', data: { user_id, terms: 2 } }]);
   };
  `,
);

const made = (body: string, options = ''): string =>
  `inngest.createFunction({ id: 'f', triggers: { event: 'order/made' }${options} }, async ({ event, step }) => {\n${body}\n});`;

test('a wait for any event of a name; the types of both events suggest the field', () =>
  rule.finds(made(`await step.[|waitForEvent|]('paid', { event: 'order/paid', timeout: '1d' });`), {
    says: 'The wait "paid" accepts the first "order/paid" from any sender',
    severity: 'warning',
    fix: "Add match: 'data.orderId'",
    after: made(
      `await step.waitForEvent('paid', { event: 'order/paid', timeout: '1d', match: 'data.orderId' });`,
    ),
  }));

test('without types, the payloads that are sent suggest the field', () => {
  const joined = (options: string): string =>
    `inngest.createFunction({ id: 'f', triggers: { event: 'user/joined' } }, async ({ step }) => {\n  await step.waitForEvent('w', { event: 'user/agreed', timeout: '1d'${options} });\n});`;
  return rule.finds(joined('').replace('waitForEvent', '[|waitForEvent|]'), {
    fix: "Add match: 'data.user_id'",
    after: joined(`, match: 'data.user_id'`),
  });
});

test('nothing to offer when the types are not known', () =>
  rule.finds(`await step.[|waitForEvent|]('w', { event: 'x', timeout: '1d' });`, { severity: 'warning' }));

test('SDK 2 with the timeout alone', () =>
  rule.finds(`await step.[|waitForEvent|]('x', '1d');`, { says: 'accepts the first "x"', major: 2 }));

test('only a hint in a function that no event starts', () =>
  rule.finds(
    `inngest.createFunction({ id: 'f', triggers: { cron: '0 0 * * *' } }, async ({ step }) => {\n  await step.[|waitForEvent|]('w', { event: 'x', timeout: '1d' });\n});`,
    { severity: 'hint' },
  ));

test('only a hint in a function that has one run at a time', async () => {
  const single = (options: string): string =>
    made(
      `await step.[|waitForEvent|]('w', { event: 'x', timeout: '1d' });`,
      `, singleton: { mode: 'skip'${options} }`,
    );
  await rule.finds(single(''), { severity: 'hint' });
  await rule.finds(single(`, key: '"all"'`), { severity: 'hint' });
  await rule.finds(single(`, key: 'event.data.orderId'`), { severity: 'warning' });
});

test('a cancellation of all runs', () =>
  rule.finds(made('', `, cancelOn: [{ event: [|'order/paid'|] }]`), {
    says: 'Any "order/paid" cancels all runs of this function',
    severity: 'information',
    fix: "Add match: 'data.orderId'",
    after: made('', `, cancelOn: [{ event: 'order/paid', match: 'data.orderId' }]`),
  }));

test('a condition that reads the wrong event', () =>
  rule.finds(
    made(
      `await step.waitForEvent('w', { event: 'order/paid', timeout: '1d', if: '[|event.data.amount > 5|]' });`,
    ),
    {
      says: 'never reads the awaited event, `async`',
      fix: 'Replace with "async.data.amount > 5"',
      after: made(
        `await step.waitForEvent('w', { event: 'order/paid', timeout: '1d', if: 'async.data.amount > 5' });`,
      ),
    },
  ));

test('a condition on the starting event with an interpolated value', () =>
  rule.finds(
    made(
      `await step.waitForEvent('w', { event: 'order/paid', timeout: '1d', if: \`[|event.data.orderId == "\${event.data.orderId}"|]\` });`,
    ),
    {
      says: 'never reads the awaited event',
      fix: 'Replace with "async.data.orderId == "…""',
      after: made(
        `await step.waitForEvent('w', { event: 'order/paid', timeout: '1d', if: \`async.data.orderId == "\${event.data.orderId}"\` });`,
      ),
    },
  ));

test('waits that say which event', () =>
  rule.isSilent(
    made(
      `await step.waitForEvent('a', { event: 'order/paid', timeout: '1d', match: 'data.orderId' });
       await step.waitForEvent('b', { event: 'order/paid', timeout: '1d', if: 'async.data.orderId == "7"' });
       await step.waitForEvent('c', { event: 'order/paid', timeout: '1d', if: condition });
       await step.waitForEvent('d', { event: 'order/paid', ...more() });
       await step.waitForEvent('e', { event: 'order/paid', timeout: '1d', if: \`\${condition}\` });
       await step.waitForEvent('f', options);
       await step.waitForEvent('h', { event: \`order/\${event.data.orderId}\`, timeout: '1d' });
       await step.waitForSignal('g', { signal: 's', timeout: '1d' });`,
      `, cancelOn: [{ event: 'order/paid', if: 'event.data.orderId == async.data.orderId' }]`,
    ),
  ));
