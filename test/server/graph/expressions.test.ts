/** Steps inside expressions: parallel, conditional, iterated, chained, in helpers. */
import { describe, expect, test } from 'vitest';
import { printEdges } from '../../../server/src/graph/print-graph.ts';
import {
  checkFile,
  checkGraph,
  graphOf,
  handlerFile,
  noteCodes,
} from '../../support/analysis/check-graph.ts';

describe('parallel', () => {
  test('Promise.all over a literal', () => {
    checkGraph(
      `const [a, b] = await Promise.all([step.run('a', f), step.run('b', f)]);
       await step.run('c', f);`,
      `start -> fork Promise.all
       fork Promise.all -> a
       fork Promise.all -> b
       a -> join all done
       b -> join all done
       join all done -> c
       c -> end`,
    );
  });

  test('promises kept in variables are drawn where they are awaited together', () => {
    checkGraph(
      `const a = step.run('a', f);
       const b = step.run('b', f);
       await Promise.race([a, b]);`,
      `start -> fork Promise.race
       fork Promise.race -> a
       fork Promise.race -> b
       a -> join first done
       b -> join first done
       join first done -> end`,
    );
  });

  test('map runs one call site many times', () => {
    const graph = checkGraph(
      `await Promise.all(event.data.items.map((item) => step.run(\`work-\${item.id}\`, f)));`,
      `start -> fork event.data.items.map
       fork event.data.items.map -> \`work-\${item.id}\` (many)
       fork event.data.items.map -next [none]-> join all done
       \`work-\${item.id}\` (many) -> join all done
       join all done -> end`,
    );
    expect(graph.nodes.find(({ kind }) => kind === 'step')?.step).toMatchObject({
      multiple: true,
      id: { kind: 'pattern', source: `\`work-\${item.id}\``, regex: '^work-[\\s\\S]*$' },
    });
  });

  test('allSettled continues when a branch fails', () => {
    checkGraph(
      `await Promise.allSettled([step.run('a', f), step.run('b', f)]);`,
      `start -> fork Promise.allSettled
       fork Promise.allSettled -> a
       fork Promise.allSettled -> b
       a -> join all settled
       a -error-> join all settled
       b -> join all settled
       b -error-> join all settled
       join all settled -> end`,
    );
  });

  test('group.parallel of SDK 4 runs its callback as written', () => {
    checkFile(
      `import { Inngest } from 'inngest';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ step, group }) => {
         await group.parallel(async () => Promise.all([step.run('a', f), step.run('b', f)]));
       });`,
      `start -> fork Promise.all
       fork Promise.all -> a
       fork Promise.all -> b
       a -> join all done
       b -> join all done
       join all done -> end`,
    );
  });
});

describe('conditional', () => {
  test('?: with a step on either side', () => {
    checkGraph(
      `const r = x ? await step.run('a', f) : await step.run('b', f);`,
      `start -> x?
       x? -true-> a
       x? -false-> b
       a -> end
       b -> end`,
    );
  });

  test('&&, || and ??', () => {
    checkGraph(
      `x && (await step.run('a', f));
       y || (await step.run('b', f));
       const z = cached ?? (await step.run('c', f));`,
      `start -> x?
       x? -true-> a
       x? -false-> y?
       a -> y?
       y? -true-> cached != null?
       y? -false-> b
       b -> cached != null?
       cached != null? -true-> end
       cached != null? -false-> c
       c -> end`,
    );
  });
});

describe('chains', () => {
  test('catch on a step', () => {
    checkGraph(
      `await step.run('a', f).catch(() => step.run('undo', f));
       await step.run('b', f);`,
      `start -> a
       a -> b
       a -error-> undo
       undo -> b
       b -> end`,
    );
  });

  test('then on a step', () => {
    checkGraph(
      `await step.run('a', f).then((a) => step.run('b', () => a));`,
      `start -> a
       a -> b
       b -> end`,
    );
  });
});

