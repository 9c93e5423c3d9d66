import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker(
  'lossy-step-result',
  `//- /v4/service.ts
   export const callService = async () => fetch('https://service.example');
  `,
);

test('a Date that is used as one afterwards', () =>
  rule.finds(
    `const made = await step.run('make', () => ({ id: 1, at: [|new Date()|] }));\nreturn made.at.getTime() - 1;`,
    {
      says: 'The result of step "make" is stored as JSON: a Date at `at` comes back as a string, which has no `getTime`.',
      severity: 'warning',
      fix: 'Recreate it with new Date(…)',
      after: `const made = await step.run('make', () => ({ id: 1, at: new Date() }));\nreturn new Date(made.at).getTime() - 1;`,
    },
  ));

test('the response of fetch, read outside of the step', () =>
  rule.finds(
    `const response = await step.run('load', () => [|fetch(url)|]);\nreturn await response.json();`,
    {
      says: 'a Response comes back as an empty object, which has no `json`.',
      severity: 'warning',
    },
  ));

test('a Map held in a constant and destructured later', () =>
  rule.finds(
    `const { counts } = await step.run('count', async () => {\n  const counts = new Map<string, number>();\n  for (const word of words) counts.set(word, 1);\n  return { [|counts|] };\n});\nreturn counts.size;`,
    { says: 'a Map at `counts` comes back as an empty object, which has no `size`.', severity: 'warning' },
  ));

test('a Set of several returns, which the code insists on', () =>
  rule.finds(
    `const seen = (await step.run('load', async () => {
       if (event.data.x) return [|new Set<string>()|];
       return new Set<string>(['a']);
     })) as Set<string>;
     return seen.has('a');`,
    { says: 'a Set comes back as an empty object, which has no `has`.', severity: 'warning' },
  ));

test('an object with methods', () =>
  rule.finds(
    `class Cart {
  items: string[] = [];
  total() { return this.items.length; }
}
export const fn = inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {
  const cart = await step.run('load', async () => [|new Cart()|]);
  return cart.total();
});`,
    {
      says: 'an object of class Cart comes back as a plain object without methods, which has no `total`.',
    },
  ));

test('a function of the workspace, by its declared result or by what it returns', () =>
  rule.finds(
    `import { inngest } from './client';
import { callService } from './service';
async function countWords(text: string): Promise<Map<string, number>> { return count(text); }
export const fn = inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step }) => {
  const words = await step.run('count', () => [|countWords('a b')|]);
  const answer = await step.run('call', async () => await [|callService()|]);
  return answer.ok ? words.get('a') : null;
});`,
    {
      says: ['a Map comes back as an empty object, which has no `get`', 'a Response comes back'],
      severity: 'warning',
    },
  ));

test('a loss that does not matter is only a hint', () =>
  rule.finds(
    `const a = await step.run('a', () => ({ at: new Date(), send: [|() => 1|], big: [|5n|] }));
     const b = await step.run('b', () => [1, [|undefined|]]);
     return step.run('c', async () => { if (event.data.x) return [|new Set([1])|]; return null; });`,
    {
      says: [
        'a function at `send` is dropped',
        'a bigint at `big`',
        'undefined in a list at `[]` comes back as `null`',
        'a Set comes back',
      ],
      severity: 'hint',
    },
  ));

test('results that come back unchanged', () =>
  rule.isSilent(
    `const when = await step.run('a', () => new Date().toISOString());
     const names = await step.run('b', () => [...new Set(['x'])]);
     const body = await step.run('c', async () => {
       const response = await fetch(url);
       const later = [1].map(() => new Date());
       return response.json();
     });
     const body2 = await step.run('d', () => fetch(url).then((response) => response.json()));
     const point = await step.run('e', () => new Point(1, 2));
     await step.run('f', () => new Date());
     const period = await step.run('h', () => ({ from: new Date(0), page: new URL(url) }));
     await report(new Date(period.from), period.page);
     await report(typeof period.from === 'string' ? period.from : (period.from as Date).toISOString());
     if (period.from instanceof Date) await report(period.from.getTime());
     const log = await other.run('g', () => new Date());
     return when.length + body.json;
     class Point { constructor(readonly x: number, readonly y: number) {} toJSON() { return [this.x, this.y]; } far() { return 1; } }`,
  ));
