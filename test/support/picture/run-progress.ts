/** Small runs for tests: say what matters, the rest is ordinary. */

import type { RunProgress, StepProgress, WaitProgress } from '../../../runtime/src/contract/progress.ts';
import type { ClauseVerdict } from '../../../runtime/src/contract/run.ts';
import { newStep } from '../../../runtime/src/contract/step-changes.ts';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';

/** Half past one on some day; every time of a test is told from here. */
export const noon = Date.UTC(2026, 0, 15, 12);

export function someRun(own: Partial<RunProgress> = {}): RunProgress {
  return {
    runId: 'run-1',
    functionId: 'app-import',
    functionName: 'Import',
    appId: 'app',
    sdk: 'js:v4.24.0',
    status: 'running',
    eventName: 'api/list.uploaded',
    eventIds: ['event-1'],
    originalRunId: null,
    queuedAt: noon,
    startedAt: noon,
    endedAt: null,
    maxAttempts: 5,
    steps: [],
    requests: [],
    failures: [],
    retryAt: null,
    error: null,
    lastSeq: 1,
    ...own,
  };
}

export function someStep(name: string, own: Partial<StepProgress> = {}): StepProgress {
  return {
    ...newStep({ hashedId: `hash of ${name}`, op: 'StepRun', name, userland: { id: name }, parent: null }),
    ...own,
  };
}

export function someWait(own: Partial<WaitProgress> = {}): WaitProgress {
  return {
    event: 'api/list.reviewed',
    if: 'event.data.upload_id == async.data.upload_id',
    expiresAt: noon + 7 * 86_400_000,
    matched: null,
    skipped: false,
    nearMisses: [],
    ...own,
  };
}

/** `event.data.upload_id == async.data.upload_id` with these two values. */
export function differentUpload(left: unknown, right: unknown): ClauseVerdict {
  return {
    expression: 'event.data.upload_id == async.data.upload_id',
    result: left === right,
    left: { expression: 'event.data.upload_id', value: left },
    right: { expression: 'async.data.upload_id', value: right },
  };
}

export function someState(own: Partial<NodeState>): NodeState {
  return {
    status: 'running',
    steps: [],
    shown: null,
    chosen: null,
    done: 0,
    failed: 0,
    attempt: 0,
    maxAttempts: 5,
    dueAt: null,
    startedAt: null,
    endedAt: null,
    preview: null,
    error: null,
    wait: null,
    ...own,
  };
}
