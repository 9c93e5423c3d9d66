/** What a run shows on the nodes of its graph. */
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

test('steps that have ended are done, and the only way between them was taken', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.done('A', { ok: false });
      run.done('C', null);
      run.completed(null);
    },
    `
      a completed
      c completed
      passed: start ok end
      taken: start>a a>ok ok-false>c c>end
    `,
  );
});

test('the only possible next step is running while a request is in flight', () => {
  checkOverlay(
    branching,
    (run) => run.request(),
    `
      a running
      passed: start
      taken: start>a
    `,
  );
});

test('each of several possible next steps may be running', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.done('A', { ok: true });
    },
    `
      a completed
      b maybe-running
      c maybe-running
      passed: start
      taken: start>a a>ok
    `,
  );
});

test('between requests, nothing runs', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.done('A', { ok: true });
      run.response();
    },
    `
      a completed
      passed: start
      taken: start>a a>ok
    `,
  );
});

test('the only possible next step may be running if the run may also have ended', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      a: run "A"
      more: decision "a.more"
      b: run "B"
      start -> a -> more -true-> b -> end
      more -false-> end
    `,
    (run) => {
      run.request();
      run.done('A', 1);
    },
    `
      a completed
      b maybe-running
      passed: start
      taken: start>a a>more
    `,
  );
});

test('a wait is never guessed to be running: it would have been reported at once', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      w: waitForEvent "w" event=app/answered timeout=1d
      start -> w -> end
    `,
    (run) => run.request(),
    `
      passed: start
      taken: start>w
    `,
  );
});

test('a failed attempt shows its error and the next attempt', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.attemptFailed('A', 'answered 503', { attempt: 0, retryIn: 4000 });
      run.response();
    },
    `
      a retrying "answered 503"
      passed: start
      taken: start>a
    `,
  );
});

test('the second attempt of a step is running when its request is in flight', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.attemptFailed('A', 'answered 503', { attempt: 0, retryIn: 4000 });
      run.response();
      run.request(1, 5000);
    },
    `
      a running attempt 2/5
      passed: start
      taken: start>a
    `,
  );
});

const waiting = `
  function F on app/started sdk 4
  w: waitForEvent "w" event=app/answered timeout=1d match=data.id
  late: run "Late"
  then: run "Then"
  start -> w -> then -> end
  w -timeout-> late -> end
`;

test('a wait counts the events that did not match', () => {
  checkOverlay(
    waiting,
    (run) => {
      run.request();
      run.wait('w', 'app/answered', 'event.data.id == async.data.id', 1000);
      run.response();
      run.nearMiss('w');
    },
    `
      w waiting 1 near misses
      passed: start
      taken: start>w
    `,
  );
});

test('a wait that timed out leaves by its timeout edge', () => {
  checkOverlay(
    waiting,
    (run) => {
      run.request();
      run.wait('w', 'app/answered', null, 1000);
      run.response();
      run.timedOut('w', true);
      run.request();
    },
    `
      w timed-out
      late running
      passed: start
      taken: start>w w-timeout>late
    `,
  );
});

test('a wait that matched does not leave by its timeout edge', () => {
  checkOverlay(
    waiting,
    (run) => {
      run.request();
      run.wait('w', 'app/answered', null, 1000);
      run.response();
      run.matched('w', 'app/answered', { id: 1 });
      run.request();
    },
    `
      w completed
      then running
      passed: start
      taken: start>w w>then
    `,
  );
});

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

test('a loop shows all its steps on one node', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      each: loop "for (const page of pages)"
      get: run "get page" in=each
      put: run "put page" pattern="^put-.*$" in=each
      start -> each -> get -> put -back-> each
      each -> end
    `,
    (run) => {
      run.request();
      run.done('get page', 1);
      run.done('put-1', 1);
      run.done('get page', 2, 10, 1);
      run.done('put-2', 2);
      run.done('get page', 3, 10, 2);
    },
    `
      get completed 3/3 done
      put running 2/2 done
      passed: start each
      taken: start>each each>get get>put put-back>each
    `,
  );
});

test('parallel branches are all taken, and the join is passed when the run has gone on', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      fork: fork "Promise.all"
      a: run "A"
      b: run "B"
      join: join ""
      c: run "C"
      start -> fork -> a -> join
      fork -> b -> join -> c -> end
    `,
    (run) => {
      run.request();
      run.done('A', 1);
      run.done('B', 1);
      run.done('C', 1);
    },
    `
      a completed
      b completed
      c completed
      passed: start fork join
      taken: start>fork fork>a a>join fork>b b>join join>c c>end
    `,
  );
});

test('the same ID in two branches belongs to the branch that the run has reached', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      a: run "A"
      ok: decision "a"
      b: run "B"
      n1: run "notify"
      c: run "C"
      n2: run "notify"
      start -> a -> ok -true-> b -> n1 -> end
      ok -false-> c -> n2 -> end
    `,
    (run) => {
      run.request();
      run.done('A', 1);
      run.done('C', 1);
      run.done('notify', 1);
    },
    `
      a completed
      c completed
      n2 completed
      passed: start ok
      taken: start>a a>ok ok-false>c c>n2 n2>end
    `,
  );
});

test('the same id twice in a row: the second use is the second node', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      n1: run "notify"
      n2: run "notify"
      start -> n1 -> n2 -> end
    `,
    (run) => {
      run.request();
      run.done('notify', 1);
      run.done('notify', 1, 10, 1);
    },
    `
      n1 completed
      n2 completed
      passed: start
      taken: start>n1 n1>n2 n2>end
    `,
  );
});

test('steps that are no longer in the code are reported as missing', () => {
  checkOverlay(
    branching,
    (run) => {
      run.request();
      run.done('Old name of A', 1);
    },
    `
      a running
      passed: start
      taken: start>a
      lost: Old name of A
    `,
  );
});

test('steps behind an opaque node are shown on it', () => {
  checkOverlay(
    `
      function F on app/started sdk 4
      a: run "A"
      other: opaque "courier.ship(step)"
      b: run "B"
      start -> a -> other -> b -> end
    `,
    (run) => {
      run.request();
      run.done('A', 1);
      run.done('hidden 1', 1);
      run.done('hidden 2', 1);
      run.done('B', 1);
    },
    `
      a completed
      other completed 2/2 done
      b completed
      passed: start
      taken: start>a a>other other>b b>end
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

test('a preview of the output is at most 80 characters long', () => {
  const run = new JournalBuilder(contactsImport.id, 'api/contact_list.uploaded', 1_000_000);
  run.start();
  run.done('Validate upload contents', { isValid: true, text: 'x'.repeat(500) });
  const preview = makeOverlay(contactsImport, fold(run.entries)!).nodes.validate?.preview ?? '';
  expect(preview).toMatch(/^\{ isValid: true, text: "x+…$/);
  expect(preview.length).toBeLessThanOrEqual(80);
});
