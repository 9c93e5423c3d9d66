import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('constant-id-in-loop', { severity: 'warning' });
const fixed = (text: string): string => text.replaceAll('§', '`');

test('a map: a warning, and the property that the code reads goes into the ID', () =>
  rule.finds(
    `await Promise.all(event.data.orders.map((order) => step.run([|'ship'|], () => ship(order.id))));`,
    {
      says: 'Every iteration uses the step ID "ship"',
      severity: 'warning',
      fix: 'Add `order.id` to the ID',
      after: fixed(
        'await Promise.all(event.data.orders.map((order) => step.run(§ship-${order.id}§, () => ship(order.id))));',
      ),
    },
  ));

test('an item that is used as a whole', () =>
  rule.finds(
    `for (const email of event.data.emails) {\n  await step.run([|"mail"|], () => mail(email));\n}`,
    {
      severity: 'information',
      fix: 'Add `email` to the ID',
      after: fixed(
        'for (const email of event.data.emails) {\n  await step.run(§mail-${email}§, () => mail(email));\n}',
      ),
    },
  ));

test('an item whose members are unknown: the index', () =>
  rule.finds(
    `await Promise.all(event.data.orders.map(async (order) => {\n  await step.run([|'ship'|], () => ship(order.total, { ...order }));\n}));`,
    {
      fix: 'Add `index` to the ID',
      after: fixed(
        'await Promise.all(event.data.orders.map(async (order, index) => {\n  await step.run(§ship-${index}§, () => ship(order.total, { ...order }));\n}));',
      ),
    },
  ));

test('an item that is destructured', () =>
  rule.finds(
    `for (const { slug, text } of event.data.posts) await step.run([|'post'|], () => post(slug, text));`,
    {
      fix: 'Add `slug` to the ID',
      after: fixed(
        'for (const { slug, text } of event.data.posts) await step.run(§post-${slug}§, () => post(slug, text));',
      ),
    },
  ));

test('entries include their index', () =>
  rule.finds(`for (const [i, x] of event.data.xs.entries()) await step.run([|'do'|], () => work(x, i));`, {
    fix: 'Add `i` to the ID',
    after: fixed(
      'for (const [i, x] of event.data.xs.entries()) await step.run(§do-${i}§, () => work(x, i));',
    ),
  }));

test('a counting loop is a hint', () =>
  rule.finds(`for (let page = 0; page < 3; page++) await step.run([|'load'|], () => load(page));`, {
    severity: 'hint',
    fix: 'Add `page` to the ID',
    after: fixed('for (let page = 0; page < 3; page++) await step.run(§load-${page}§, () => load(page));'),
  }));

test('promises that a loop collects run in parallel', () =>
  rule.finds(
    `const all = [];\nfor (const id of event.data.ids) {\n  all.push(step.run([|'do'|], () => work(id)));\n}\nawait Promise.all(all);`,
    {
      severity: 'warning',
      fix: 'Add `id` to the ID',
      after: fixed(
        'const all = [];\nfor (const id of event.data.ids) {\n  all.push(step.run(§do-${id}§, () => work(id)));\n}\nawait Promise.all(all);',
      ),
    },
  ));

test('template syntax is escaped', () =>
  rule.finds("for (const id of event.data.ids) await step.run([|'a ` ${b}'|], () => work(id));", {
    fix: 'Add `id` to the ID',
    after: 'for (const id of event.data.ids) await step.run(`a \\` \\${b}-${id}`, () => work(id));',
  }));

test('a helper in a loop', () =>
  rule.finds(
    `import { inngest } from './client';
async function ship(step, order) {
  await step.run([|'ship'|], () => send(order));
}
export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ event, step }) => {
  for (const order of event.data.orders) await ship(step, order);
});
`,
    { severity: 'hint' },
  ));

test.each([
  ['a template', 'for (const x of event.data.xs) await step.run(`do-${x}`, () => work(x));'],
  [
    'asking again and again',
    `while (true) {\n  const done = await step.run('poll', poll);\n  if (done) break;\n  await step.sleep('pause', '1m');\n}`,
  ],
  [
    'a sleep in a loop',
    `for (const x of event.data.xs) {\n  await step.run(\`do-\${x}\`, () => work(x));\n  await step.sleep('pause', '1s');\n}`,
  ],
  ['a step beside a loop', `for (const x of event.data.xs) console.log(x);\nawait step.run('do', work);`],
  [
    'a loop inside the step',
    `await step.run('do', async () => {\n  for (const x of event.data.xs) await work(x);\n});`,
  ],
  ['the list of a loop', `for (const x of await step.run('list', list)) console.log(x);`],
])('silent for %s', (_, source) => rule.isSilent(source));
