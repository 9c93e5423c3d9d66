/** What fails, and what becomes of it. */
import { expect } from 'vitest';
import type { LanguageTarget } from '../languages.ts';
import { missingIf, noStepErrors, onlyIn, ported, type Reason } from '../ported.ts';

const isGo = ({ language }: LanguageTarget) => language === 'go';
const noRetryHeaders: Reason = [
  (target) => isGo(target) && target.streams,
  'a streamed answer does not say whether and when to retry',
];
const oneCount: Reason = [
  (target) => isGo(target) && target.checkpoints,
  'the attempts of a request count for all its steps',
];

export const errors = [
  ported('a step that fails is tried again, and no other', async ({ send, advance, told, marks }) => {
    await send({ name: 'flaky', data: {} });
    expect((await told())[0]).toMatch(/✓ one ↻ .*no answer\)$/);
    await advance('10m');
    expect(await told()).toEqual(['flaky: ✓ one ✓ two → "onetwo"']);
    expect(await marks()).toEqual(['one', 'two', 'two', 'two', 'two']);
  }),

  ported(
    'a step without attempts left is thrown into the code',
    async ({ send, advance, told, marks }) => {
      await send({ name: 'caught', data: {} });
      await advance('1h');
      expect(await told()).toEqual(['caught: ✗ charge (declined) → "caught declined"']);
      expect(await marks()).toEqual(['charge', 'charge', 'charge']);
    },
    missingIf(noStepErrors),
  ),

  ported(
    'a step returns a value beside its error',
    async ({ send, advance, told }) => {
      await send({ name: 'caught-value', data: {} });
      await advance('1h');
      expect(await told()).toEqual(['caught-value: ✗ charge (declined) → "declined: 7 left"']);
    },
    missingIf([(target) => !isGo(target), 'a step returns or raises'], noStepErrors),
  ),

  ported(
    'a step without attempts left fails the run when nobody catches it',
    async ({ send, advance, runs, marks }) => {
      await send({ name: 'uncaught', data: {} });
      await advance('1h');
      expect(await runs()).toMatchObject([
        { status: 'failed', error: { message: expect.stringContaining('declined') } },
      ]);
      expect(await marks()).toEqual(['charge', 'charge']);
    },
  ),

  ported('five attempts unless it says otherwise', async ({ send, advance, runs, marks }) => {
    await send({ name: 'never', data: {} });
    await advance('10h');
    expect(await runs()).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('never') } },
    ]);
    expect(await marks()).toHaveLength(5);
  }),

  ported('retries: 0', async ({ send, told }) => {
    await send({ name: 'once', data: {} });
    expect((await told())[0]).toMatch(/^once: ● failed: .*once$/);
  }),

  ported(
    'NonRetriableError in a step and in the body',
    async ({ send, advance, runs, marks }) => {
      await send({ name: 'final-step', data: {} }, { name: 'final-body', data: {} });
      await advance('1h');
      const failed = { status: 'failed', error: { message: expect.stringContaining('no such card') } };
      expect(await runs()).toMatchObject([failed, failed]);
      expect((await marks()).sort()).toEqual(['body', 'charge']);
    },
    missingIf(noRetryHeaders),
  ),

  ported(
    'RetryAfterError says when',
    async ({ send, advance, told }) => {
      await send({ name: 'later-body', data: {} });
      await advance('119m');
      expect((await told())[0]).toMatch(/↻ \(.*busy\)$/);
      await advance('2m');
      expect(await told()).toEqual(['later-body: → "done"']);
    },
    missingIf(noRetryHeaders),
  ),

  ported(
    'RetryAfterError in a step',
    async ({ send, advance, told, marks }) => {
      await send({ name: 'later-step', data: {} });
      await advance('119m');
      expect((await told())[0]).toMatch(/↻ .*busy\)$/);
      await advance('2m');
      expect((await told())[0]).toMatch(/→ "charge"$/);
      expect(await marks()).toEqual(['charge', 'charge']);
    },
    missingIf(noRetryHeaders),
  ),

  ported('the body throws between steps: it is tried again, the steps are not', async (bench) => {
    const { send, advance, told, marks } = bench;
    await send({ name: 'flaky-body', data: {} });
    expect((await told())[0]).toMatch(/^flaky-body: ✓ one ↻ \(.*outside\)$/);
    await advance('10m');
    expect((await told())[0]).toBe('flaky-body: ✓ one → "one"');
    expect((await marks()).filter((each) => each === 'one')).toHaveLength(1);
  }),

  ported(
    'each step has its own attempts',
    async ({ send, advance, told }) => {
      await send({ name: 'own-attempts', data: {} });
      await advance('1h');
      expect(await told()).toEqual(['own-attempts: ✓ one ✓ two → ["one","two"]']);
    },
    missingIf(oneCount),
  ),

  ported(
    'a panic fails the attempt',
    async ({ send, told }) => {
      await send({ name: 'panics', data: {} });
      expect((await told())[0]).toMatch(/● failed: .*out of paper/s);
    },
    onlyIn('go', 'Go alone panics'),
  ),

  ported(
    'a result that is no JSON fails the step',
    async ({ send, runs }) => {
      await send({ name: 'unserializable', data: {} });
      expect(await runs()).toMatchObject([{ status: 'failed' }]);
    },
    onlyIn('python', 'the compiler refuses it'),
  ),
];
