/** Steps as real SDKs of all majors named them (recorded dialogues), and the nodes of the code that made them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StepIdentity } from '../../../runtime/src/contract/run.ts';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { indexGraph } from '../../../webview/src/overlay/graph-index.ts';
import { matchSteps } from '../../../webview/src/overlay/match-step.ts';

interface Transcript {
  request: { body: { ctx: { stack: { stack: string[]; current: number } } } };
  response: { body: Record<string, unknown>[] };
}

/** The ops of recorded answers, named as the runtime names them. */
function recordedSteps(version: string, ...cases: string[]): StepIdentity[] {
  return cases.flatMap((name) => {
    const path = join(import.meta.dirname, '../../fixtures/webview', version, `${name}.json`);
    const { request, response } = JSON.parse(readFileSync(path, 'utf8')) as Transcript;
    const { stack, current } = request.body.ctx.stack;
    const isLegacy = version.startsWith('1.') || version.startsWith('2.');
    const parent = (isLegacy ? stack.slice(0, current) : stack).at(-1) ?? null;
    return response.body.map((op) => {
      const userland = op.userland as StepIdentity['userland'];
      return {
        hashedId: String(op.id),
        op: String(op.op),
        name: String(op.displayName ?? op.name),
        ...(userland ? { userland } : {}),
        ...(op.opts && !userland ? { opts: op.opts as Record<string, unknown> } : {}),
        parent,
      };
    });
  });
}

/** Node ids in the order of the steps; `?` where there is none. */
function checkMatch(graphText: string, steps: StepIdentity[], expected: string): void {
  const matches = matchSteps(indexGraph(graphFromText(graphText)), steps);
  expect(steps.map((step) => matches.nodeOf.get(step.hashedId) ?? '?').join(' ')).toBe(expected);
}

const contacts = (sdk: number): string => `
  function Contacts Import on api/contact_list.uploaded sdk ${sdk}
  validate: run "Validate"
  other: run "Something else"
  short: waitForEvent "api/contact_list.reviewed" event=api/contact_list.reviewed timeout=1h match=data.upload_id
  review: waitForEvent "api/contact_list.reviewed" event=api/contact_list.reviewed timeout="7 days" match=data.upload_id
  start -> validate -> other -> short -> review -> end
`;

describe.each(['1.10.1', '2.7.2'])('SDK %s', (version) => {
  const major = Number(version.charAt(0));

  test('a step and a wait: the timeout distinguishes two waits for the same event', () => {
    checkMatch(
      contacts(major),
      recordedSteps(version, 'contacts-1-first', 'contacts-2-wait'),
      'validate review',
    );
  });

  test('sleeps are identified by their duration, even if the code writes it differently', () => {
    checkMatch(
      `
        function Sleepy on demo/event sdk ${major}
        day: sleep "1 day" duration="1 day"
        nap: sleep "120m" duration=120m
        until: sleepUntil "new Date(2030, 0)" pattern="^.*$"
        start -> day -> nap -> until -> end
      `,
      recordedSteps(version, 'sleep-1', 'sleep-2-until'),
      'nap until',
    );
  });

  test('a name used three times in a loop is one node', () => {
    checkMatch(
      `
        function Repeat on demo/event sdk ${major}
        each: loop "for (const n of [0, 1, 2])"
        same: run "same" in=each
        start -> each -> same -back-> each
        each -> end
      `,
      recordedSteps(version, 'repeat-1', 'repeat-2', 'repeat-3'),
      'same same same',
    );
  });

  test('a name used three times in a row is three nodes', () => {
    checkMatch(
      `
        function Repeat on demo/event sdk ${major}
        one: run "same"
        two: run "same"
        three: run "same"
        start -> one -> two -> three -> end
      `,
      recordedSteps(version, 'repeat-1', 'repeat-2', 'repeat-3'),
      'one two three',
    );
  });

  const parallel = `
    function Parallel on demo/event sdk ${major}
    fork: fork "Promise.all"
    a: run "A"
    b: run "B"
    join: join ""
    c: run "C"
    start -> fork -> a -> join -> c -> end
    fork -> b -> join
  `;

  test('the step after a parallel pair hashes differently by the order of the pair, and is the same node', () => {
    checkMatch(parallel, recordedSteps(version, 'parallel-1-discover', 'parallel-5-after-both'), 'a b c');
    checkMatch(
      parallel,
      recordedSteps(version, 'parallel-1-discover', 'parallel-5b-after-both-other-order'),
      'a b c',
    );
  });

  test('a parent that is not in the journal is found among the earlier steps', () => {
    const steps = recordedSteps(version, 'parallel-1-discover', 'parallel-5-after-both');
    checkMatch(
      parallel,
      steps.map((step) => ({ ...step, parent: null })),
      'a b c',
    );
  });

  test('a step whose hash does not match its identity is not matched, whatever its name', () => {
    const [first] = recordedSteps(version, 'contacts-1-first');
    checkMatch(contacts(major), [{ ...first!, hashedId: 'f'.repeat(40) }], '?');
  });

  test('events sent', () => {
    checkMatch(
      `
        function Send on demo/event sdk ${major}
        run: run "${major === 1 ? 'demo/sent' : 'sendEvent'} not"
        emit: sendEvent "demo/sent" event=demo/sent
        start -> run -> emit -> end
      `,
      recordedSteps(version, 'sendevent'),
      'emit',
    );
  });

  test('a wait with an expression', () => {
    checkMatch(
      `
        function Wait on demo/event sdk ${major}
        no: waitForEvent "demo/other" event=demo/other if="async.data.ok == true"
        yes: waitForEvent "demo/other" event=demo/other if="event.data.n == async.data.n"
        start -> no -> yes -> end
      `,
      recordedSteps(version, 'wait-if'),
      'yes',
    );
  });

  test('an id given in the options is the hashed id itself', () => {
    checkMatch(
      `
        function Own on demo/event sdk ${major}
        own: run "Name" id=own-id
        start -> own -> end
      `,
      [{ hashedId: 'own-id', op: 'Step', name: 'Name', parent: null }],
      'own',
    );
  });
});

