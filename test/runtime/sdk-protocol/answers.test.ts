/** Recorded answers of four SDK majors, each reduced to one line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Answer, readAnswer } from '../../../runtime/src/sdk-protocol/response.ts';

const folder = join(import.meta.dirname, '../../fixtures/protocol');

interface Transcript {
  response: { status: number; headers: Record<string, string>; body: unknown };
}

function answerOf(version: string, name: string): Answer {
  const { response } = JSON.parse(readFileSync(join(folder, version, `${name}.json`), 'utf8')) as Transcript;
  const { status, headers, body } = response;
  // Transcripts hold the parsed body; SDK 1 and 2 send errors as a JSON text that holds JSON.
  return readAnswer(status, headers, body === '' || body === null ? '' : JSON.stringify(body));
}

function line(answer: Answer): string {
  const { version, noRetry, retryAfter } = answer.meta;
  const head = [
    ...(version === null ? [] : [`v${version}`]),
    ...(noRetry === null ? [] : [noRetry ? 'no-retry' : 'retry']),
    ...(retryAfter === null ? [] : [`after ${retryAfter}`]),
  ].join(' ');
  return `${bodyOf(answer)}${head ? ` (${head})` : ''}`;
}

function bodyOf(answer: Answer): string {
  if (answer.kind === 'result') return `result ${JSON.stringify(answer.output)}`;
  if (answer.kind === 'failure') {
    const { from, retriable, error } = answer;
    return `${from} ${retriable ? 'retriable' : 'final'} ${error.name}: ${error.message.split('\n')[0]!.slice(0, 60)}`;
  }
  return (
    answer.ops
      .map((op) => {
        const what = op.error ? `${op.error.name}: ${op.error.message}` : JSON.stringify(op.data);
        return `${op.op} ${op.userland?.id ?? op.name}${op.userland?.index ? `:${op.userland.index}` : ''}${op.race ? ' race' : ''} ${what}`;
      })
      .join(' | ') || 'nothing'
  );
}

function checkAnswers(version: string, expected: Record<string, string>): void {
  const recorded = readdirSync(join(folder, version)).map((file) => file.replace('.json', ''));
  const actual = Object.fromEntries(recorded.map((name) => [name, line(answerOf(version, name))]));
  expect(actual).toEqual(expected);
}

test('SDK 1.10.1', () =>
  checkAnswers('1.10.1', {
    'basic-1-first': 'Step First step {"a":1}',
    'contacts-2-wait': 'WaitForEvent api/contact_list.reviewed null',
    'fn-error': 'app retriable Error: boom',
    'fn-nonretriable': 'app final Error: never again (no-retry)',
    'parallel-1-discover': 'StepPlanned A null | StepPlanned B null',
    'parallel-4-after-A': 'nothing',
    'sleep-1': 'Sleep 2h null',
    'step-error-1': 'app retriable Error: step boom',
    'step-nonretriable': 'app final Error: no more (no-retry)',
    'undefined-return': 'result null',
  }));

test('SDK 2.7.2', () =>
  checkAnswers('2.7.2', {
    'basic-1-first': 'Step First step {"a":1}',
    'contacts-2-wait': 'WaitForEvent api/contact_list.reviewed null',
    'fn-error': 'app retriable Error: boom',
    'fn-nonretriable': 'app final Error: never again (no-retry)',
    'parallel-1-discover': 'StepPlanned A null | StepPlanned B null',
    'parallel-4-after-A': 'nothing',
    'sleep-1': 'Sleep 2h null',
    'step-error-1': 'app retriable Error: step boom',
    'step-nonretriable': 'app final Error: no more (no-retry)',
    'undefined-return': 'result null',
  }));

test('SDK 3.54.2', () =>
  checkAnswers('3.54.2', {
    'basic-1-first': 'StepRun first {"a":1} (v1)',
    'basic-3-final': 'result {"a":{"a":1},"b":"b1"} (v2)',
    'fn-error': 'app retriable Error: boom (v2 retry)',
    'fn-nonretriable': 'app final Error: never again (v2 no-retry)',
    'fn-retry-after': 'app retriable Error: later (v2 retry after 30)',
    invoke: 'InvokeFunction call-target null (v2)',
    'parallel-mixed-1': 'StepPlanned A null | Sleep S null | WaitForEvent W null (v2)',
    'race-1-discover': 'StepPlanned A null | Sleep S null (v2)',
    'repeat-2': 'StepRun same:1 1 (v2)',
    'sleep-1': 'Sleep nap null (v2)',
    'sleep-3-until': 'Sleep until null (v2)',
    'step-error-attempt0': 'StepError bad RangeError: step boom (v2 retry)',
    'step-nonretriable': 'StepFailed bad Error: no more (v2 retry)',
    'step-retry-after': 'StepError x Error: later (v2 retry)',
    'undefined-return': 'result null (v2)',
    'unknown-fn': 'app retriable Error: No function ID found in request (v1)',
    'wait-1': 'WaitForEvent wait-review null (v2)',
    'wait-signal': 'WaitForSignal wait-sig null (v2)',
  }));

test('SDK 4.24.0', () =>
  checkAnswers('4.24.0', {
    'basic-1-first': 'RunComplete  {"a":{"a":1},"b":"b1"} (v2)',
    'basic-3-final': 'RunComplete  {"a":{"a":1},"b":"b1"} (v2)',
    'fn-error': 'app retriable Error: boom (v2 retry)',
    'fn-nonretriable': 'app final NonRetriableError: never again (v2 no-retry)',
    'fn-retry-after': 'app retriable RetryAfterError: later (v2 retry after 30)',
    invoke: 'InvokeFunction call-target null (v2)',
    'parallel-mixed-1': 'StepPlanned A null | Sleep S null | WaitForEvent W null (v2)',
    'race-1-discover': 'StepPlanned A null | Sleep S null (v2)',
    'repeat-2': 'StepRun same:1 1 (v2)',
    'sleep-1': 'Sleep nap null (v2)',
    'sleep-3-until': 'Sleep until null (v2)',
    'step-error-attempt0': 'StepError bad RangeError: step boom (v2 retry)',
    'step-nonretriable': 'StepFailed bad NonRetriableError: no more (v2 no-retry)',
    'step-retry-after': 'StepError x RetryAfterError: later (v2 retry after 5)',
    'undefined-return': 'result null (v2)',
    'unknown-fn': 'app retriable Error: Function "proto-app-nope" was not found in this app; is the  (v2)',
    'wait-1': 'WaitForEvent wait-review null (v2)',
    'wait-signal': 'WaitForSignal wait-sig null (v2)',
  }));

test('a streamed response is taken out of its envelope (protocol 1.7)', () => {
  const headers = { 'x-inngest-sdk': 'inngest-js:v4.24.0' };
  const envelope = {
    status: 206,
    headers: { 'X-Inngest-Req-Version': '2' },
    body: '[{"op":"RunComplete","id":"x","data":1}]',
  };
  expect(line(readAnswer(201, headers, `   \n ${JSON.stringify(envelope)}`))).toBe('RunComplete  1 (v2)');
  expect(line(readAnswer(201, headers, '{"error":"broken pipe"}'))).toBe(
    'transport retriable TransportError: broken pipe',
  );
});

test('the error for an app that is not an SDK is that of the server, with a preview of the response', () => {
  expect(line(readAnswer(404, {}, '<h1>Not\n found</h1>'))).toBe(
    'transport retriable Server returned a fatal error: Your server returned HTTP 404 before the SDK responded.',
  );
  expect(line(readAnswer(200, {}, '{}'))).toBe(
    'transport retriable not_sdk: The response did not come from an Inngest SDK',
  );
  expect(readAnswer(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>')).toMatchObject({
    error: { stack: expect.stringContaining('Response (text/html):\n<h1>Bad gateway</h1>') },
  });
});

test('4xx without a flag is final for SDKs that had no flag', () => {
  const at = (version: string) =>
    line(readAnswer(400, { 'x-inngest-sdk': `inngest-js:v${version}` }, '{"name":"E","message":"m"}'));
  expect(
    [at('1.9.9'), at('1.10.1'), at('2.4.0'), at('2.4.1'), at('3.0.0')].map((text) => text.split(' ')[1]),
  ).toEqual(['final', 'retriable', 'final', 'retriable', 'retriable']);
});
