/** What the slider says and how it plays. */
import { expect, test } from 'vitest';
import { type ShownHistory, takeMoment } from '../../../webview/src/moment-protocol.ts';
import { entryText } from '../../../webview/src/view/moment-text.ts';
import { nextFrame } from '../../../webview/src/view/playback.ts';

test.each([
  [{ kind: 'step-completed', step: 'Charge' }, 'Charge completed'],
  [{ kind: 'wait-timed-out', step: 'Review' }, 'Review timed out'],
  [{ kind: 'request-started' }, 'Function called'],
  [{ kind: 'request-started', step: 'Charge' }, 'Charge started'],
  [{ kind: 'run-failed' }, 'Run failed'],
] as const)('%j reads "%s"', (fact, text) => {
  expect(entryText(fact)).toBe(text);
});

/** Shown entries and the milliseconds before each, from the first to the last. */
function checkPlayed(times: number[], speed: number, expected: [index: number, delay: number][]): void {
  const facts = times.map((at) => ({ at }));
  const played: [number, number][] = [];
  for (let frame = nextFrame(facts, 0, speed); frame; frame = nextFrame(facts, frame.index, speed))
    played.push([frame.index, frame.delay]);
  expect(played).toEqual(expected);
}

test('entries follow each other as they did', () =>
  checkPlayed([0, 200, 500], 1, [
    [1, 200],
    [2, 300],
  ]));
test('ten times as fast', () =>
  checkPlayed([0, 2_000, 5_000], 10, [
    [1, 200],
    [2, 300],
  ]));
test('a wait of days takes a second', () => checkPlayed([0, 7 * 86_400_000], 1, [[1, 1_000]]));
test('entries of one frame are shown together', () =>
  checkPlayed([0, 100, 101, 102, 400], 1, [
    [3, 100],
    [4, 298],
  ]));
test('there is nothing after the last entry', () => checkPlayed([0], 1, []));

const fact = (seq: number) => ({ seq, at: seq, kind: 'run-started' as const });
const message = { kind: 'show-moment' as const, runId: 'R', moment: null, problem: null };

test('entries are appended to those that the page has', () => {
  const first = takeMoment(null, { ...message, from: 0, facts: [fact(1), fact(2)] });
  const grown = takeMoment(first, { ...message, from: 2, facts: [fact(3)] });
  expect(grown?.facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  const moved = takeMoment(grown, { ...message, moment: { seq: 2, at: 2 }, from: 3, facts: [] });
  expect(moved?.facts).toBe(grown?.facts);
  expect(moved?.moment).toEqual({ seq: 2, at: 2 });
});

test('another run begins anew, and no run closes the slider', () => {
  const known: ShownHistory = { runId: 'Q', moment: null, facts: [fact(1)], problem: null };
  expect(takeMoment(known, { ...message, from: 0, facts: [fact(7)] })?.facts).toEqual([fact(7)]);
  expect(takeMoment(known, { ...message, runId: null, from: 0, facts: [] })).toBe(null);
});
