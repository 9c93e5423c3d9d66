import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('side-effect-between-steps', { severity: 'hint' });

test('an awaited call before a step', () =>
  rule.finds(
    `const user = await [|db.users.findOne(event.data.id)|];\nawait step.run('mail', () => mail(user));`,
    {
      says: '`db.users.findOne` outside a step runs again each time',
      severity: 'hint',
      fix: 'Move it into a step',
      after: `const user = await step.run('users-find-one', () => db.users.findOne(event.data.id));\nawait step.run('mail', () => mail(user));`,
    },
  ));

test('events that the client sends', () =>
  rule.finds(
    `await [|inngest.send({ name: 'import.started', data: {} })|];\nawait step.run('import', work);`,
    {
      says: '`inngest.send` outside a step sends again each time',
      fix: 'Use step.sendEvent',
      after: `await step.sendEvent('send-import-started', { name: 'import.started', data: {} });\nawait step.run('import', work);`,
    },
  ));

test('SDK 2 has no ids', () =>
  rule.finds(`await [|inngest.send({ name: 'started', data: {} })|];\nawait step.run('import', work);`, {
    major: 2,
    fix: 'Use step.sendEvent',
    after: `await step.sendEvent({ name: 'started', data: {} });\nawait step.run('import', work);`,
  }));

test('a request, even if it is not awaited', () =>
  rule.finds(`[|fetch('https://example.com/started')|];\nawait step.run('import', work);`, {
    says: '`fetch` outside a step',
  }));

test('an ID that is in use is not used again', () =>
  rule.finds(`const a = await [|load(1)|];\nawait step.run('load', work);\nreturn a;`, {
    fix: 'Move it into a step',
    after: `const a = await step.run('load-2', () => load(1));\nawait step.run('load', work);\nreturn a;`,
  }));

test('a chain of calls', () =>
  rule.finds(
    `const rows = await [|db.select().from(users).where(eq(users.id, 1))|];\nawait step.run('do', () => work(rows));`,
    {
      fix: 'Move it into a step',
      after: `const rows = await step.run('select', () => db.select().from(users).where(eq(users.id, 1)));\nawait step.run('do', () => work(rows));`,
    },
  ));

test('in a helper that creates steps', () =>
  rule.finds(
    `import { inngest } from './client';
async function ship(step, order) {
  const stock = await [|lookUp(order)|];
  await step.run('ship', () => send(order, stock));
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ event, step }) => {
  await ship(step, event.data.order);
});
`,
    {
      fix: 'Move it into a step',
      after: `import { inngest } from './client';
async function ship(step, order) {
  const stock = await step.run('look-up', () => lookUp(order));
  await step.run('ship', () => send(order, stock));
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ event, step }) => {
  await ship(step, event.data.order);
});
`,
    },
  ));

test.each([
  ['inside a step', `await step.run('a', async () => {\n  await db.save();\n});\nawait step.run('b', work);`],
  ['behind the last step', `await step.run('a', work);\nawait db.save();`],
  ['without steps', `await db.save();\nawait db.load();`],
  [
    'in a branch that leaves',
    `if (event.data.x) {\n  await db.save();\n  return;\n}\nawait step.run('a', work);`,
  ],
  ['in the other branch', `if (event.data.x) await step.run('a', work);\nelse await db.save();`],
  [
    'steps that are collected',
    `const all = [step.run('a', work), step.run('b', work)];\nawait Promise.all(all);\nawait step.run('c', work);`,
  ],
  [
    'a helper with steps',
    `async function ship() {\n  await step.run('ship', work);\n}\nawait ship();\nawait step.run('b', work);`,
  ],
  ['a module', `const { work } = await import('./work');\nawait step.run('a', work);`],
  ['a log', `await logger.flush();\nawait step.run('a', work);`],
  [
    'steps side by side',
    `await group.parallel(async () => Promise.all([step.run('a', work)]));\nawait step.run('b', work);`,
  ],
])('silent for %s', (_, source) => rule.isSilent(source));