describe.each(['3.54.2', '4.24.0'])('SDK %s', (version) => {
  const major = Number(version.charAt(0));

  test('every kind of step is identified by its ID', () => {
    checkMatch(
      `
        function All on demo/event sdk ${major}
        wait: waitForEvent "wait-review" event=api/contact_list.reviewed
        nap: sleep "nap" duration=2h
        emit: sendEvent "emit" event=demo/sent
        call: invoke "call-target" function=proto-app-target
        think: ai.infer "think"
        get: fetch "https://example.com/api" pattern="^step\\.fetch: example\\.com$"
        sig: waitForSignal "wait-sig"
        start -> wait -> nap -> emit -> call -> think -> get -> sig -> end
      `,
      recordedSteps(version, 'wait-1', 'sleep-1', 'sendevent', 'invoke', 'ai-infer', 'fetch', 'wait-signal'),
      'wait nap emit call think get sig',
    );
  });

  test('repetitions of an id are numbered in the hash', () => {
    const steps = recordedSteps(version, 'repeat-1', 'repeat-2', 'repeat-3');
    const row = `
      function Repeat on demo/event sdk ${major}
      one: run "same"
      two: run "same"
      three: run "same"
      start -> one -> two -> three -> end
    `;
    checkMatch(row, steps, 'one two three');
    // The same without the id on the wire: only the hash is left.
    checkMatch(
      row,
      steps.map(({ userland: _, ...step }) => ({ ...step, name: 'shown name' })),
      'one two three',
    );
  });

  test('IDs made by a template are identified by their pattern', () => {
    checkMatch(
      `
        function Parallel on demo/event sdk ${major}
        fork: fork "Promise.all"
        each: run "\${letter}" pattern="^[A-Z]$" multiple=yes
        join: join ""
        start -> fork -> each -> join -> end
      `,
      recordedSteps(version, 'parallel-1-discover'),
      'each each',
    );
  });

  test('an ID that does not hash to the hashed ID is ignored', () => {
    const [first] = recordedSteps(version, 'repeat-1');
    checkMatch(
      `
        function Repeat on demo/event sdk ${major}
        same: run "same"
        start -> same -> end
      `,
      [{ ...first!, hashedId: '0'.repeat(40) }],
      '?',
    );
  });
});
