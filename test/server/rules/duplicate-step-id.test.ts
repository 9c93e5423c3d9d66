import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('duplicate-step-id');

test('two steps in a row', () =>
  rule.finds(`await step.run('mail', work);\nawait step.run([|'mail'|], work);`, {
    says: 'An earlier step has the same ID "mail".',
    severity: 'warning',
    fix: 'Rename to "mail-2"',
    after: `await step.run('mail', work);\nawait step.run('mail-2', work);`,
  }));

test('tools share their IDs; an ID that is in use is not suggested', () =>
  rule.finds(
    `await step.sleep("mail", '1m');\nawait step.run([|"mail"|], work);\nawait step.run("mail-2", work);`,
    {
      fix: 'Rename to "mail-3"',
      after: `await step.sleep("mail", '1m');\nawait step.run("mail-3", work);\nawait step.run("mail-2", work);`,
    },
  ));

test('side by side', () =>
  rule.finds(`await Promise.all([step.run('mail', work), step.run([|'mail'|], work)]);`, {
    fix: 'Rename to "mail-2"',
    after: `await Promise.all([step.run('mail', work), step.run('mail-2', work)]);`,
  }));

test('in a branch and after it', () =>
  rule.finds(`if (event.data.x) {\n  await step.run('mail', work);\n}\nawait step.run([|'mail'|], work);`, {
    fix: 'Rename to "mail-2"',
    after: `if (event.data.x) {\n  await step.run('mail', work);\n}\nawait step.run('mail-2', work);`,
  }));

test('the id in an object', () =>
  rule.finds(
    `await step.run({ id: 'mail', name: 'First' }, work);\nawait step.run({ id: [|'mail'|], name: 'Second' }, work);`,
    {
      fix: 'Rename to "mail-2"',
      after: `await step.run({ id: 'mail', name: 'First' }, work);\nawait step.run({ id: 'mail-2', name: 'Second' }, work);`,
    },
  ));

test('a constant has nothing to rename in place', () =>
  rule.finds(`const id = 'mail';\nawait step.run(id, work);\nawait [|step.run(id, work)|];`));

test('a member that changes between the steps', () =>
  rule.isSilent(
    `const request = { page: 1 };
     await step.run(\`load-\${request.page}\`, work);
     request.page += 1;
     await step.run(\`load-\${request.page}\`, work);`,
  ));

test('a helper that is called twice is information', () =>
  rule.finds(
    `import { inngest } from './client';
async function mail(step, to) {
  await step.run([|'mail'|], () => send(to));
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  await mail(step, 'a');
  await mail(step, 'b');
});
`,
    { says: 'is called more than once on one path', severity: 'information' },
  ));

test.each([
  [
    'exclusive branches',
    `if (event.data.x) await step.run('mail', work);\nelse await step.run('mail', other);`,
  ],
  [
    'a branch that leaves',
    `if (event.data.x) {\n  await step.run('mail', work);\n  return;\n}\nawait step.run('mail', other);`,
  ],
  [
    'cases',
    `switch (event.data.x) {\n  case 1:\n    await step.run('mail', work);\n    break;\n  default:\n    await step.run('mail', other);\n}`,
  ],
  [
    'the branches in a loop',
    `for (const x of event.data.xs) {\n  if (x) await step.run('mail', work);\n  else await step.run('mail', other);\n}`,
  ],
  ['different ids', `await step.run('mail', work);\nawait step.run('mail-2', work);`],
  [
    'templates',
    'await step.run(`mail-${event.data.x}`, work);\nawait step.run(`mail-${event.data.y}`, work);',
  ],
])('silent for %s', (_, source) => rule.isSilent(source));

test('silent for a helper whose callers provide the IDs', () =>
  rule.isSilent(`import { inngest } from './client';
async function once(step, id) {
  await step.run(id, work);
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  await once(step, 'a');
  await once(step, 'b');
});
`));

test('silent for SDK 2, which identifies steps by position', () =>
  rule.isSilent(`await step.run('mail', work);\nawait step.run('mail', work);`, 2));
