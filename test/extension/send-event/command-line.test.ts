import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { asCurl, asSend } from '../../../extension/src/send-event/command-line.ts';

const uploaded = { name: 'list/uploaded', data: { name: "Anna's list", rows: 3 } };
const byHand = { name: 'inngest/function.invoked', data: { n: 1, _inngest: { fn_id: 'app-import' } } };

test('an event is sent again, and a function that was invoked is invoked again', () => {
  expect(asSend(uploaded)).toBe(`steplight send list/uploaded --data '{"name":"Anna'\\''s list","rows":3}'`);
  expect(asSend(byHand)).toBe(`steplight invoke app-import --data '{"n":1}'`);
  expect(asCurl(uploaded, 8288)).toBe(
    `curl -X POST http://127.0.0.1:8288/e/local -H 'content-type: application/json' -d '{"name":"list/uploaded","data":{"name":"Anna'\\''s list","rows":3}}'`,
  );
  expect(asCurl(byHand, 8288)).toContain(
    `/invoke/app-import -H 'content-type: application/json' -d '{"data":{"n":1}}'`,
  );
  const empty = { name: 'list/emptied', data: null };
  expect(asSend(empty)).toBe('steplight send list/emptied --data null');
  expect(asCurl(empty, 8288)).toContain(` -d '{"name":"list/emptied","data":null}'`);
});

test('a shell parses it as intended', () => {
  const command = asSend(uploaded).replace('steplight', 'printf "%s\\n"');
  const [, , , data] = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\n');
  expect(JSON.parse(data ?? '')).toEqual(uploaded.data);
});
