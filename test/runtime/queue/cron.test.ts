import { expect, test } from 'vitest';
import { cronProblem, lateness, nextTick } from '../../../runtime/src/queue/cron.ts';

const at = Date.UTC(2026, 2, 28, 12, 30);
const next = (cron: string) => {
  const tick = nextTick(cron, at);
  return tick === null ? null : new Date(tick).toISOString();
};

test.each([
  ['*/5 * * * *', '2026-03-28T12:35:00.000Z'],
  ['0 9 * * MON', '2026-03-30T09:00:00.000Z'],
  ['TZ=America/New_York 0 9 * * *', '2026-03-28T13:00:00.000Z'],
  // The night in which clocks are put forward.
  ['CRON_TZ=Europe/Berlin 0 4 * * *', '2026-03-29T02:00:00.000Z'],
  ['TZ=Atlantis/City 0 9 * * *', null],
  // From a value on, every so many.
  ['0/15 * * * *', '2026-03-28T12:45:00.000Z'],
  ['5/15 * * * *', '2026-03-28T12:35:00.000Z'],
  ['50/15 * * * *', '2026-03-28T12:50:00.000Z'],
  ['0 8/6 * * *', '2026-03-28T14:00:00.000Z'],
  ['0 0 ? 4/3 *', '2026-04-01T00:00:00.000Z'],
  ['0 0 * * tue/2', '2026-03-31T00:00:00.000Z'],
  ['10-40/10 * * * *', '2026-03-28T12:40:00.000Z'],
  // Of two restricted fields of days, either will do.
  ['0 0 1 * SUN', '2026-03-29T00:00:00.000Z'],
  ['0 0 30 2 *', null],
  ['61 * * * *', null],
  ['nonsense', null],
])('%s is next due at %s', (cron, expected) => {
  expect(next(cron)).toBe(expected);
});

test('with jitter, each start has its own delay, which is the same whenever it is planned', () => {
  const minute = 60_000;
  const late = Array.from({ length: 50 }, (_, n) => lateness('cron app-report', at + n * minute, 5 * minute));
  expect(late.every((by) => by >= 0 && by < 5 * minute)).toBe(true);
  expect(new Set(late).size).toBeGreaterThan(45);
  expect(lateness('cron app-report', at, 5 * minute)).toBe(late[0]);
  expect(lateness('cron app-report', at, 0)).toBe(0);
});

const ticks = (cron: string, from: string, count: number) => {
  const found: (string | null)[] = [];
  let now = Date.parse(from);
  for (let index = 0; index < count; index++) {
    const tick = nextTick(cron, now);
    found.push(tick === null ? null : new Date(tick).toISOString());
    now = tick ?? now;
  }
  return found;
};

test('a local time that the clocks skip is skipped', () => {
  expect(ticks('TZ=America/New_York 30 2 * * *', '2026-03-07T00:00:00Z', 2)).toEqual([
    '2026-03-07T07:30:00.000Z',
    '2026-03-09T06:30:00.000Z',
  ]);
  expect(ticks('TZ=America/New_York 0 * * * *', '2026-03-08T05:30:00Z', 3)).toEqual([
    '2026-03-08T06:00:00.000Z',
    '2026-03-08T07:00:00.000Z',
    '2026-03-08T08:00:00.000Z',
  ]);
});

test('a local time that occurs twice is due twice', () => {
  expect(ticks('TZ=America/New_York 30 1 * * *', '2026-10-31T12:00:00Z', 3)).toEqual([
    '2026-11-01T05:30:00.000Z',
    '2026-11-01T06:30:00.000Z',
    '2026-11-02T06:30:00.000Z',
  ]);
  expect(ticks('TZ=America/New_York */30 * * * *', '2026-11-01T04:45:00Z', 5)).toEqual([
    '2026-11-01T05:00:00.000Z',
    '2026-11-01T05:30:00.000Z',
    '2026-11-01T06:00:00.000Z',
    '2026-11-01T06:30:00.000Z',
    '2026-11-01T07:00:00.000Z',
  ]);
  // By half an hour.
  expect(ticks('TZ=Australia/Lord_Howe 45 1 * * *', '2026-04-04T00:00:00Z', 3)).toEqual([
    '2026-04-04T14:45:00.000Z',
    '2026-04-04T15:15:00.000Z',
    '2026-04-05T15:15:00.000Z',
  ]);
});

test.each([
  ['*/15 9-17 1,15 jan-jun MON', null],
  ['0/15 * ? * *', null],
  ['0 0 L * *', 'has "L", which Inngest\'s servers do not accept for the day of the month'],
  ['0 0 * * 7', 'has "7", which Inngest\'s servers do not accept for the day of the week'],
  ['0 0 * * MON#1', 'has "MON#1", which Inngest\'s servers do not accept for the day of the week'],
  ['0 22-6 * * *', 'has "22-6", which Inngest\'s servers do not accept for the hour'],
  ['*/0 * * * *', 'has "*/0", which Inngest\'s servers do not accept for the minute'],
  ['0 0 * * * *', 'does not have five fields'],
  ['@daily', 'does not have five fields'],
  ['TZ=Atlantis/City 0 9 * * *', 'has an unknown time zone, "Atlantis/City"'],
])('of %s the official server says %s', (cron, expected) => {
  expect(cronProblem(cron)).toBe(expected);
});
