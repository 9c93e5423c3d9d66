import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('step-not-awaited');

test('a step as a statement of its own', () =>
  rule.finds(`[|step.run('a', work)|];`, {
    says: 'Step "a" is not awaited: the run may end first',
    severity: 'warning',
    fix: 'Add await',
    after: `await step.run('a', work);`,
  }));

test('a chain of then and catch as a statement', () =>
  rule.finds(`[|step.run('a', work).then(next).catch(report)|];`, {
    fix: 'Add await',
    after: `await step.run('a', work).then(next).catch(report);`,
  }));

test('after a condition', () =>
  rule.finds(`if (event.data.x) [|step.run('a', work)|];\nevent.data.y && [|step.sleep('b', '1d')|];`, {
    says: ['Step "a"', 'Step "b"'],
    fix: 'Fix all 2 step-not-awaited problems in this file',
    after: `if (event.data.x) await step.run('a', work);\nevent.data.y && await step.sleep('b', '1d');`,
  }));

test('a promise whose members are read as if it were the result', () =>
  rule.finds(`const user = [|step.run('load', load)|];\nawait step.run('mail', () => mail(user.email));`, {
    says: 'its promise is used instead of its result',
    fix: 'Add await',
    after: `const user = await step.run('load', load);\nawait step.run('mail', () => mail(user.email));`,
  }));

test('members taken out of the promise itself', () =>
  rule.finds(`const { email } = [|step.run('load', load)|];\nreturn email;`, {
    fix: 'Add await',
    after: `const { email } = await step.run('load', load);\nreturn email;`,
  }));

test('a member read from the call needs parentheses', () =>
  rule.finds(`const email = [|step.run('load', load)|].email;\nreturn email;`, {
    fix: 'Add await',
    after: `const email = (await step.run('load', load)).email;\nreturn email;`,
  }));

test('a promise that is never used', () =>
  rule.finds(`const started = [|step.run('a', work)|];\nreturn 1;`, {
    fix: 'Add await',
    after: `const started = await step.run('a', work);\nreturn 1;`,
  }));

test('forEach does not wait', () =>
  rule.finds(
    `const items = event.data.items;\n[|items.forEach(async (item) => {\n  await step.run(\`do-\${item}\`, () => work(item));\n})|];`,
    {
      says: 'is started in `forEach`, which does not await it',
      fix: 'Use Promise.all and map',
      after: `const items = event.data.items;\nawait Promise.all(items.map(async (item) => {\n  await step.run(\`do-\${item}\`, () => work(item));\n}));`,
    },
  ));

test('promises of map that are never awaited', () =>
  rule.finds(`[|event.data.items.map((item) => step.run(\`do-\${item}\`, () => work(item)))|];`, {
    fix: 'Await all of them',
    after: `await Promise.all(event.data.items.map((item) => step.run(\`do-\${item}\`, () => work(item))));`,
  }));

test('a helper that creates steps', () =>
  rule.finds(
    `import { inngest } from './client';
async function charge(step) {
  await step.run('charge', pay);
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  [|charge(step)|];
});
`,
    {
      says: '`charge`, which runs steps, is not awaited',
      fix: 'Add await',
      after: `import { inngest } from './client';
async function charge(step) {
  await step.run('charge', pay);
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step }) => {
  await charge(step);
});
`,
    },
  ));

test('intentionally not awaited: only a hint, and no fix', () =>
  rule.finds(`[|void step.run('a', work)|];`.replace('[|void ', 'void [|'), { severity: 'hint' }));

test.each([
  ['awaited', `await step.run('a', work);`],
  ['returned', `return step.run('a', work);`],
  [
    'collected for Promise.all',
    `const a = step.run('a', work);\nconst b = step.run('b', work);\nawait Promise.all([a, b]);`,
  ],
  [
    'pushed to a list',
    `const all = [];\nfor (const x of event.data.xs) all.push(step.run(\`a-\${x}\`, work));\nawait Promise.all(all);`,
  ],
  ['mapped and awaited', `await Promise.all(event.data.xs.map((x) => step.run(\`a-\${x}\`, work)));`],
  [
    'mapped by async callbacks',
    `const all = event.data.xs.map(async (x) => { await step.run(\`a-\${x}\`, work); });\nawait Promise.all(all);`,
  ],
  ['awaited later', `const a = step.run('a', work);\nawait step.run('b', work);\nawait a;`],
  ['in a branch of a chain', `await step.run('a', work).then(() => step.run('b', work));`],
  ['in an async function called at once', `await (async () => { await step.run('a', work); })();`],
  [
    'raced',
    `const late = step.sleep('late', '1h');\nconst done = step.waitForEvent('done', { event: 'x', timeout: '1d' });\nawait Promise.race([late, done]);`,
  ],
  ['only its then is used', `const a = step.run('a', work);\nreturn a.then((value) => value.x);`],
  ['assigned', `let a;\nif (event.data.x) a = step.run('a', work);\nawait a;`],
  ['in parentheses with a type', `const a = (await (step.run('a', work) as Promise<string>));\nreturn a;`],
  [
    'group.parallel',
    `await group.parallel(async () => Promise.all([step.run('a', work), step.run('b', work)]));`,
  ],
  [
    'handed to code of a package',
    `const run = (id) => ResultAsync.fromPromise(step.run(id, work), toError).map((value) => value);
     return other.execute(run).andThen(() => run('a'));`,
  ],
  [
    'handed to an object of a package',
    `const queue = new Queue();\nqueue.add(step.run('a', work));\nawait queue.onIdle();`,
  ],
])('silent when %s', (_, source) => rule.isSilent(source));

test('a comment suppresses it', () =>
  rule.isSilent(
    `// steplight-disable-next-line step-not-awaited -- ends with the process\nstep.run('a', work);`,
  ));

test('the comment is offered', () =>
  rule.finds(
    `  step.sleep('b', 1);\n  [|step.run('a', work)|];`.replace(
      "step.sleep('b', 1)",
      "await step.sleep('b', 1)",
    ),
    {
      fix: 'Disable step-not-awaited for this line',
      after: `  await step.sleep('b', 1);\n  // steplight-disable-next-line step-not-awaited\n  step.run('a', work);`,
    },
  ));
