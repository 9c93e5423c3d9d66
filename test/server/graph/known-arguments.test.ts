/** What the arguments of a call tell about the code of the function that is called. */
import { describe, expect, test } from 'vitest';
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

const direct = 'const direct = (_id, fn) => fn();';
const given = '{ run: (id, fn) => step.run(id, fn) }';

/** Labels of the graph's nodes between start and end, without the calls. */
function nodesOf(call: string, helper: string): string[] {
  const { nodes } = graphOf(handlerFile(`const run = ${call}; await run('work', f);\n${helper}\n${direct}`));
  return nodes.flatMap(({ kind, label }) => (/^(start|end|call)$/.test(kind) ? [] : [label]));
}

describe('a function chosen by what is known at the call', () => {
  const byIf = `function choose(o) { if (o?.run) return (id, fn) => o.run(id, fn); return (_id, fn) => fn(); }`;
  const byElse = `function choose(o) { if (!o.run) { return direct; } else { return (id, fn) => o.run(id, fn); } }`;
  const byTernary = `const choose = (o) => (o.run ? (id, fn) => o.run(id, fn) : direct);`;
  const byDefault = `const choose = ({ run = direct }) => run;`;
  const byFallback = `const choose = (o) => o?.run ?? direct;`;
  const byOr = `const choose = (o) => o.run || direct;`;
  const byType = `const choose = (o) => (typeof o.run === 'function' ? o.run : direct);`;
  const byBoth = `function choose(o) { if (o && o.run !== undefined) { return o.run; } return direct; }`;
  const helpers = Object.entries({ byIf, byElse, byTernary, byDefault, byFallback, byOr, byType, byBoth });

  test.each(helpers)('%s', (_, helper) => {
    expect(nodesOf(`choose(${given})`, helper)).toEqual(['work']);
    expect(nodesOf('choose({})', helper)).toEqual([]);
  });

  const byFlag = `const choose = (durable) => (durable ? step.run : direct);`;
  const byMode = `function choose(mode) { if (mode === 'durable') return step.run; return direct; }`;
  const bySwitch = `function choose(mode) { switch (mode) { case 'durable': return step.run; default: return direct; } }`;
  const byTable = `function choose(mode) { return { durable: (id, fn) => step.run(id, fn), direct }[mode]; }`;

  test.each([
    [byFlag, 'true', 'false'],
    [byMode, "'durable'", "'direct'"],
    [bySwitch, "'durable'", "'direct'"],
    [byTable, "'durable'", "'direct'"],
  ])('%s', (helper, yes, no) => {
    expect(nodesOf(`choose(${yes})`, helper)).toEqual(['work']);
    expect(nodesOf(`choose(${no})`, helper)).toEqual([]);
  });

  test('through several calls and objects', () => {
    const helper = `function choose(input) { return inner(input.runtime); }
      function inner(runtime) { if (runtime?.run) return (id, fn) => runtime.run(id, fn); return direct; }`;
    expect(nodesOf(`choose({ runtime: ${given} })`, helper)).toEqual(['work']);
    expect(nodesOf('choose({ other: 1 })', helper)).toEqual([]);
  });
});

describe('a function chosen by what only the run knows', () => {
  test.each([
    ['the event', 'choose(event.data.durable)', 'const choose = (durable) => (durable ? step.run : direct);'],
    [
      'a variable that changes',
      'choose(durable)',
      'let durable = false; if (event.data.x) durable = true; const choose = (on) => (on ? step.run : direct);',
    ],
    [
      'a member that changes',
      'choose(o)',
      'const o = { on: false }; o.on = event.data.x; const choose = (given) => (given.on ? step.run : direct);',
    ],
    [
      'a value that may be missing',
      'choose(event.data.x ? step : undefined)',
      'const choose = (given) => (given ? given.run : direct);',
    ],
    [
      'a parameter that changes',
      'choose(false)',
      'const choose = (on) => { on = event.data.x; return on ? step.run : direct; };',
    ],
  ])('%s', (_, call, helper) => {
    expect(nodesOf(call, helper)).toEqual([expect.stringMatching(/^(durable|on|given(\.on)?)$/), 'work']);
  });
});
