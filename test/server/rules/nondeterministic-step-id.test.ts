import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('nondeterministic-step-id');

test('the time in the id', () =>
  rule.finds('await step.run([|`export-${Date.now()}`|], work);', {
    says: 'This ID changes each time because of `Date.now()`',
    severity: 'error',
    fix: 'Move Date.now() into a step',
    after: "const now = await step.run('now', () => Date.now());\nawait step.run(`export-${now}`, work);",
  }));

test('a constant that is made between steps', () =>
  rule.finds(`const token = crypto.randomUUID();\nawait step.run([|'export ' + token|], work);`, {
    fix: 'Move crypto.randomUUID() into a step',
    after: `const token = await step.run('uuid', () => crypto.randomUUID());\nawait step.run('export ' + token, work);`,
  }));

test('a date stays a date', () =>
  rule.finds('const today = new Date();\nawait step.run([|`export-${today.getDate()}`|], work);', {
    fix: 'Move new Date() into a step',
    after:
      "const today = new Date(await step.run('now', () => Date.now()));\nawait step.run(`export-${today.getDate()}`, work);",
  }));

test('ID generators of packages', () =>
  rule.finds(
    `import { v4 as uuid } from 'uuid';
import { inngest } from './client';
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  await step.sleep([|\`nap-\${uuid()}\`|], '1m');
});
`,
    {
      fix: 'Move uuid() into a step',
      after: `import { v4 as uuid } from 'uuid';
import { inngest } from './client';
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  const uuid2 = await step.run('uuid', () => uuid());
  await step.sleep(\`nap-\${uuid2}\`, '1m');
});
`,
    },
  ));

test('in an options object with the ID', () =>
  rule.finds('await step.run({ id: [|`x-${Math.random()}`|] }, work);', {
    fix: 'Move Math.random() into a step',
    after:
      "const random = await step.run('random', () => Math.random());\nawait step.run({ id: `x-${random}` }, work);",
  }));

test.each([
  ['the event', 'await step.run(`x-${event.id}`, work);'],
  [
    'what a step gave',
    "const now = await step.run('now', () => Date.now());\nawait step.run(`x-${now}`, work);",
  ],
  ['a date of the event', 'await step.run(`x-${new Date(event.ts).toISOString()}`, work);'],
  ['the code of the step', "await step.run('x', () => Date.now());"],
  ['a member called now', 'await step.run(`x-${event.data.now()}`, work);'],
])('silent for %s', (_, source) => rule.isSilent(source));
