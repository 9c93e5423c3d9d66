import { expect, test } from 'vitest';
import { sendReport } from '../../../extension/src/send-event/send-report.ts';
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import { english } from '../../support/english.ts';
import { differentUpload, noon, someRun, someStep, someWait } from '../../support/run-progress.ts';

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

test('says what the event started and what goes on', () => {
  checkReport(
    { runs: [{ runId: 'a', functionId: 'f' }], resumed: [wait, wait] },
    'effect',
    'Sent app/x: 1 run started, 2 runs go on',
  );
});

test('an event that no waiting run wanted: says why, with both values', () => {
  checkReport(
    { notMatched: [wait] },
    'not-matched',
    '1 run waits for app/x, but this event did not match: event.data.upload_id == async.data.upload_id was false: "u-1" and "u-2"',
    true,
  );
});

test('an event that means nothing to anybody', () => {
  checkReport({}, 'no-effect', 'Sent app/x, but no function is started by it and no run waits for it.');
});
