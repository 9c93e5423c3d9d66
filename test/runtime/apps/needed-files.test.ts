/** Which files an event or a function needs: those that leave a doubt are needed. */
import { expect, test } from 'vitest';
import { neededFiles, referencedFiles } from '../../../runtime/src/apps/needed-files.ts';

const written = (id: string, trigger: string) =>
  `export const f = inngest.createFunction({ id: '${id}' }, { ${trigger} }, async ({ step }) => step.sendEvent('s', { name: 'other', event: EVENT }));`;

function checkNeeded(text: string, need: Parameters<typeof neededFiles>[1], isNeeded: boolean) {
  expect(neededFiles([{ path: 'a.ts', text }], need)).toEqual(isNeeded ? ['a.ts'] : []);
}

test.each([
  ['its event', written('f', "event: 'x/go'"), true],
  ['another event', written('f', "event: 'y/go'"), false],
  [
    'its event in SDK 4, in double quotes',
    'createFunction({ id: "f", triggers: [{ event: "x/go", if: "true" }] }, async () => 1)',
    true,
  ],
  [
    'another event in SDK 4',
    'createFunction({ id: "f", triggers: { event: `y/go` } }, async () => 1)',
    false,
  ],
  [
    'one of two events',
    "createFunction({ id: 'f' }, [{ event: 'y/go' }, { event: 'x/go' }], async () => 1)",
    true,
  ],
  ['two functions', `${written('a', "event: 'y/go'")}\n${written('b', "event: 'x/go'")}`, true],
  ['a pattern', written('f', "event: 'x/*'"), true],
  ['a schedule only', written('f', "cron: '0 0 * * *'"), false],
  ['events of the server', written('f', "event: 'inngest/function.failed'"), true],
  ['a type argument', "createFunction<Options>({ id: 'f' }, { event: 'y/go' }, async () => 1)", false],
  ['an event by its constant', written('f', 'event: Events.go'), true],
  [
    'a literal event and one by its constant',
    "createFunction({ id: 'f' }, [{ event: 'y/go' }, { event: GO }], async () => 1)",
    true,
  ],
  ['a shorthand', written('f', 'event'), true],
  [
    'triggers from elsewhere',
    "createFunction({ id: 'f', triggers }, async () => wait({ event: 'y/go' }))",
    true,
  ],
  ['triggers that are called for', "createFunction({ id: 'f', triggers: all('y/go') }, async () => 1)", true],
  [
    'options that are spread',
    "createFunction({ id: 'f', ...shared, triggers: [{ event: 'y/go' }] }, async () => 1)",
    true,
  ],
  [
    'options from elsewhere',
    "createFunction(options, handler); wait({ event: 'y/go' }, async () => 1)",
    true,
  ],
  [
    'a failure handler before the trigger',
    "createFunction({ id: 'f', onFailure: async () => {} }, { event: 'y/go' }, async () => 1)",
    false,
  ],
  [
    'a trigger and a handler from elsewhere',
    "createFunction({ id: 'f' }, go, run); wait({ event: 'y/go' }, async () => 1)",
    true,
  ],
  [
    'a trigger from elsewhere beside a cancellation',
    "createFunction({ id: 'f', cancelOn: [{ event: 'y/go' }] }, trigger, async () => 1)",
    true,
  ],
  [
    'a cancellation by the event, and another trigger',
    "createFunction({ id: 'f', cancelOn: [{ event: 'x/go' }] }, { event: 'y/go' }, async () => 1)",
    false,
  ],
  [
    'a condition that names its event',
    "createFunction({ id: 'f', triggers: [{ event: 'y/go', if: 'event.data.n > 1' }] }, async () => 1)",
    false,
  ],
  [
    'a comment with an apostrophe',
    "createFunction({ id: 'f', // it's late\n triggers: [{ event: 'y/go' }] }, async () => 1)",
    true,
  ],
  ['a maker', 'const make = (options) => inngest.createFunction(options, async () => 1)', true],
  ['a name that is not called', `const { createFunction } = inngest; ${written('f', "event: 'y/go'")}`, true],
  ['no function', '', true],
])('%s', (_, text, isNeeded) => checkNeeded(text, { event: 'x/go' }, isNeeded));

test.each([
  ['shop-pay', true],
  ['pay', true],
  ['shop-pay-failure', true],
  ['shop-repay', false],
  ['shop-refund', false],
])('the function %s', (functionId, isNeeded) =>
  checkNeeded(written('pay', "event: 'x/go'"), { functionId }, isNeeded),
);

test('a function whose ID is put together', () =>
  checkNeeded(
    "createFunction({ id: name('pay') }, { event: 'y/go' }, async () => 1)",
    { functionId: 'a-b' },
    true,
  ));

test('without a need all are needed', () => checkNeeded(written('f', "event: 'y/go'"), null, true));

test('files of functions that loaded code refers to by their IDs', () => {
  const files = [
    { path: 'pay.ts', text: written('pay', "event: 'y/go'") },
    { path: 'refund.ts', text: written('refund', "event: 'z/go'") },
  ];
  expect(referencedFiles(files, ["export const ref = referenceFunction({ functionId: 'pay' });"])).toEqual([
    'pay.ts',
  ]);
  expect(referencedFiles(files, ["const id = 'pay';"])).toEqual([]);
});

test('the time grows with the text', () => {
  const text = `createFunction({ id: 'f' }, { ${"event: 'y/go', ".repeat(20_000)}`;
  const started = performance.now();
  checkNeeded(text, { event: 'x/go' }, true);
  checkNeeded('createFunction<'.repeat(20_000), { event: 'x/go' }, true);
  expect(performance.now() - started).toBeLessThan(1_000);
});
