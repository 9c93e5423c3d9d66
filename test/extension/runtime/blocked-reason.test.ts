import { expect, test } from 'vitest';
import { blockedReason, unservedReason } from '../../../extension/src/runtime/blocked-reason.ts';
import type { AppState, HostState, RuntimeStatus } from '../../../runtime/src/contract/api.ts';
import { english } from '../../support/english.ts';
import { noon, someRun } from '../../support/picture/run-progress.ts';

const queued = someRun({ status: 'queued', startedAt: null });

function app(own: Partial<AppState>): AppState {
  return {
    appId: 'app',
    url: 'http://127.0.0.1:3000/api/inngest',
    source: 'running',
    sdk: null,
    framework: null,
    status: 'ok',
    problem: null,
    functions: [],
    targetsThisRuntime: true,
    syncedAt: noon,
    ...own,
  };
}

function checkReason(apps: AppState[], host: Partial<HostState>, expected: string | null): void {
  const status: RuntimeStatus = {
    version: '0.1.0',
    apiVersion: 1,
    pid: 1,
    port: 8288,
    dataFolder: null,
    now: noon,
    lastSeq: 1,
    activeRuns: 1,
    apps,
    host: { status: 'off', files: [], pid: null, problem: null, ...host },
    clock: { paused: false, ahead: 0, nextDue: null },
    portTakenBy: null,
  };
  expect(unservedReason(queued, status, english)).toBe(expected);
}

test('nothing blocks a run whose function is served', () => {
  checkReason([app({ functions: [{ id: 'app-import', name: 'Import', triggers: [] }] })], {}, null);
});

test('functions that cannot be loaded', () => {
  const problem = { message: 'src/import.ts:3: Unexpected "}"\n  at …', file: 'src/import.ts', line: 3 };
  checkReason([], { status: 'failed', problem }, 'src/import.ts:3: Unexpected "}"');
});

test('functions that are being loaded', () => {
  checkReason([], { status: 'starting' }, 'functions are loading');
});

test('an app that does not answer, in its own words', () => {
  checkReason(
    [app({ status: 'unreachable', problem: 'Nothing is listening at :3000' })],
    {},
    'Nothing is listening at :3000',
  );
});

test('no app serves the function', () => {
  checkReason([], {}, 'no running app serves this function');
});

test.each([
  [
    { by: 'concurrency' as const, limit: 1, key: 'fn app-import', holders: ['r1', 'r2'] },
    null,
    'blocked by concurrency limit of 1 (running: Import)',
  ],
  [
    { by: 'concurrency' as const, limit: 2, key: 'env mail', holders: [] },
    null,
    'blocked by concurrency limit of 2',
  ],
  [
    { by: 'throttle' as const, until: noon + 90_000, limit: 1, period: 60_000, key: '' },
    null,
    'throttled, starts in 1m 30s',
  ],
  [{ by: 'requests' as const, limit: 500 }, null, 'blocked by limit of 500 concurrent requests'],
  [{ by: 'workers' as const, workers: 2, inFlight: 2 }, null, 'all workers of the app are busy'],
  [{ by: 'no-app' as const }, null, 'no running app serves this function'],
  [null, noon + 5_000, 'starts in 5s'],
  [null, null, null],
])('what the runtime says that holds a run: %#', (held, dueAt, expected) => {
  expect(blockedReason({ held, dueAt }, noon, () => 'Import', english)).toBe(expected);
});
