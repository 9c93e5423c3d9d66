import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  cancelRunsBody,
  clockBody,
  hostBody,
  inspectHostBody,
  invokeBody,
  pruneBody,
  rerunBody,
} from '../../../../runtime/src/http/control/request-bodies.ts';

function read<T>(schema: v.GenericSchema<unknown, T>, body: unknown): T | { problem: string } {
  const result = v.safeParse(schema, body, { abortEarly: true });
  return result.success ? result.output : { problem: result.issues[0].message };
}

test.each([
  [undefined, {}],
  [{}, {}],
  [{ from: 'failure' }, { from: 'failure' }],
  [
    { from: { step: 'charge', more: 1 }, input: [1], outputs: { price: null } },
    { from: { step: 'charge' }, input: [1], outputs: { price: null } },
  ],
  [{ from: 'end' }, { problem: '"from" must be "start", "failure" or { "step": ID_OR_NAME }.' }],
  [{ from: { step: '' } }, { problem: '"from" must be "start", "failure" or { "step": ID_OR_NAME }.' }],
  [{ input: 7 }, { problem: '"input" must be an array of the step\'s arguments.' }],
  [{ outputs: [1] }, { problem: '"outputs" must be an object with a result for each step.' }],
])('the body of a rerun %j is read as %j', (body, expected) => {
  expect(read(rerunBody, body)).toEqual(expected);
});

test.each([
  [cancelRunsBody, {}, 'Specify "functionId", "status", "event", "text", "where", "runIds" or "all": true.'],
  [
    cancelRunsBody,
    undefined,
    'Specify "functionId", "status", "event", "text", "where", "runIds" or "all": true.',
  ],
  [
    cancelRunsBody,
    { status: 'done' },
    '"status" must be one of queued, running, waiting, sleeping, completed, failed, cancelled, skipped, or a list of them.',
  ],
  [clockBody, { action: 'advance', by: -1 }, '"by" must be a duration in milliseconds.'],
  [
    clockBody,
    { action: 'rewind' },
    'The body must be { "action": "pause" | "resume" | "next" } or { "action": "advance", "by": MILLISECONDS }.',
  ],
  [hostBody, { root: '/', files: [1] }, 'The body must be { "root": FOLDER, "files": [PATH, …] }.'],
  [hostBody, undefined, 'The body must be { "root": FOLDER, "files": [PATH, …] }.'],
  [inspectHostBody, {}, '"port" must be a port number, 0 for any free port, or null.'],
  [inspectHostBody, { port: 65_536 }, '"port" must be a port number, 0 for any free port, or null.'],
  [invokeBody, [], 'The body must be an object such as { "data": {} }.'],
  [pruneBody, { age: '30d' }, '"age" must be a duration in milliseconds, or null for no limit.'],
])('a wrong body is rejected with a reason (%#)', (schema, body, problem) => {
  expect(read(schema as v.GenericSchema<unknown, unknown>, body)).toEqual({ problem });
});

test('what a body leaves out has its default', () => {
  expect(read(pruneBody, undefined)).toEqual({ age: null, size: null });
  expect(read(pruneBody, { size: 5 })).toEqual({ age: null, size: 5 });
  expect(read(invokeBody, null)).toEqual({});
});
