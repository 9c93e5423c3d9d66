/** Which errors of a run are problems, and that each is one. */
import { expect, test } from 'vitest';
import { runProblems } from '../../../extension/src/problems/run-problems.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { Overlay } from '../../../webview/src/overlay/overlay.ts';
import { english } from '../../support/english.ts';
import { noon, someRun, someState, someStep } from '../../support/picture/run-progress.ts';

/** Each step is shown on a node of its name. @param expected `kind @node: message`. */
function checkProblems(own: Partial<RunProgress>, expected: string[], nodes: Overlay['nodes'] = {}): void {
  const run = someRun(own);
  const overlay: Overlay = {
    runId: run.runId,
    functionId: run.functionId,
    nodes: {
      ...Object.fromEntries(run.steps.map(({ step }) => [step.name, someState({ steps: [step.hashedId] })])),
      ...nodes,
    },
    takenEdges: [],
    failedEdges: [],
    decisions: {},
    unmatchedSteps: [],
  };
  const problems = runProblems(run, overlay, english);
  expect(problems.map(({ kind, nodeId, message }) => `${kind} @${nodeId}: ${message}`)).toEqual(expected);
}

const refused = { name: 'CrmError', message: 'rows refused' };
const failed = someStep('insert', { status: 'failed', attempt: 4, error: refused });

test('a step that failed the run is one problem', () => {
  checkProblems(
    { status: 'failed', steps: [failed], error: { name: 'StepError', message: 'rows refused' } },
    ['failed @insert: CrmError: rows refused (step "insert", attempt 5 of 5)'],
  );
});

test('a step that will be retried', () => {
  const retrying = someStep('insert', {
    status: 'retrying',
    attempt: 1,
    failures: [{ attempt: 1, at: noon, error: { ...refused, cause: { message: 'quota' } } }],
  });
  checkProblems({ steps: [retrying] }, [
    'retrying @insert: CrmError: rows refused: quota (step "insert", attempt 2 of 5, will be retried)',
  ]);
});

test('a failure that the code caught is handled; while the run goes on, nobody knows', () => {
  const message = 'CrmError: rows refused (step "insert", attempt 5 of 5)';
  checkProblems({ status: 'running', steps: [failed] }, [`failed @insert: ${message}`]);
  checkProblems({ status: 'completed', steps: [failed] }, [`handled @insert: ${message}`]);
  checkProblems({ status: 'failed', steps: [failed], error: { name: 'Error', message: 'no CRM' } }, [
    'failed @null: no CRM (function "Import")',
    `handled @insert: ${message}`,
  ]);
});

test('steps of one node that failed alike are one problem', () => {
  const steps = ['a', 'b', 'c'].map((name) => someStep(name, { status: 'failed', error: refused }));
  const together = { each: someState({ steps: steps.map(({ step }) => step.hashedId) }) };
  checkProblems({ steps }, ['failed @each: CrmError: rows refused (step "a", 3 times alike)'], together);
});

test('an error between the steps is at its node, and while the function is retried a warning', () => {
  const failures = [{ attempt: 0, at: noon, error: refused, retryAt: noon + 4_000, from: 'app' as const }];
  checkProblems(
    { status: 'running', failures, retryAt: noon + 4_000 },
    ['retrying @start: CrmError: rows refused (function "Import", attempt 1 of 5, will be retried)'],
    { start: someState({ status: 'retrying', error: refused }) },
  );
});

test('what has succeeded, and an app that cannot be reached, are no problems', () => {
  const failures = [{ attempt: 0, at: noon, error: refused }];
  const done = someStep('insert', { status: 'completed', attempt: 1, failures });
  checkProblems({ status: 'running', steps: [done] }, []);
  const unreachable = { name: 'AppUnreachable', message: 'The app cannot be reached.' };
  checkProblems(
    {
      retryAt: noon + 1_000,
      failures: [{ attempt: 0, at: noon, error: unreachable, retryAt: noon + 1_000, from: 'transport' }],
    },
    [],
  );
});

test('the key of a problem stays the same while it is the same', () => {
  const keys = [1, 2].map((lastSeq) => {
    const overlay: Overlay = {
      ...{ runId: 'run-1', functionId: 'f', nodes: {}, takenEdges: [], failedEdges: [], decisions: {} },
      unmatchedSteps: [],
    };
    return runProblems(someRun({ lastSeq, steps: [failed] }), overlay, english).map(({ key }) => key);
  });
  expect(keys[0]).toEqual(keys[1]);
});
