/** What a terminal is told of requests, signals and deferred functions. */
import { expect, test } from 'vitest';
import { progressLines } from '../../../runtime/src/cli/progress-lines.ts';
import type { JournalFact } from '../../../runtime/src/contract/journal.ts';
import { RunFold } from '../../../runtime/src/contract/run-fold.ts';
import { noon, someRun, someStep } from '../../support/picture/run-progress.ts';

function checkLines(fact: JournalFact, lines: string[]): void {
  const run = someRun({
    steps: [someStep('ask'), someStep('go')],
    defers: [{ hashedId: 'hash of score', name: 'score', functionId: 'app-score', status: 'after-run' }],
  });
  const fold = new RunFold(run);
  expect(progressLines({ seq: 1, at: noon, ...fact }, { fold, matchingData: () => ({}) })).toEqual(lines);
}

const runId = 'run-1';
const stepOf = (name: string) => ({ hashedId: `hash of ${name}`, op: 'Gateway', name, parent: null });

test('a request', () => {
  checkLines(
    {
      kind: 'fetch-started',
      runId,
      step: stepOf('ask'),
      by: 'ai',
      method: 'POST',
      url: 'https://ai.test/v1/chat',
    },
    ['  ↗ ask: POST https://ai.test/v1/chat'],
  );
});

test('a wait for a signal, and another that takes it over', () => {
  const waits = { event: 'go/7', if: null, expiresAt: noon + 60_000, signal: true as const };
  checkLines({ kind: 'wait-started', runId, step: stepOf('go'), ...waits }, [
    '  ⏸ go: waiting for signal go/7 (times out in 1m)',
    '      steplight runs skip run-1 go    # time out now',
  ]);
  checkLines({ kind: 'signal-wait-replaced', runId, hashedId: 'hash of go', by: 'run-2' }, [
    '    go: run run-2 claimed the signal; this wait can only time out',
  ]);
});

test('deferred functions', () => {
  const about = { runId, hashedId: 'hash of score', name: 'score', functionId: 'app-score' };
  checkLines({ kind: 'defer-added', ...about, input: {} }, [
    '  ↳ score: app-score will start when the run ends',
  ]);
  checkLines({ kind: 'defer-rejected', ...about, reason: 'count' }, [
    '  ↳ score: app-score will not start (the run has already deferred 20 functions)',
  ]);
  checkLines({ kind: 'defer-aborted', runId, hashedId: 'hash of score' }, ['  ↳ score: aborted']);
});
