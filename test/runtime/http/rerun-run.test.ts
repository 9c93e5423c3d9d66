import { expect, test } from 'vitest';
import { readRerun } from '../../../runtime/src/http/rerun-run.ts';

test.each([
  [undefined, {}],
  [{}, {}],
  [{ from: 'failure' }, { from: 'failure' }],
  [
    { from: { step: 'charge', more: 1 }, input: [1], outputs: { price: null } },
    { from: { step: 'charge' }, input: [1], outputs: { price: null } },
  ],
  [{ from: 'end' }, { problem: '"from" must be "start", "failure" or { "step": … } with an id or a name.' }],
  [
    { from: { step: '' } },
    { problem: '"from" must be "start", "failure" or { "step": … } with an id or a name.' },
  ],
  [{ input: 7 }, { problem: '"input" must be an array: the arguments of the step.' }],
  [{ outputs: [1] }, { problem: '"outputs" must be an object: results by step.' }],
])('%j is read as %j', (body, expected) => {
  expect(readRerun(body)).toEqual(expected);
});
