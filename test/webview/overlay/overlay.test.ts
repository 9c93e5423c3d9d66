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

test('a preview of the output is at most 80 characters long', () => {
  const run = new JournalBuilder(contactsImport.id, 'api/contact_list.uploaded', 1_000_000);
  run.start();
  run.done('Validate upload contents', { isValid: true, text: 'x'.repeat(500) });
  const preview = makeOverlay(contactsImport, fold(run.entries)!).nodes.validate?.preview ?? '';
  expect(preview).toMatch(/^\{ isValid: true, text: "x+…$/);
  expect(preview.length).toBeLessThanOrEqual(80);
});
