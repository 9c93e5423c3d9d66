/** What the arguments of a call tell about the code of the function that is called. */
import { expect, test } from 'vitest';
import { checkFile, graphOf, handlerFile, noteCodes } from '../../support/analysis/check-graph.ts';

function mayBeEmpty(body: string): boolean {
  return graphOf(handlerFile(body)).edges.some(({ label }) => label === 'none');
}

test.each([
  ['a parameter', `async function all(names) { await Promise.all(names.map((n) => step.run(n, f))); }`],
  [
    'a property',
    `async function all(names) { return inner({ names }); }
    async function inner(given) { await Promise.all(given.names.map((n) => step.run(n, f))); }`,
  ],
  [
    'a destructured parameter',
    `async function all(names) { return inner({ names }); }
    async function inner({ names: list }) { await Promise.all(list.map((n) => step.run(n, f))); }`,
  ],
  [
    'a parameter of a function around it',
    `async function all(names) {
      const go = () => Promise.all(names.map((n) => step.run(n, f)));
      await go();
    }`,
  ],
])('a list with elements that is passed on as %s is never empty', (_, helper) => {
  expect(mayBeEmpty(`await all(['a', 'b']); ${helper}`)).toBe(false);
});

test.each([
  ['of unknown length', `await all(event.data.names); async function all(names) { NAMES }`],
  ['that is empty', `await all([]); async function all(names) { NAMES }`],
  [
    'that gets another value',
    `await all(['a']); async function all(names) { names = names.slice(1); NAMES }`,
  ],
  [
    'of a function that calls itself',
    `await all(['a']); async function all(names) { NAMES; await all(names.slice(1)); }`,
  ],
])('a list %s may be empty', (_, code) => {
  const names = 'await Promise.all(names.map((n) => step.run(n, f)))';
  expect(mayBeEmpty(code.replace('NAMES', names))).toBe(true);
});

test('an experiment whose variants are passed in', () => {
  checkFile(
    `import { Inngest } from 'inngest';
     const choose = (group, variants) => group.experiment('which', { variants, select: () => 'a' });
     new Inngest({ id: 'app' }).createFunction({ id: 'f', triggers: [] }, async ({ group, step }) => {
       await choose(group, { a: () => step.run('a', f), b: () => step.run('b', f) });
     });`,
    `start -> call choose
     call choose -> group.experiment which
     group.experiment which -case [a]-> a
     group.experiment which -case [b]-> b
     a -> end
     b -> end`,
  );
});

test('an agent that is passed to a helper', () => {
  const { notes } = checkFile(
    `import { Inngest } from 'inngest';
     import { createNetwork } from '@inngest/agent-kit';
     const ask = async (network) => network.run('hi');
     new Inngest({ id: 'app' }).createFunction({ id: 'f' }, { event: 'e' }, async ({ step }) => {
       await ask(createNetwork({ agents: [] }));
       await step.run('save', f);
     });`,
    `start -> call ask
     call ask -> opaque network.run(…)
     opaque network.run(…) -> save
     save -> end`,
  );
  expect(noteCodes(notes)).toEqual(['unresolved-helper']);
});
