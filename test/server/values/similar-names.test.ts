import { expect, test } from 'vitest';
import { nearMiss, notFoundMessage } from '../../../server/src/values/similar-names.ts';

const events = ['user/created', 'order/v1.made', 'order', 'abc', 'invoice.payment_failed'];

test.each([
  ['user/craeted', 'user/created'],
  ['user.created', 'user/created'],
  ['User/Created', 'user/created'],
  ['userCreated', 'user/created'],
  ['user/creatd', 'user/created'],
  ['usercreatd', 'user/created'],
  ['invoice.paymentFaild', 'invoice.payment_failed'],
  ['ordr', 'order'],
])('%s is probably meant to be %s', (name, expected) => {
  expect(nearMiss(name, events)).toBe(expected);
});

test.each([
  'user/created',
  'user/deleted',
  'user/updated',
  'created',
  'order/v2.made',
  'abd',
  'usr/creatd.twice',
])('%s is not a typo', (name) => {
  expect(nearMiss(name, events)).toBe(null);
});

test('of many names only the nearest are listed', () => {
  const names = Array.from({ length: 40 }, (_, index) => `app-task-${index}`);
  expect(notFoundMessage('function', 'app-tsk-7', ['app-import', ...names])).toBe(
    'Unknown function "app-tsk-7". Closest of 41: app-task-7, app-task-0, app-task-1, app-task-2, app-task-3.\n',
  );
  expect(notFoundMessage('function', 'import', ['app-import', 'app-export'])).toBe(
    'Unknown function "import". Available: app-import, app-export.\n',
  );
});
