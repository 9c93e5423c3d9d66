import { expect, test } from 'vitest';
import { uncoveredFiles } from '../../../runtime/src/apps/host-coverage.ts';

/** Files by path, and the ids of functions that a running app `shop` serves; names what must be hosted. */
function checkUncovered(files: Record<string, string>, servedIds: string[], expected: string[]) {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const served = servedIds.map((id) => ({ appId: 'shop', id, name: `Function ${id}` }));
  expect(uncoveredFiles(sources, served)).toEqual(expected);
}

test('a file whose function is served needs no host', () =>
  checkUncovered({ 'pay.ts': "createFunction({ id: 'pay' })" }, ['shop-pay'], []));

test('the name alone is enough, as in SDK 1 and 2', () =>
  checkUncovered({ 'pay.ts': 'createFunction({ name: "Function shop-pay" })' }, ['shop-pay'], []));

test('a file that the running app does not serve is hosted', () =>
  checkUncovered(
    { 'pay.ts': "createFunction({ id: 'pay' })", 'ship.ts': "createFunction({ id: 'ship' })" },
    ['shop-pay'],
    ['ship.ts'],
  ));

test('when two files name the same function, it is unknown which one runs: both are hosted', () =>
  checkUncovered(
    { 'a/pay.ts': "id: 'pay'", 'b/pay.ts': "id: 'pay'" },
    ['shop-pay'],
    ['a/pay.ts', 'b/pay.ts'],
  ));

test('part of a word is not a name', () => checkUncovered({ 'a.ts': "id: 'repay'" }, ['shop-pay'], ['a.ts']));
