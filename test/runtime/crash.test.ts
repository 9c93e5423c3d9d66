/** `kill -9` at any instant loses no event and no result (DESIGN, invariants). `npm run crash` kills 200 times. */
import { expect, test } from 'vitest';
import { crashRounds } from '../support/runtime/crash-rounds.ts';

const rounds = 20;

test(`killed ${rounds} times, it completes every run and repeats no recorded step`, async () => {
  const { accepted, lost, wrong, repeated } = await crashRounds(rounds);
  expect({ lost, wrong, repeated }).toEqual({ lost: [], wrong: [], repeated: [] });
  expect(accepted).toBeGreaterThanOrEqual(rounds);
}, 180_000);
