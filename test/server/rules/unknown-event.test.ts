import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('unknown-event', {
  severity: 'warning',
  files: `//- /v4/send.ts
   import { inngest } from './client';
   export const send = () => inngest.send([{ name: 'order/paid', data: {} }, { name: 'order/refunded', data: {} }]);
   //- /v4/declared.ts
   import { eventType } from 'inngest';
   export const declared = eventType('order/payed');
  `,
});
const byDefault = ruleChecker('unknown-event');

const on = (event: string, body = ''): string =>
  `inngest.createFunction({ id: 'f', triggers: { event: '${event}' } }, async ({ step }) => {${body}});`;

test('a trigger that is nearly sent', () =>
  rule.finds(on('[|order/piad|]'), {
    says: 'Nothing sends "order/piad"; did you mean "order/paid"?',
    severity: 'warning',
    fix: 'Replace with "order/paid"',
    after: on('order/paid'),
  }));

test('a wait and a cancellation for what is nearly sent', () =>
  rule.finds(
    `inngest.createFunction({ id: 'f', triggers: { event: 'order/paid' }, cancelOn: [{ event: '[|order.refunded|]', match: 'data.id' }] }, async ({ step }) => {
  await step.waitForEvent('w', { event: '[|order/refundet|]', timeout: '1d', match: 'data.id' });
});`,
    {
      says: 'did you mean "order/refunded"?',
      fix: 'Replace with "order/refunded"',
      after: `inngest.createFunction({ id: 'f', triggers: { event: 'order/paid' }, cancelOn: [{ event: 'order/refunded', match: 'data.id' }] }, async ({ step }) => {
  await step.waitForEvent('w', { event: 'order/refundet', timeout: '1d', match: 'data.id' });
});`,
      left: 1,
    },
  ));

test('an event from outside is only a hint', () =>
  rule.finds(on('[|clerk/user.created|]'), {
    says: 'Nothing in this workspace sends "clerk/user.created", which triggers this function.',
    severity: 'hint',
  }));

test('unless the rule is asked for, only what is nearly sent is reported', () =>
  byDefault.isSilent(on('clerk/user.created')));

test('a declared event is another one, however near it is', () =>
  rule.finds(on('[|order/payed|]'), {
    says: 'Nothing in this workspace sends "order/payed"',
    severity: 'hint',
  }));

test("events that are sent, and the server's own", () =>
  rule.isSilent(`
    ${on('order/paid')}
    ${on('order/*')}
    ${on('inngest/function.failed')}
    ${on('mine', `await step.sendEvent('s', { name: 'mine', data: {} });`)}
  `));
