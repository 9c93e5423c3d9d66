/** The hover of a step: what can be done first, then what happened. */
import { expect, test } from 'vitest';
import { commandLinks, type HoverInput, hoverText } from '../../../extension/src/inline/hover-text.ts';
import {
  hoverCommands,
  pendingCommands,
  type StepThere,
} from '../../../extension/src/inline/step-commands.ts';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { english } from '../../support/english.ts';
import { differentUpload, noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';

const inspector = {
  title: '',
  command: 'steplight.openGraph',
  arguments: ['file:///a.ts', 'app-import', 'n'],
};

function hoverOf(step: StepProgress | null, own: Partial<HoverInput> = {}): string {
  const ordinary = { progress: someRun(), isMaybe: false, commands: [], frames: [], stale: false, at: null };
  return hoverText({ ...ordinary, inspector, step, ...own }, english);
}

/** In this order. */
function checkParts(text: string, parts: string[]): void {
  const places = parts.map((part) => text.indexOf(part));
  expect(places.filter((place) => place < 0).map((_, index) => parts[index])).toEqual([]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

test('actions first, then input, output, attempts and what was printed', () => {
  const step = someStep('Validate', {
    status: 'completed',
    startedAt: noon,
    endedAt: noon + 312,
    input: [{ upload: 'u-1' }],
    output: { isValid: true },
    failures: [{ attempt: 0, at: noon, error: { name: 'Error', message: 'busy' } }],
  });
  const printed = {
    at: noon,
    level: 'info' as const,
    text: 'looking at u-1',
    step: { name: 'Validate', hashedId: 'hash of Validate' },
    cut: false,
  };
  const text = hoverOf(step, {
    progress: someRun({ logs: [printed] }),
    commands: [{ title: 'Open Run', command: 'steplight.openRun', arguments: ['run-1'] }],
  });
  checkParts(text, [
    '**Validate** — done · 312ms · attempt 1 of 5',
    '[Open Run](command:steplight.openRun?',
    'Input\n```json\n{\n  "upload": "u-1"\n}',
    'Output\n```json\n{\n  "isValid": true\n}\n```',
    'Failed attempts\n- attempt 1 of 5',
    'Console output\n```text\nlooking at u-1\n```',
  ]);
});

test('a near miss comes first and leads to the inspector', () => {
  const nearMisses = [{ eventId: 'e', at: noon, clauses: [differentUpload('u-1', undefined)] }];
  const text = hoverOf(someStep('review', { status: 'waiting', wait: someWait({ nearMisses }) }));
  checkParts(text, [
    '[has no upload\\_id, waits for "u\\-1"](command:steplight.openGraph?',
    'Waits for `api/list.reviewed`: `event.data.upload_id == async.data.upload_id`',
  ]);
});

test('several near misses are listed, the newest first', () => {
  const miss = (value: string) => ({ eventId: value, at: noon, clauses: [differentUpload('u-1', value)] });
  const wait = someWait({ nearMisses: [miss('u-2'), miss('u-3')] });
  const text = hoverOf(someStep('review', { status: 'waiting', wait }));
  checkParts(text, ['Waits for', '- got "u\\-3", waits for "u\\-1"', '- got "u\\-2", waits for "u\\-1"']);
});

const broken = {
  name: 'TypeError',
  message: 'fetch failed',
  cause: { name: 'Error', message: 'getaddrinfo ENOTFOUND api.test' },
  stack: 'TypeError: fetch failed\n    at load (/elsewhere/crm.ts:4:2)',
};

test('the frames of an error lead to their lines', () => {
  const frames = [{ uri: 'file:///work/src/crm.ts', line: 3, text: 'load · crm.ts:4' }];
  const text = hoverOf(someStep('load', { status: 'failed', error: broken }), { frames });
  expect(text).toContain('TypeError: fetch failed: getaddrinfo ENOTFOUND api.test\n```');
  expect(text).toContain('[`load · crm.ts:4`](file:///work/src/crm.ts#L4)');
});

test('an error without a frame in the workspace shows its stack as it is', () => {
  const text = hoverOf(someStep('Insert *all* [rows](x)', { status: 'failed', error: broken }));
  expect(text).toContain('**Insert \\*all\\* \\[rows\\]\\(x\\)**');
  expect(text).toContain('ENOTFOUND api.test\n    at load (/elsewhere/crm.ts:4:2)');
});

test('attempts that failed alike are one', () => {
  const failures = [0, 1, 2].map((attempt) => ({ attempt, at: noon, error: broken }));
  const text = hoverOf(someStep('load', { status: 'retrying', failures }));
  expect(text.match(/ENOTFOUND/g)).toHaveLength(1);
  expect(text).toContain('- 3 times alike · attempt 3 of 5 · ');
});

test('what ran before the code was edited says so, and so does the past', () => {
  const step = someStep('a', { status: 'completed', output: 1 });
  checkParts(hoverOf(step, { stale: true }), ['The code was edited since', 'Output']);
  checkParts(hoverOf(step, { at: noon }), ['in the past of the run', 'Output']);
});

test('a step that is not reported yet', () => {
  expect(hoverOf(null)).toContain('Running: this is the next step');
  expect(hoverOf(null, { isMaybe: true })).toContain('May be running');
});

function there(step: StepProgress | null, own: Partial<StepThere> = {}): StepThere {
  const place = { documentUri: 'file:///a.ts', graph: { id: 'app-import' }, node: { id: 'n' } };
  return { ...place, progress: someRun(), step, state: { steps: ['s'] }, moment: null, ...own };
}

test.each([
  [
    someStep('w', { status: 'waiting', wait: someWait() }),
    ['Send Matching Event', 'Time Out Now', 'Why Not Resumed?'],
  ],
  [someStep('r', { status: 'retrying' }), ['Retry Now']],
  [someStep('s', { status: 'sleeping' }), ['Wake Up Now']],
  [someStep('d', { status: 'completed' }), []],
])('offers what can be done: %#', (step, titles) => {
  expect(pendingCommands(there(step), english).map(({ title }) => title)).toEqual(titles);
});

test('in the past nothing can be done to the run', () => {
  const waiting = someStep('w', { status: 'waiting', wait: someWait() });
  const ended = someRun({ endedAt: noon });
  const past = { moment: { seq: 3, at: noon } };
  expect(pendingCommands(there(waiting, past), english)).toEqual([]);
  const titles = hoverCommands(there(someStep('d'), { ...past, progress: ended }), english);
  expect(titles.map(({ title }) => title)).toEqual(['Open Graph', 'Open Run']);
});

test('a run that has ended can be rerun from each of its steps; one that has not cannot', () => {
  const rerunsOf = (progress = someRun()) =>
    hoverCommands(there(someStep('charge', { status: 'completed' }), { progress }), english)
      .filter(({ command }) => command.startsWith('steplight.rerun'))
      .map(({ title, arguments: args }) => [title, args]);
  expect(rerunsOf(someRun({ endedAt: noon }))).toEqual([
    ['Rerun from Here', ['run-1', 'hash of charge']],
    ['Rerun from Here with Edits…', ['run-1', 'hash of charge']],
  ]);
  expect(rerunsOf()).toEqual([]);
});

test('of several steps on one node, which is shown can be chosen', () => {
  const several = there(someStep('item'), { state: { steps: ['a', 'b'] } });
  const [choose] = hoverCommands(several, english);
  expect(choose).toEqual({
    title: 'Choose Instance…',
    command: 'steplight.chooseInstance',
    arguments: ['file:///a.ts', 'app-import', 'n'],
  });
});

test('links carry their arguments', () => {
  const link = commandLinks([{ title: 'Go', command: 'steplight.skipWait', arguments: ['run 1', 'a"b'] }]);
  expect(link).toBe(`[Go](command:steplight.skipWait?${encodeURIComponent('["run 1","a\\"b"]')})`);
});
