/** Functions whose calls lead back to themselves, never return, or lead to code that is not here. */
import { describe, expect, test } from 'vitest';
import { checkFile, checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('functions that call themselves, or each other', () => {
  test('each other', () => {
    const graph = checkGraph(
      `async function a(s, n) { await s.run('a', f); if (n) await b(s, n - 1); }
       async function b(s, n) { await s.run('b', f); if (n) await a(s, n - 1); }
       await a(step, 3);`,
      `start -> call a
       call a -> a
       a -> n?
       n? -true-> call b
       n? -false-> end
       call b -> b
       b -> n? #2
       n? #2 -true-> opaque a again
       n? #2 -false-> end
       opaque a again -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['recursive-helper']);
  });

  test('functions that call each other, reached through a record of functions', () => {
    const graph = checkGraph(
      `const handlers = { mail: async (context) => { await context.io.run('mail', f); return null; }, wait: async (context) => context.io.rest('rest') };
       const io = { run: async (id, fn) => step.run(id, fn), rest: (id) => step.sleep(id, '1h') };
       const walk = async (ids) => { for (const id of ids) await visit(id); };
       const visit = async (id) => { const handler = handlers[id.kind]; await handler({ io }); await walk(id.next); };
       await walk(event.data.ids);`,
      `start -> call walk
       call walk -> for (const id of ids)
       for (const id of ids) -true-> call visit
       for (const id of ids) -false-> end
       call visit -> switch (handler)
       switch (handler) -case [mail]-> call handler mail
       switch (handler) -case [wait]-> call handler wait
       call handler mail -> call context.io.run
       call context.io.run -> mail
       mail -> opaque walk again
       call handler wait -> call context.io.rest
       call context.io.rest -> sleep 1h
       sleep 1h -> opaque walk again
       opaque walk again -back-> for (const id of ids)`,
    );
    expect(noteCodes(graph.notes)).toEqual(['recursive-helper']);
  });

  test('a wrapper inside a wrapper is not recursion', () => {
    checkGraph(
      `const retry = async (fn) => { try { await fn(); } catch { await step.run('again', f); } };
       await retry(async () => { await step.run('outer', f); await retry(() => step.run('inner', f)); });`,
      `start -> call retry
       call retry -> try
       try -> call fn
       call fn -> outer
       outer -> call retry #2
       outer -error-> catch #2
       call retry #2 -> try #2
       try #2 -> call fn #2
       call fn #2 -> inner
       inner -> end
       inner -error-> catch
       catch -> again
       again -> end
       again -error-> catch #2
       catch #2 -> again #2
       again #2 -> end`,
    );
  });

  test('IDs in a function that calls itself stand for every call', () => {
    const graph = checkGraph(
      `async function poll(s, n) { const state = await s.run(\`poll \${n}\`, f); if (!state.done) await poll(s, n + 1); }
       await poll(step, 0);`,
      `start -> call poll
       call poll -> \`poll \${n}\`
       \`poll \${n}\` -> !state.done?
       !state.done? -true-> opaque poll again
       !state.done? -false-> end
       opaque poll again -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['recursive-helper']);
  });

  test('recursion without steps is ignored', () => {
    checkGraph(
      `const depth = (node) => (node.parent ? depth(node.parent) + 1 : 0);
       await step.run(\`depth \${depth(event.data)}\`, f);`,
      `start -> \`depth \${depth(event.data)}\`
       \`depth \${depth(event.data)}\` -> end`,
    );
  });
});

describe('functions that never return', () => {
  test('by their type, by what they do', () => {
    checkGraph(
      `function fail(message: string): never { throw new Error(message); }
       const refuse = (message) => { log(message); throw new Error(message); };
       if (x) fail('no');
       if (y) { refuse('y'); }
       await step.run('a', f);`,
      `start -> x?
       x? -true-> fail('no')
       x? -false-> y?
       y? -true-> refuse('y')
       y? -false-> a
       a -> end`,
    );
  });

  test('inside try', () => {
    checkGraph(
      `const refuse = () => { throw new Error(); };
       try { await step.run('a', f); if (x) refuse(); } catch { await step.run('b', f); }`,
      `start -> try
       try -> a
       a -> x?
       a -error-> catch
       x? -true-> catch
       x? -false-> end
       catch -> b
       b -> end`,
    );
  });

  test('one that may return is not drawn', () => {
    checkGraph(
      `const check = (value) => { if (!value) throw new Error(); };
       check(event.data.x);
       await step.run('a', f);`,
      `start -> a
       a -> end`,
    );
  });

  test("an array method's callback", () => {
    checkGraph(
      `const done = await Promise.allSettled([step.run('a', f), step.run('b', f)]);
       const values = done.map((each) => { if (each.status === 'rejected') throw each.reason; return each.value; });
       await step.run('c', f);`,
      `start -> fork Promise.allSettled
       fork Promise.allSettled -> a
       fork Promise.allSettled -> b
       a -> join all settled
       a -error-> join all settled
       b -> join all settled
       b -error-> join all settled
       join all settled -> each.status === 'rejected'?
       each.status === 'rejected'? -true-> throw each.reason
       each.status === 'rejected'? -false-> c
       c -> end`,
    );
  });
});

describe('code outside the workspace', () => {
  test("a library's object keeps the tools", () => {
    const graph = checkFile(
      `import { Agent } from 'agents';
       import { Inngest } from 'inngest';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ step }) => {
         const agent = new Agent({ step });
         await agent.run('x');
       });`,
      `start -> opaque agent.run(…)
       opaque agent.run(…) -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unresolved-helper']);
  });

  test('a callback that may be called many times', () => {
    const graph = checkFile(
      `import { eachLimit } from 'async';
       import { Inngest } from 'inngest';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step }) => {
         await eachLimit(event.data.xs, 3, async (x) => { await step.run('a', f); });
         await step.run('b', f);
       });`,
      `start -> call eachLimit(…)
       call eachLimit(…) -true-> a
       call eachLimit(…) -false-> b
       a -back-> call eachLimit(…)
       b -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unknown-callback']);
  });

  test('code that only reads the tools', () => {
    checkGraph(
      `console.log('starting', event, step);
       const keys = Object.keys(step);
       await step.run('a', f);`,
      `start -> a
       a -> end`,
    );
  });
});
