import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('nested-step');

test('the last statement of a step moves after it', () =>
  rule.finds(
    `await step.run('import', async () => {
  await save();
  await [|step.sendEvent('done', { name: 'import.done' })|];
});`,
    {
      says: '`step.sendEvent` is inside step "import"',
      severity: 'warning',
      fix: 'Move it after the step',
      after: `await step.run('import', async () => {
  await save();
});
await step.sendEvent('done', { name: 'import.done' });`,
    },
  ));

test('the first statement moves before it', () =>
  rule.finds(
    `const saved = await step.run('import', async () => {
  await [|step.sleep('pause', '1m')|];
  return save();
});
return saved;`,
    {
      fix: 'Move it before the step',
      after: `await step.sleep('pause', '1m');
const saved = await step.run('import', async () => {
  return save();
});
return saved;`,
    },
  ));

test('a step that uses names of the outer code stays, but its code can be called', () =>
  rule.finds(
    `await step.run('import', async () => {
  const rows = await read();
  await [|step.run('save', () => save(rows))|];
});`,
    {
      says: 'Step "save" is inside step "import"',
      fix: 'Call it directly, as part of this step',
      after: `await step.run('import', async () => {
  const rows = await read();
  await save(rows);
});`,
    },
  ));

test('a block of code is called directly', () =>
  rule.finds(
    `await step.run('import', async () => {
  const rows = await read();
  const ids = await [|step.run('save', async () => {
    return (await save(rows)).ids;
  })|];
  return ids;
});`,
    {
      fix: 'Call it directly, as part of this step',
      after: `await step.run('import', async () => {
  const rows = await read();
  const ids = await (async () => {
    return (await save(rows)).ids;
  })();
  return ids;
});`,
    },
  ));

test('a helper that receives the step tools', () =>
  rule.finds(
    `await step.run('import', async () => {
  await [|saveAll(step, 1)|];
  await [|report({ step, rows: 2 })|];
});
await step.run('other', () => 1);`,
    { says: ['`saveAll` receives the step tools inside step "import"', '`report` receives'] },
  ));

test('in a named function that a step runs', () =>
  rule.finds(
    `const work = async () => {
  await [|step.sleep('pause', '1m')|];
};
await step.run('import', work);`,
    { says: 'inside step "import"' },
  ));

test.each([
  ['one after the other', `await step.run('a', work);\nawait step.run('b', work);`],
  ['beside each other', `await Promise.all([step.run('a', work), step.run('b', work)]);`],
  ['in a chain', `await step.run('a', work).then(() => step.run('b', work));`],
  [
    'in a callback of an array',
    `for (const x of event.data.xs) await step.run(\`a-\${x}\`, () => [1].map((y) => y + x));`,
  ],
  ['given to a helper outside of steps', `await saveAll(step);`],
])('silent for steps %s', (_, source) => rule.isSilent(source));
