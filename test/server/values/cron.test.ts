import { expect, test } from 'vitest';
import { cronProblems, splitCron } from '../../../server/src/values/cron.ts';
import { isKnownZone } from '../../../server/src/values/time-zone.ts';
import { checkTextProblem } from '../../support/analysis/check-text-problem.ts';

test.each([
  '0 9 * * MON',
  '*/15 * * * *',
  '0 0 1,15 * ?',
  '5/10 8-18 * jan-mar 1-5',
  '0 22 * * Sun,tue',
  'TZ=Europe/Paris 0 12 * * 5',
  'CRON_TZ=US/Eastern 0 12 * * 5',
  'TZ=UTC 0 12 * * 5',
  '  0  12 * * * ',
])('the server accepts %j', (text) => {
  checkTextProblem(text, cronProblems);
});

test.each([
  ['⟦* * * *⟧', 'this one has 4', null],
  ['⟦0 0 12 * * 1⟧', 'Remove the seconds', '0 12 * * 1'],
  ['⟦@daily⟧', 'use `0 0 * * *`', '0 0 * * *'],
  ['⟦@every 5m⟧', 'does not support', null],
  ['⟦60⟧ * * * *', '60 is not a valid minute; use 0 to 59', null],
  ['0 ⟦24⟧,1 * * *', '24 is not a valid hour', null],
  ['0 0 ⟦0⟧ * *', '0 is not a valid day of the month', null],
  ['0 0 * ⟦13⟧ *', '13 is not a valid month', null],
  ['0 0 * * ⟦7⟧', 'Sunday is 0', '0 0 * * 0'],
  ['0 0 * * ⟦1-7⟧', 'Sunday is 0', '0 0 * * 0,1-6'],
  ['0 ⟦22-2⟧ * * *', 'is reversed', '0 22-23,0-2 * * *'],
  ['⟦*/0⟧ * * * *', 'has a step of zero', null],
  ['⟦*/x⟧ * * * *', 'must be a number', null],
  ['0 9 * * 1,⟦Monday⟧', 'Use `MON`', '0 9 * * 1,MON'],
  ['0 9 ⟦L⟧ * *', 'other schedulers', null],
  ['0 9 * * ⟦2#1⟧', 'other schedulers', null],
  ['0 9 * * ⟦x⟧', '`x` is not a valid day of the week', null],
  ['TZ=⟦Europe/Pris⟧ 0 9 * * *', 'did you mean `Europe/Paris`', 'TZ=Europe/Paris 0 9 * * *'],
  ['TZ=⟦europe/paris⟧ 0 9 * * *', 'did you mean `Europe/Paris`', 'TZ=Europe/Paris 0 9 * * *'],
  ['TZ=⟦Tokyo⟧ 0 9 * * *', 'did you mean `Asia/Tokyo`', 'TZ=Asia/Tokyo 0 9 * * *'],
  ['TZ=⟦PST⟧ 0 9 * * *', 'Unknown time zone `PST`', null],
])('%s: %s', (marked, message, fixed) => {
  const found = checkTextProblem(marked, cronProblems);
  expect(found.message).toContain(message);
  expect(found.fixed).toBe(fixed);
});

test('every problem of a schedule is reported', () => {
  expect(cronProblems('TZ=Nowhere/Nope 61 25 * * *').map(({ start, end }) => [start, end])).toEqual([
    [3, 15],
    [16, 18],
    [19, 21],
  ]);
});

test('a zone precedes the schedule', () => {
  expect(splitCron('TZ=Asia/Tokyo  0 9 * * *')).toEqual({
    zone: { name: 'Asia/Tokyo', start: 3, end: 13 },
    schedule: '0 9 * * *',
    start: 15,
  });
});

test('zones are those of the zone database', () => {
  const names = [
    'America/New_York',
    'US/Pacific',
    'Etc/GMT+8',
    'EST5EDT',
    'Zulu',
    'IST',
    '+02:00',
    'us/pacific',
  ];
  expect(names.map(isKnownZone)).toEqual([true, true, true, true, true, false, false, false]);
});
