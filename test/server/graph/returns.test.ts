/** The ends of a function whose result is passed on by others: what the inner function returns. */
import { describe, expect, test } from 'vitest';
import { checkGraph, graphOf, handlerFile } from '../../support/analysis/check-graph.ts';

function endsOf(body: string): string[] {
  return graphOf(handlerFile(body)).nodes.flatMap(({ end, label }) => (end ? [label] : []));
}

const work = `async () => {
  const row = await step.run('load', f);
  if (!row) return { skipped: true };
  const n = await step.run('count', () => row.id);
  if (n === 0) return { n: 0 };
  return { n };
}`;

test('a decision between two returns of the inner function', () => {
  checkGraph(
    `return withSpan({ name: 'work' }, ${work});
     async function withSpan(options, run) { return run(); }`,
    `start -> call withSpan
     call withSpan -> call run
     call run -> load
     load -> !row?
     !row? -true-> return { skipped: true }
     !row? -false-> count
     count -> n === 0?
     n === 0? -true-> return { n: 0 }
     n === 0? -false-> return { n }`,
  );
});

describe('passed on by', () => {
  test.each([
    ['a wrapper that awaits', `return await pass(WORK); async function pass(run) { return await run(); }`],
    ['an arrow function', `return pass(WORK); const pass = (run) => run();`],
    [
      'a wrapper that logs',
      `return pass(WORK);
       async function pass(run) { const result = await run(); console.log('done'); return result; }`,
    ],
    [
      'a wrapper with finally',
      `return pass(WORK); async function pass(run) { try { return await run(); } finally { end(); } }`,
    ],
    ['a method', `return tracer.span(WORK); const tracer = { async span(run) { return run(1); } };`],
    [
      'two wrappers',
      `return outer(() => inner(WORK)); function outer(run) { return run(); } async function inner(run) { return run(); }`,
    ],
    ['a wrapper from elsewhere', `return trace.startActiveSpan('work', WORK);`],
    ['a condition', `return event.data.x ? pass(WORK) : null; async function pass(run) { return run(); }`],
    ['a fallback', `return cached ?? (await pass(WORK)); async function pass(run) { return run(); }`],
    ['a function called in place', `return (WORK)();`],
    [
      'a named function',
      `return pass(named); async function pass(run) { return run(); } const named = WORK;`,
    ],
    ['nobody: a helper with several ends', `return helper(); const helper = WORK;`],
  ])('%s', (_, body) => {
    expect(endsOf(body.replace('WORK', work))).toEqual(
      expect.arrayContaining(['return { skipped: true }', 'return { n: 0 }', 'return { n }']),
    );
  });
});

test('each case of a switch, and a return through finally', () => {
  const ends = endsOf(
    `return pass(async () => {
       const row = await step.run('load', f);
       try {
         switch (row) {
           case 1: return { one: 1 };
           case 2: return { two: 2 };
         }
       } finally {
         close();
       }
       return null;
     });
     async function pass(run) { return run(); }`,
  );
  expect(ends).toEqual(['return { one: 1 }', 'return { two: 2 }', 'return null']);
});

test('an end without a return', () => {
  const ends = endsOf(
    `return pass(async () => { if (await step.run('a', f)) return 1; await step.run('b', f); });
     async function pass(run) { return run(); }`,
  );
  expect(ends).toEqual(['return 1', 'end']);
});

test.each([
  ['used by more code', `const r = await pass(WORK); await step.run('save', () => r); return r;`, 'return r'],
  ['changed on its way', `return { r: await pass(WORK) };`, 'return { r: pass('],
  ['awaited after other work', `const r = await pass(WORK); await flush(); return r;`, 'return r'],
])('a result that is %s ends the caller at one place', (_, body, label) => {
  const ends = endsOf(`${body.replace('WORK', work)} async function pass(run) { return run(); }`);
  expect(ends).toHaveLength(1);
  expect(ends[0]).toContain(label);
});

test('one of several functions, of which one may throw before it returns and makes no steps', () => {
  checkGraph(
    `return handlers[event.data.kind](step);
     const handlers = {
       made: async (step) => step.run('make', f),
       gone: async () => { if (event.data.x) throw new Error('no'); return null; },
     };`,
    `start -> switch (event.data.kind)
     switch (event.data.kind) -case [made]-> call handlers[event.data.kind] made
     switch (event.data.kind) -case [gone]-> return handlers[event.data.kind](step)
     call handlers[event.data.kind] made -> make
     make -> return handlers[event.data.kind](step)`,
  );
});

test('a helper that ends at one place is said by its call', () => {
  expect(
    endsOf(`return save(1); async function save(x) { const r = await step.run('a', f); return r; }`),
  ).toEqual(['return save(1)']);
});