describe('helpers', () => {
  test('a helper that receives step is drawn in place of its call', () => {
    const graph = checkFile(
      `${handlerFile(`const user = await loadUser(step, 1);
        if (user) await notify({ step });`)}
       async function loadUser(tools, id) {
         if (!id) return null;
         return tools.run('load user', f);
       }
       const notify = async ({ step: s }) => { await s.sendEvent('tell', { name: 'user.told' }); };`,
      `start -> call loadUser
       call loadUser -> !id?
       !id? -true-> user?
       !id? -false-> load user
       load user -> user?
       user? -true-> call notify
       user? -false-> end
       call notify -> send user.told
       send user.told -> end`,
    );
    const load = graph.nodes.find(({ label }) => label === 'load user');
    expect(load?.parent).toBe(graph.nodes.find(({ label }) => label === 'loadUser')?.id);
  });

  test('an imported helper, through a barrel', () => {
    const graph = checkFile(
      `import { work } from './barrel';
       ${handlerFile('await work(step);')}
       //- /barrel.ts
       export * from './work.js';
       //- /work.ts
       export const work = async (step) => { await step.run('work', f); };`,
      `start -> call work
       call work -> work
       work -> end`,
    );
    expect(graph.nodes.find(({ kind }) => kind === 'step')?.file).toBe('/work.ts');
  });

  test('a helper called twice has its steps twice', () => {
    checkGraph(
      `const save = (name) => step.run('save', () => name);
       await save('a');
       await save('b');`,
      `start -> call save
       call save -> save
       save -> call save #2
       call save #2 -> save #2
       save #2 -> end`,
    );
  });

  test('a helper made by another function', () => {
    checkFile(
      `${handlerFile(`const tools = makeTools(step);
         await tools.save();
         const loop = makeLoop(3);
         await loop(step);`)}
       function makeTools(s) { return { save: () => s.run('save', f) }; }
       const makeLoop = (n) => async (s) => { for (let i = 0; i < n; i++) await s.run('think', f); };`,
      `start -> call tools.save
       call tools.save -> save
       save -> call loop
       call loop -> for (let i = 0; i < n; i++)
       for (let i = 0; i < n; i++) -true-> think
       for (let i = 0; i < n; i++) -false-> end
       think -back-> for (let i = 0; i < n; i++)`,
    );
  });

  test('recursion is noted', () => {
    const graph = checkGraph(
      `const poll = async (n) => { await step.run('poll', f); if (n) await poll(n - 1); };
       await poll(3);`,
      `start -> call poll
       call poll -> poll
       poll -> n?
       n? -true-> opaque poll again
       n? -false-> end
       opaque poll again -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['recursive-helper']);
  });

  test('a helper that cannot be found is an opaque node', () => {
    const graph = checkFile(
      `import { charge } from 'payments';
       ${handlerFile('await charge(step);')}`,
      `start -> opaque charge(…)
       opaque charge(…) -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unresolved-helper']);
  });

  test('a callback passed to an unknown function is drawn where it is written', () => {
    const graph = checkFile(
      `import { withSpan } from 'tracing';
       ${handlerFile("await withSpan('x', async () => { await step.run('a', f); });")}`,
      `start -> call withSpan(…)
       call withSpan(…) -> a
       a -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unknown-callback']);
  });

  test('a callback passed to a helper of the workspace is drawn where the helper calls it', () => {
    checkGraph(
      `const twice = async (fn) => { await fn(); for (const x of xs) await fn(); };
       await twice(() => step.run('a', f));`,
      `start -> call twice
       call twice -> call fn
       call fn -> a
       a -> for (const x of xs)
       for (const x of xs) -true-> call fn #2
       for (const x of xs) -false-> end
       call fn #2 -> a #2
       a #2 -back-> for (const x of xs)`,
    );
  });
});

describe('the step object', () => {
  test.each([
    ['renamed', 'async ({ step: s }) => { await s.run("a", f); }'],
    ['taken apart', 'async ({ step: { run } }) => { await run("a", f); }'],
    ['left in the argument', 'async (ctx) => { await ctx.step.run("a", f); }'],
    ['taken out later', 'async (ctx) => { const { step } = ctx; const { run } = step; await run("a", f); }'],
    ['by another name', 'async ({ step }) => { const s = step; await s.run("a", f); }'],
    ['optional', 'async ({ step }) => { await step?.run("a", f); }'],
    ['the tools of SDK 1', 'async ({ tools }) => { await tools.run("a", f); }'],
    ['a named function', 'handler); async function handler({ step }) { await step.run("a", f); }; (0'],
    [
      'passed by spread',
      'async (ctx) => { const go = ({ step }) => step.run("a", f); await go({ ...ctx }); }',
    ],
  ])('%s', (_name, handler) => {
    const graph = checkFileLoosely(handler);
    expect(graph).toContain('-> a');
  });

  test('imported from the SDK', () => {
    checkFile(
      `import { Inngest, step } from 'inngest';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn' }, { event: 'e' }, async () => { await work(); });
       const work = () => step.run('a', f);`,
      `start -> call work
       call work -> a
       a -> end`,
    );
  });

  test('another object with the same methods is not it', () => {
    checkGraph(
      `const runner = makeRunner();
       await runner.run('a', f);
       await step.run('b', f);`,
      `start -> b
       b -> end`,
    );
  });
});

function checkFileLoosely(handler: string): string {
  const source = `import { Inngest } from 'inngest';
    const inngest = new Inngest({ id: 'app' });
    inngest.createFunction({ id: 'fn' }, { event: 'e' }, ${handler});`;
  return printEdges(graphOf(source));
}
