import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('nondeterministic-between-steps', { severity: 'hint' });

test('the time before a step', () =>
  rule.finds(`const cutoff = [|Date.now()|] - 1000;\nawait step.run('find', () => find(cutoff));`, {
    says: '`Date.now()` returns a different value each time the function resumes',
    severity: 'hint',
    fix: 'Move Date.now() into a step',
    after: `const now = await step.run('now', () => Date.now());\nconst cutoff = now - 1000;\nawait step.run('find', () => find(cutoff));`,
  }));

test('a date, and a decision', () =>
  rule.finds(`if ([|new Date()|].getDay() === 1) {\n  await step.run('monday', work);\n}`, {
    fix: 'Move new Date() into a step',
    after: `const now = await step.run('now', () => Date.now());\nif (new Date(now).getDay() === 1) {\n  await step.run('monday', work);\n}`,
  }));

test('in a loop with steps, even after the last one', () =>
  rule.finds(
    `for (const x of event.data.xs) {\n  await step.run(\`do-\${x}\`, work);\n  const luck = [|Math.random()|];\n  note(luck);\n}`,
    {
      fix: 'Move Math.random() into a step',
      after: `for (const x of event.data.xs) {\n  await step.run(\`do-\${x}\`, work);\n  const random = await step.run('random', () => Math.random());\n  const luck = random;\n  note(luck);\n}`,
    },
  ));

test('callbacks that array methods call immediately', () =>
  rule.finds(
    `const ids = event.data.xs.map(() => [|crypto.randomUUID()|]);\nawait step.run('do', () => work(ids));`,
  ));

test.each([
  ['inside a step', `await step.run('a', () => Date.now());\nawait step.run('b', work);`],
  [
    'handed to a step',
    `await step.sleepUntil('nap', new Date(Date.now() + 1000));\nawait step.run('b', work);`,
  ],
  ['behind the last step', `await step.run('a', work);\nreturn { at: Date.now() };`],
  [
    'in a branch that leaves',
    `if (event.data.x) {\n  note(Date.now());\n  return;\n}\nawait step.run('a', work);`,
  ],
  ['in a log', `console.log(Date.now());\nawait step.run('a', work);`],
  [
    'to measure',
    `const started = Date.now();\nawait step.run('a', work);\nconst took = Date.now() - started;\nawait step.run('b', () => note(took));`,
  ],
  ['a date of the event', `const at = new Date(event.ts);\nawait step.run('a', () => work(at));`],
  ['in a function that is only made', `const now = () => Date.now();\nawait step.run('a', () => now());`],
  ['without steps', `return Date.now();`],
])('silent %s', (_, source) => rule.isSilent(source));
