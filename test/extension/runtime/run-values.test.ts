import { expect, test } from 'vitest';
import { hasLargeValues, withoutValues } from '../../../extension/src/runtime/run-values.ts';
import { someRun, someStep, someWait } from '../../support/picture/run-progress.ts';
import { event } from '../../support/runtime/journal-entries.ts';

const large = 'x'.repeat(2_000);

test('a run without its values keeps what lists and states need', () => {
  const step = someStep('load', { status: 'completed', startedAt: 1, endedAt: 2 });
  const wait = someWait({ matched: event('api/list.reviewed', { large }) });
  const run = someRun({
    status: 'completed',
    output: large,
    steps: [
      { ...step, output: large, input: [large] },
      { ...step, wait },
    ],
  });
  const reduced = withoutValues(run);
  expect(reduced).toMatchObject({
    runId: run.runId,
    status: 'completed',
    steps: [step, { status: 'completed' }],
  });
  expect(reduced).not.toHaveProperty('output');
  expect(JSON.stringify(reduced)).not.toContain('xxx');
});

test.each([
  [{}, false],
  [{ output: large }, true],
  [{ steps: [someStep('load', { output: { rows: [large] } })] }, true],
  [{ steps: Array.from({ length: 40 }, (_, n) => someStep(`step ${n}`, { output: n })) }, true],
])('values are large beyond a limit (%#)', (own, expected) => {
  expect(hasLargeValues(someRun(own), 1_000)).toBe(expected);
});
