import { expect, test } from 'vitest';
import { nearMiss } from '../../../server/src/values/spelling.ts';

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
])('%s is no slip', (name) => {
  expect(nearMiss(name, events)).toBe(null);
});
