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

test('a trigger with a similar name to a sent event', () =>
  rule.finds(on('[|order/piad|]'), {
    says: 'Nothing sends "order/piad"; did you mean "order/paid"?',
    severity: 'warning',
    fix: 'Replace with "order/paid"',
    after: on('order/paid'),
  }));

test('a wait and a cancellation with similar names', () =>
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

test('unless the rule is turned on, only similar names are reported', () =>
  byDefault.isSilent(on('clerk/user.created')));

test('a declared event is a different one, however similar', () =>
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

const handled = ruleChecker(
  'unknown-event',
  `//- /v4/handlers.ts
   import { inngest } from './client';
   export const ship = inngest.createFunction({ id: 'ship', triggers: { event: 'order/paid' } }, async ({ step }) => {
     await step.waitForEvent('w', { event: 'order/delivered', timeout: '1d', match: 'data.id' });
   });
   export const audit = inngest.createFunction({ id: 'audit', triggers: { event: 'audit/*' } }, async () => {});
   export const mail = inngest.createFunction({ id: 'mail', triggers: { event: 'mail/sent' } }, async () => {});
   //- /v4/mailer.ts
   import { inngest } from './client';
   export const mailed = () => inngest.send({ name: 'mail/sent', data: {} });
   //- /v4/declared.ts
   import { eventType } from 'inngest';
   export const declared = eventType('order/payd');
  `,
);

const sends = (event: string): string =>
  `import { inngest } from './client';
export const send = () => inngest.send({ name: '${event}', data: {} }); // createFunction`;

test('a sender whose event is nearly handled, also where no function is', () =>
  handled.finds(sends('[|order/piad|]'), {
    says: 'Nothing handles "order/piad"; did you mean "order/paid"?',
    severity: 'warning',
    fix: 'Replace with "order/paid"',
    after: sends('order/paid'),
  }));

test('a sender of an event that a step nearly waits for', () =>
  handled.finds(`await step.sendEvent('s', { name: '[|order/deliverd|]', data: {} });`, {
    says: 'did you mean "order/delivered"?',
    fix: 'Replace with "order/delivered"',
    after: `await step.sendEvent('s', { name: 'order/delivered', data: {} });`,
  }));

test('a sender is silent for what may be handled elsewhere, and where the similar event has a sender', async () => {
  await handled.isSilent(sends('order/refunded'));
  await handled.isSilent(sends('audit/lgin'));
  await handled.isSilent(sends('mail/sendt'));
  await handled.isSilent(sends('order/payd'));
  await handled.isSilent(sends('order/paid'));
});
