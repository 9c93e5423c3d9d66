import { expect, test } from 'vitest';
import { completions, filterText, parseFilter } from '../../../extension/src/views/run-filter-text.ts';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { english } from '../../support/english.ts';

test.each<[string, RunFilter]>([
  ['', {}],
  ['timeout', { text: 'timeout' }],
  ['status:failed status:Cancelled', { status: ['failed', 'cancelled'] }],
  ['function:import ada lovelace', { functionId: ['import'], text: 'ada lovelace' }],
  [
    'function:"Import contacts" event:api/list.uploaded',
    {
      functionId: ['Import contacts'],
      event: ['api/list.uploaded'],
    },
  ],
  [
    'status:failed where:output.count > 3 && event.data.a == "status:x"',
    {
      status: ['failed'],
      where: 'output.count > 3 && event.data.a == "status:x"',
    },
  ],
  ['status: where:', {}],
])('%s is a filter, and its text', (text, filter) => {
  expect(parseFilter(text, english)).toEqual({ ok: true, filter });
  expect(parseFilter(filterText(filter), english)).toEqual({ ok: true, filter });
});

test('a status that there is none of is a problem', () => {
  expect(parseFilter('status:done', english)).toEqual({
    ok: false,
    problem: expect.stringMatching(/^"done" is not a status: queued, running, /),
  });
});

test('the last word is completed', () => {
  const known = { functions: ['Import contacts', 'remind'], events: ['api/list.uploaded'] };
  const textsOf = (text: string) => completions(text, known).map((each) => each.text);
  expect(textsOf('')).toEqual(['status:', 'function:', 'event:', 'where:']);
  expect(textsOf('status:failed f')).toEqual(['status:failed function:']);
  expect(textsOf('status:c')).toEqual(['status:completed ', 'status:cancelled ']);
  expect(textsOf('x function:CONT')).toEqual(['x function:"Import contacts" ']);
  expect(textsOf('function:"Import c')).toEqual(['function:"Import contacts" ']);
  expect(textsOf('event:up')).toEqual(['event:api/list.uploaded ']);
  expect(textsOf('where:status')).toEqual([]);
});
