import { expect, test } from 'vitest';
import { sendReport } from '../../../extension/src/send-event/send-report.ts';
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import type { FunctionWhy } from '../../../runtime/src/contract/why.ts';
import { english } from '../../support/english.ts';
import { differentUpload, noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';

const wait = { runId: 'run-1', hashedId: 'hash of review' };

function answer(own: Partial<SendEventResponse>): SendEventResponse {
  const event = { internalId: '1', id: '1', name: 'x', data: {}, user: {}, ts: 0, receivedAt: 0 };
  return { event, runs: [], resumed: [], notMatched: [], ...own };
}

function checkReport(
  response: Partial<SendEventResponse>,
  kind: string,
  text: string,
  nearMiss = false,
): void {
  const nearMisses = nearMiss ? [{ eventId: '1', at: noon, clauses: [differentUpload('u-1', 'u-2')] }] : [];
  const run = someRun({ steps: [someStep('review', { status: 'waiting', wait: someWait({ nearMisses }) })] });
  expect(sendReport('app/x', answer(response), [run], english)).toEqual({ kind, text });
}

test('says what the event started and what it resumed', () => {
  checkReport(
    { runs: [{ runId: 'a', functionId: 'f' }], resumed: [wait, wait] },
    'effect',
    'Sent app/x: 1 run started, 2 runs resumed',
  );
});

test('an event that matched no waiting run: says why, with both values', () => {
  checkReport(
    { notMatched: [wait] },
    'not-matched',
    '1 run is waiting for app/x, but this event did not match: got "u-2", waits for "u-1"',
    true,
  );
});

test('an event that nothing handles', () => {
  checkReport({}, 'no-effect', 'Sent app/x, but no function handles it and no run is waiting for it.');
});

/** What became of the event at the one function that listens to it. */
function checkWhy(verdict: FunctionWhy['verdict'], kind: string, text: string): void {
  const why = {
    eventId: '1',
    name: 'app/x',
    functions: [{ functionId: 'app-import', verdict }],
    waits: [],
    cancellations: [],
    similarNames: [],
  };
  expect(sendReport('app/x', answer({}), [], english, why)).toEqual({ kind, text });
}

test('an event that is buffered says when its run starts', () => {
  checkWhy(
    { kind: 'held', by: 'debounce', events: 1, releaseAt: 30_000, key: null, size: null },
    'effect',
    'Sent app/x: debounced, starts app-import in 30s unless another event arrives',
  );
  checkWhy(
    { kind: 'held', by: 'batch', events: 2, releaseAt: 60_000, key: null, size: 5 },
    'effect',
    'Sent app/x: batched (2 of 5), starts app-import in 1m',
  );
});

test('an event that flow control refuses says why and until when', () => {
  checkWhy(
    {
      kind: 'refused',
      reason: { by: 'rate-limit', limit: 1, period: 3_600_000, key: null, again: 1_800_000 },
    },
    'no-effect',
    'Sent app/x, but no run started: app-import is rate limited to 1 per 1h, available again in 30m',
  );
});

test("an event for which the trigger's condition is false says which part, with both values", () => {
  checkWhy(
    { kind: 'condition', expression: 'x', clauses: [differentUpload('u-1', 'u-2')], others: [] },
    'no-effect',
    'Sent app/x, but no run started: app-import: got upload_id "u-1", needs "u-2"',
  );
});

test('an event whose name only resembles one that is handled', () => {
  const why = {
    eventId: '1',
    name: 'app/x',
    functions: [],
    waits: [],
    cancellations: [],
    similarNames: ['app/y'],
  };
  expect(sendReport('app/x', answer({}), [], english, why).text).toBe(
    'Sent app/x, but no function handles it. Did you mean app/y?',
  );
});
