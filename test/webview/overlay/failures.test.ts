/** Where on the graph a run has failed. */
import { expect, test } from 'vitest';
import { contactsImport } from '../../../webview/src/dev/example-graphs.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import { makeOverlay } from '../../../webview/src/overlay/make-overlay.ts';
import { checkOverlay, fold } from '../../support/picture/check-overlay.ts';

const branching = `
  function F on app/started sdk 4
  a: run "A"
  ok: decision "a.ok"
  b: run "B"
  c: run "C"
  start -> a -> ok -true-> b -> end
  ok -false-> c -> end
`;

test('a step that failed for good leaves by its error edge', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      try: try "try"
      a: run "A" in=try
      catch: catch "catch"
      b: run "B"
      c: run "C"
      start -> try -> a -> c -> end
      a -error-> catch -> b -> end
    `,
    (run) => {
      run.request();
      run.failed('A', 'declined', 4);
      run.done('B', 1);
    },
    `
      a failed attempt 5/5 "declined"
      b completed
      passed: start try catch
      taken: start>try try>a a-error>catch catch>b b>end
      failed: a-error>catch
    `,
  );
});

const guarded = `
  function F on app/started sdk 4
  a: run "A"
  ok: decision "a.ok"
  broken: end "throw"
  b: run "B"
  start -> a -> ok -true-> b -> end
  ok -false-> broken
`;

test('a failed run ends at the throw that it came to', () => {
  checkOverlay(
    guarded,
    (run) => {
      run.request();
      run.done('A', { ok: false });
      run.runFailed('no upload');
    },
    `
      broken failed "no upload"
      a completed
      passed: start ok
      taken: start>a a>ok ok-false>broken
      failed: ok-false>broken
    `,
  );
});

test('of several throws the stack tells at which a run failed', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      a: run "A"
      kind: decision "a.kind"
      first: end "throw"
      second: end "throw"
      start -> a -> kind -true-> first
      kind -false-> second
    `,
    (run) => {
      run.request();
      run.done('A', 1);
      run.runFailed('second', 'Error: second\n    at /app/function.ts:7:9');
    },
    `
      a completed
      second failed "second"
      passed: start
      taken: start>a a>kind
    `,
  );
});

test('a run that failed between its steps is not all green: its function is failed', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.done('A', { ok: true });
      run.runFailed('cannot read properties of undefined');
    },
    `
      start failed "cannot read properties of undefined"
      a completed
      taken: start>a a>ok
    `,
  );
});

test('an error in the code before a step is not one of the step', () => {
  const graph = { ...contactsImport, file: 'src/contacts.ts' };
  const run = new JournalBuilder(graph.id, 'api/contact_list.uploaded', 1_000_000);
  run.start();
  run.request();
  const stack = `Error: no data\n    at /app/src/contacts.ts:${graph.range.start.line + 1}:11`;
  run.bodyFailed('no data', stack, 0, 8000);
  run.response(500);
  const between = makeOverlay(graph, fold(run.entries)!);
  expect(between.nodes.validate).toBeUndefined();
  expect(between.nodes.start).toMatchObject({
    status: 'retrying',
    attempt: 0,
    error: { message: 'no data' },
  });

  run.request(1, 8000);
  run.runFailed('no data', stack);
  const failed = makeOverlay(graph, fold(run.entries)!);
  expect(failed.nodes.validate).toBeUndefined();
  expect(failed.nodes.start).toMatchObject({ status: 'failed', error: { message: 'no data' } });
});

test('an error that a step shows is not shown at the function too', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.failed('A', 'declined', 4);
      run.runFailed('declined');
    },
    `
      a failed attempt 5/5 "declined"
      passed: start
      taken: start>a
    `,
  );
});

test('SDK 1 and 2 report an error in a step as one of the function: its stack tells the node', () => {
  const graph = { ...contactsImport, file: 'src/contacts.ts' };
  const run = new JournalBuilder(graph.id, 'api/contact_list.uploaded', 1_000_000);
  run.start();
  run.request();
  run.done('Validate upload contents', { isValid: true });
  const line = (graph.nodes.find((node) => node.id === 'enrich')?.range.start.line ?? 0) + 1;
  run.entries.push({
    seq: 90,
    at: 1_001_000,
    kind: 'run-attempt-failed',
    runId: run.entries[0]?.kind === 'run-queued' ? run.entries[0].runId : '',
    error: {
      name: 'Error',
      message: 'answered 503',
      stack: `Error: answered 503\n    at call (/app/src/http.ts:9:3)\n    at /app/src/contacts.ts:${line}:11`,
    },
    attempt: 0,
    retryAt: 1_009_000,
    from: 'app',
  });
  run.response(500);
  const between = makeOverlay(graph, fold(run.entries)!);
  expect(between.nodes.enrich).toMatchObject({ status: 'retrying', attempt: 0, dueAt: 1_009_000 });
  expect(between.nodes.invalid).toBeUndefined();

  run.request(1, 20_000);
  const again = makeOverlay(graph, fold(run.entries)!);
  expect(again.nodes.enrich).toMatchObject({ status: 'running', attempt: 1 });

  run.response(206);
  run.runFailed('answered 503');
  const failed = makeOverlay(graph, fold(run.entries)!);
  expect(failed.nodes.enrich).toMatchObject({ status: 'failed', error: { message: 'answered 503' } });
});
