/** Which runs belong to which function of the code. */
import { expect, test } from 'vitest';
import { belongsTo } from '../../../extension/src/runtime/run-of-function.ts';

const named = (localId: string, app?: string) => ({
  id: app === undefined ? localId : `${app}-${localId}`,
  localId,
  ...(app === undefined ? {} : { app }),
});

test('a function goes by its id on the wire, or by its local one when the app is not known', () => {
  expect(belongsTo('shop-pay', named('pay', 'shop'))).toBe(true);
  expect(belongsTo('shop-pay', named('pay'))).toBe(true);
  expect(belongsTo('shop-pay', named('pay', 'bank'))).toBe(false);
});

test.each([
  ['GET /orders/42', 'GET /orders/[id]', true],
  ['POST /orders/42', 'GET /orders/[id]', false],
  ['GET /orders', 'GET /orders/[id]', false],
  ['GET /orders/42/lines', 'GET /orders/[id]', false],
  ['GET /docs/a/b', 'GET /docs/[...path]', true],
  ['PUT /report', '/report', true],
  ['GET /', '/', true],
  ['GET /orders/42', '/orders/:id', true],
  ['GET /orders/42', 'report', false],
])('an endpoint: the request %s and the address %s', (wireId, address, expected) => {
  expect(belongsTo(wireId, named(address, 'shop'))).toBe(expected);
  expect(belongsTo(wireId, named(address))).toBe(expected);
});
