/** So much work in one turn of the event loop, the rest in the next ones. */
import { expect, test } from 'vitest';
import { TurnGate } from '../../../runtime/src/queue/turn-gate.ts';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What begins in each turn, when all of it comes in the first one. */
async function checkTurns(perTurn: number, weights: number[], expected: number[][]) {
  const gate = new TurnGate(perTurn);
  let begun: number[] = [];
  for (const [index, weight] of weights.entries()) void gate.enter(weight).then(() => begun.push(index));
  const turns: number[][] = [];
  for (const _ of expected) {
    // What may begin does so before the next turn.
    await Promise.resolve();
    await Promise.resolve();
    turns.push(begun);
    begun = [];
    await nextTurn();
  }
  expect(turns).toEqual(expected);
}

test('work begins at once while there is room in the turn, and in order after it', () =>
  checkTurns(2, [1, 1, 1, 1, 1], [[0, 1], [2, 3], [4], []]));

test('heavy work takes the room of several, and a turn of its own when it is too heavy', () =>
  checkTurns(4, [3, 2, 9, 1, 3], [[0], [1], [2], [3, 4]]));

test('a later turn has all its room again', async () => {
  const gate = new TurnGate(1);
  for (let turn = 0; turn < 3; turn++) {
    let begun = false;
    void gate.enter().then(() => {
      begun = true;
    });
    await Promise.resolve();
    expect(begun).toBe(true);
    await nextTurn();
    await nextTurn();
  }
});
