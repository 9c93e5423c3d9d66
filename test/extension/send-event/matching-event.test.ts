/** "Send Matching Event" fills in what the wait's expression needs. */

import { expect, test } from 'vitest';
import { matchingEvent } from '../../../extension/src/send-event/matching-event.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import fc from '../../support/property.ts';

function eventWith(data: Record<string, unknown>): EventRecord {
  return { internalId: '1', id: '1', name: 'api/list.uploaded', data, user: {}, ts: 0, receivedAt: 0 };
}

const uploaded = eventWith({ upload_id: 'u-1', list: { id: 7, 'a b': true }, tags: ['x', 'y'] });

function checkMatch(
  expression: string | null,
  data: Record<string, unknown>,
  unresolved: string[] = [],
): void {
  expect(matchingEvent(expression, uploaded)).toEqual({ data, unresolved });
}

test('match: the value of the event that started the run', () => {
  checkMatch('event.data.upload_id == async.data.upload_id', { upload_id: 'u-1' });
});

test('either side may come first, with any spaces and parentheses', () => {
  checkMatch('( async.data.upload_id==event.data.upload_id )', { upload_id: 'u-1' });
});

test('several clauses, literals and bare truths', () => {
  checkMatch(
    `event.data.upload_id == async.data.upload_id && async.data.kind == 'a && b' && async.data.n == -2.5 && async.data.ok && !async.data.late`,
    { upload_id: 'u-1', kind: 'a && b', n: -2.5, ok: true, late: false },
  );
});

test('nested fields, indexes and quoted keys', () => {
  checkMatch(
    `async.data.list.id == event.data.list.id && async.data['deep']["k"] == event.data.list['a b']`,
    {
      list: { id: 7 },
      deep: { k: true },
    },
  );
  checkMatch('async.data.tags[1] == event.data.tags[1]', { tags: [undefined, 'y'] });
});

test('no condition requires nothing', () => {
  checkMatch(null, {});
});

test('what cannot be derived is left to the user, in the words of the expression', () => {
  checkMatch(
    'async.data.n > 3 && event.data.upload_id == async.data.upload_id && (async.data.a == 1 || async.data.b == 2)',
    { upload_id: 'u-1' },
    ['async.data.n > 3', '(async.data.a == 1 || async.data.b == 2)'],
  );
});

test('an or of comparisons is one clause, not two', () => {
  checkMatch('async.data.a == 1 || async.data.b == 2', {}, ['async.data.a == 1 || async.data.b == 2']);
});

test('fields outside of data cannot be filled in', () => {
  checkMatch('async.user.id == 1', {}, ['async.user.id == 1']);
});

test('without the first event its fields stay open', () => {
  const unresolved = ['event.data.upload_id == async.data.upload_id'];
  expect(matchingEvent(unresolved[0] ?? '', null)).toEqual({ data: {}, unresolved });
});

test('a field that the first event does not have stays open', () => {
  checkMatch('event.data.nope == async.data.nope', {}, ['event.data.nope == async.data.nope']);
});

test('never changes prototypes', () => {
  matchingEvent('async.data.__proto__.polluted == true', uploaded);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('never throws on any text, and loses no clause', () => {
  fc.assert(
    fc.property(fc.string(), (expression) => {
      const { data, unresolved: open } = matchingEvent(expression, uploaded);
      expect(Object.keys(data).length + open.length).toBeGreaterThan(0);
    }),
  );
});
