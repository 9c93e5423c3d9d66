/**
 * The runtime fires crons and the server checks them; neither may import the other, so each has its own table of fields.
 * They must take the same schedules.
 */
import { expect, test } from 'vitest';
import { readCronFields } from '../../runtime/src/queue/cron-fields.ts';
import { cronProblems } from '../../server/src/values/cron.ts';
import fc, { runs } from '../support/property.ts';

const names = 'jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat'.split(' ');
const value = fc.oneof(
  fc.integer({ min: 0, max: 61 }).map(String),
  fc.constantFrom(...names, ...names.map((name) => name.toUpperCase())),
  fc.constantFrom('*', '?', '+3', '-1', '007', 'L', '15W', 'mon#2', 'monday', '1.5', ''),
);
const span = fc.oneof(
  value,
  fc.tuple(value, value).map((bounds) => bounds.join('-')),
  fc.tuple(value, value, value).map((bounds) => bounds.join('-')),
);
const range = fc.oneof(
  span,
  fc.tuple(span, value).map((parts) => parts.join('/')),
  fc.tuple(span, value, value).map((parts) => parts.join('/')),
);
const field = fc.oneof(
  { weight: 8, arbitrary: fc.constant('*') },
  { weight: 4, arbitrary: range },
  { weight: 1, arbitrary: fc.array(range, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(',')) },
);
const schedule = fc.array(field, { minLength: 4, maxLength: 6 }).map((fields) => fields.join(' '));

test('the server and the runtime take the same schedules', () => {
  const taken = { by: 0 };
  fc.assert(
    fc.property(schedule, (text) => {
      const isTakenByServer = cronProblems(text).length === 0;
      if (isTakenByServer) taken.by++;
      expect({ text, isTaken: isTakenByServer }).toEqual({ text, isTaken: 'plain' in readCronFields(text) });
    }),
    { numRuns: runs(3000) },
  );
  expect(taken.by).toBeGreaterThan(100);
});
