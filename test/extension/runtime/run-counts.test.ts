/** How many runs the event map shows for each function. */
import { expect, test } from 'vitest';
import { runCounts } from '../../../extension/src/runtime/run-counts.ts';

const at = { line: 0, character: 0 };
const one = (id: string, app?: string) => ({
  key: `function:${id}`,
  id,
  name: id,
  ...(app === undefined ? {} : { app }),
  file: 'a.ts',
  range: { start: at, end: at },
  crons: [],
});
const run = (functionId: string, status: 'running' | 'completed' | 'failed' | 'waiting') => ({
  functionId,
  status,
});

test('runs are counted for their function, and functions without runs are left out', () => {
  const runs = [
    run('shop-pay', 'completed'),
    run('shop-pay', 'waiting'),
    run('shop-pay', 'failed'),
    run('x-other', 'running'),
  ];
  expect(runCounts([one('shop-pay', 'shop'), one('shop-ship', 'shop')], runs)).toEqual({
    'function:shop-pay': { total: 3, active: 1, failed: 1 },
  });
});

test('a function whose app is not known is found by its local id', () => {
  expect(runCounts([one('pay')], [run('shop-pay', 'running')])).toEqual({
    'function:pay': { total: 1, active: 1, failed: 0 },
  });
});
