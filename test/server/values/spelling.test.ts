import { expect, test } from 'vitest';
import { nearMiss } from '../../../server/src/values/spelling.ts';

test.each([
  ['user/craeted', 'user/created'],
  ['user.created', 'user/created'],
  ['User/Created', 'user/created'],
  ['user/creatd', 'user/created'],
  ['user/deleted', null],
  ['user/created', null],
  ['created', null],
  ['order/v2.made', null],
  ['ordr', 'order'],
  ['ab', null],
])('%s is probably meant to be %s', (name, expected) => {
  expect(nearMiss(name, ['user/created', 'order/v1.made', 'order', 'abc'])).toBe(expected);
});
