import { expect, test } from 'vitest';
import { lateness, nextTick, parseCron } from '../../../runtime/src/queue/cron.ts';

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
  ['61 * * * *', null],
  ['nonsense', null],
])('%s is next due at %s', (cron, expected) => {
  expect(next(cron)).toBe(expected);
  expect(parseCron(cron) === null).toBe(expected === null);
});

test('with a jitter each start is late by another time, the same whenever it is planned', () => {
  const minute = 60_000;
  const late = Array.from({ length: 50 }, (_, n) => lateness('cron app-report', at + n * minute, 5 * minute));
  expect(late.every((by) => by >= 0 && by < 5 * minute)).toBe(true);
  expect(new Set(late).size).toBeGreaterThan(45);
  expect(lateness('cron app-report', at, 5 * minute)).toBe(late[0]);
  expect(lateness('cron app-report', at, 0)).toBe(0);
});
