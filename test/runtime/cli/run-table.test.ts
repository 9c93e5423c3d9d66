/** The table of `steplight runs`. */
import { expect, test } from 'vitest';
import { groupedRunTable, runTable } from '../../../runtime/src/cli/run-text.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { noon, someRun } from '../../support/picture/run-progress.ts';

const plain = (_: unknown, text: string) => text;
const id = (n: number) => `01K0000000000000000000000${n}`;

const runs: RunProgress[] = [
  someRun({ runId: id(1), status: 'waiting' }),
  someRun({
    runId: id(2),
    status: 'completed',
    functionName: 'Send a reminder to everyone',
    functionId: 'app-remind',
  }),
  someRun({ runId: id(3), status: 'failed' }),
];

test('a line of at most 80 columns, or two when the event does not fit; no name is cut', () => {
  const lines = runTable(runs, noon + 61_000, plain)
    .trimEnd()
    .split('\n');
  expect(lines).toEqual([
    '01K00000000000000000000001  waiting    1m 1s ago  Import  api/list.uploaded',
    '01K00000000000000000000002  completed  1m 1s ago  Send a reminder to everyone',
    '                                                  api/list.uploaded',
    '01K00000000000000000000003  failed     1m 1s ago  Import  api/list.uploaded',
  ]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('under the names of the functions', () => {
  expect(groupedRunTable(runs, noon + 61_000, plain).split('\n')).toEqual([
    'Import (app-import)',
    '01K00000000000000000000001  waiting  1m 1s ago  api/list.uploaded',
    '01K00000000000000000000003  failed   1m 1s ago  api/list.uploaded',
    '',
    'Send a reminder to everyone (app-remind)',
    '01K00000000000000000000002  completed  1m 1s ago  api/list.uploaded',
    '',
  ]);
});
