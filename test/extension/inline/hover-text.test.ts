import { expect, test } from 'vitest';
import {
  commandLinks,
  hoverText,
  rerunCommands,
  stepCommands,
} from '../../../extension/src/inline/hover-text.ts';
import { english } from '../../support/english.ts';
import { differentUpload, noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';

test('a finished step shows its output as JSON', () => {
  const step = someStep('Validate', {
    status: 'completed',
    startedAt: noon,
    endedAt: noon + 312,
    output: { isValid: true },
  });
  const text = hoverText(someRun(), step, english);
  expect(text).toContain('**Validate** — done · 312ms · attempt 1 of 5');
  expect(text).toContain('```json\n{\n  "isValid": true\n}\n```');
});

test('a wait explains every event that did not match, clause by clause, with both values', () => {
  const nearMisses = [{ eventId: 'e', at: noon, clauses: [differentUpload('u-1', undefined)] }];
  const text = hoverText(
    someRun(),
    someStep('review', { status: 'waiting', wait: someWait({ nearMisses }) }),
    english,
  );
  expect(text).toContain('Waits for `api/list.reviewed`: `event.data.upload_id == async.data.upload_id`');
  expect(text).toContain('has no upload\\_id, waits for "u\\-1"');
});

test('a failed step shows its stack, and names cannot break the Markdown', () => {
  const error = {
    name: 'Error',
    message: 'no such table',
    stack: 'Error: no such table\n    at insert (crm.ts:4:2)',
  };
  const text = hoverText(someRun(), someStep('Insert *all* [rows](x)', { status: 'failed', error }), english);
  expect(text).toContain('**Insert \\*all\\* \\[rows\\]\\(x\\)**');
  expect(text).toContain('at insert (crm.ts:4:2)');
});

test('the causes of an error, and attempts that failed alike as one', () => {
  const cause = { name: 'Error', message: 'getaddrinfo ENOTFOUND api.test' };
  const error = {
    name: 'TypeError',
    message: 'fetch failed',
    cause,
    stack: 'TypeError: fetch failed\n    at load (a.ts:1:1)',
  };
  const failed = hoverText(someRun(), someStep('load', { status: 'failed', error }), english);
  expect(failed).toContain('TypeError: fetch failed: getaddrinfo ENOTFOUND api.test\n    at load (a.ts:1:1)');
  const failures = [0, 1, 2].map((attempt) => ({ attempt, at: noon, error }));
  const retrying = hoverText(someRun(), someStep('load', { status: 'retrying', failures }), english);
  expect(retrying.match(/ENOTFOUND/g)).toHaveLength(1);
  expect(retrying).toContain('- 3 times alike · attempt 3 of 5 · ');
});

test.each([
  [
    someStep('w', { status: 'waiting', wait: someWait() }),
    ['Send Matching Event', 'Time Out Now', 'Why Not Resumed?'],
  ],
  [someStep('r', { status: 'retrying' }), ['Retry Now']],
  [someStep('s', { status: 'sleeping' }), ['Wake Up Now']],
  [someStep('d', { status: 'completed' }), []],
])('offers what can be done: %#', (step, titles) => {
  expect(stepCommands(someRun(), step, english).map((command) => command.title)).toEqual(titles);
});

test('a run that has ended can be rerun from each of its steps; one that has not cannot', () => {
  const step = someStep('charge', { status: 'completed' });
  const commands = rerunCommands(someRun({ endedAt: noon }), step, english);
  expect(commands.map(({ title, arguments: args }) => [title, args])).toEqual([
    ['Rerun from Here', ['run-1', 'hash of charge']],
    ['Rerun from Here with Edits…', ['run-1', 'hash of charge']],
  ]);
  expect(rerunCommands(someRun(), step, english)).toEqual([]);
});

test('links carry their arguments', () => {
  const link = commandLinks([{ title: 'Go', command: 'steplight.skipWait', arguments: ['run 1', 'a"b'] }]);
  expect(link).toBe(`[Go](command:steplight.skipWait?${encodeURIComponent('["run 1","a\\"b"]')})`);
});
