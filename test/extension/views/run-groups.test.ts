import { expect, test } from 'vitest';
import { type Grouping, groupRuns } from '../../../extension/src/views/run-groups.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { english } from '../../support/english.ts';
import { someRun } from '../../support/picture/run-progress.ts';

const now = new Date(2026, 2, 30, 9, 0).getTime();
const onDay = (day: number, hour = 12) => new Date(2026, 2, day, hour).getTime();

function check(by: Grouping, runs: Partial<RunProgress>[]) {
  const all = runs.map((own, index) => someRun({ runId: `R${index}`, status: 'completed', ...own }));
  return groupRuns(all, by, now, english).map(({ label, description, runs: found }) => [
    label,
    description,
    found.map(({ runId }) => runId).join(' '),
  ]);
}

test('by time: days as the clock on the wall has them, also across a change of the time', () => {
  const queuedAt = [
    onDay(30, 0),
    onDay(29, 23),
    onDay(29, 0),
    onDay(28, 23),
    onDay(23, 0),
    onDay(22, 23),
    onDay(1),
  ];
  expect(
    check(
      'time',
      queuedAt.map((at) => ({ queuedAt: at })),
    ),
  ).toEqual([
    ['Today', '1 run', 'R0'],
    ['Yesterday', '2 runs', 'R1 R2'],
    ['Last 7 Days', '2 runs', 'R3 R4'],
    ['Last 30 Days', '2 runs', 'R5 R6'],
  ]);
  expect(check('time', [{ queuedAt: 0 }])).toEqual([['Older', '1 run', 'R0']]);
});

test('by function: in the order of names; the app where a name repeats', () => {
  expect(
    check('function', [
      { functionId: 'a-sync', functionName: 'Sync', appId: 'a', status: 'waiting' },
      { functionId: 'b-sync', functionName: 'Sync', appId: 'b' },
      { functionId: 'a-import', functionName: 'Import', appId: 'a', status: 'failed' },
      { functionId: 'a-sync', functionName: 'Sync', appId: 'a' },
    ]),
  ).toEqual([
    ['Import', '1 run · 1 failed', 'R2'],
    ['Sync', '2 runs · 1 active · a', 'R0 R3'],
    ['Sync', '1 run · b', 'R1'],
  ]);
});
