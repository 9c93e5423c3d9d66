/** What each statement looks like as control flow. */
import { describe, expect, test } from 'vitest';
import { checkGraph } from '../../support/analysis/check-graph.ts';

test('steps follow each other', () => {
  checkGraph(
    `const a = await step.run('a', f);
     await step.sleep('pause', '2h');
     return step.run('b', f);`,
    `start -> a
     a -> sleep 2h
     sleep 2h -> b
     b -> return step.run('b', f)`,
  );
});

test('code without steps is not drawn', () => {
  checkGraph(
    `const x = event.data.x ?? 1;
     if (x > 1) console.log(x);
     for (const y of [1, 2]) total += y;
     switch (x) { case 1: log(); break; default: other(); }
     await step.run('a', f);`,
    `start -> a
     a -> end`,
  );
});

describe('if', () => {
  test('a missing else continues', () => {
    checkGraph(
      `if (x) await step.run('a', f);
       await step.run('b', f);`,
      `start -> x?
       x? -true-> a
       x? -false-> b
       a -> b
       b -> end`,
    );
  });

  test('a chain of else if', () => {
    checkGraph(
      `if (x) await step.run('a', f);
       else if (y) await step.run('b', f);
       else await step.run('c', f);`,
      `start -> x?
       x? -true-> a
       x? -false-> y?
       a -> end
       y? -true-> b
       y? -false-> c
       b -> end
       c -> end`,
    );
  });

  test('early return and throw leave, steps or not', () => {
    checkGraph(
      `if (!x) return;
       if (y) throw new Error('no');
       await step.run('a', f);`,
      `start -> !x?
       !x? -true-> return
       !x? -false-> y?
       y? -true-> throw new Error('no')
       y? -false-> a
       a -> end`,
    );
  });
});

describe('switch', () => {
  test('cases, fall-through, default', () => {
    checkGraph(
      `switch (kind) {
         case 'a': await step.run('A', f); break;
         case 'b':
         case 'c': await step.run('C', f);
         case 'd': await step.run('D', f); break;
         default: return;
       }
       await step.run('end it', f);`,
      `start -> switch (kind)
       switch (kind) -case ['a']-> A
       switch (kind) -case ['b', 'c']-> C
       switch (kind) -case ['d']-> D
       switch (kind) -case [default]-> return
       A -> end it
       C -> D
       D -> end it
       end it -> end`,
    );
  });

  test('without default, no match continues', () => {
    checkGraph(
      `switch (kind) { case 'a': await step.run('A', f); }`,
      `start -> switch (kind)
       switch (kind) -case ['a']-> A
       switch (kind) -case [otherwise]-> end
       A -> end`,
    );
  });
});

describe('loops', () => {
  test('for of, with continue and break', () => {
    checkGraph(
      `for (const item of items) {
         if (item.skip) continue;
         await step.run('work', f);
         if (item.last) break;
       }
       await step.run('done', f);`,
      `start -> for (const item of items)
       for (const item of items) -true-> item.skip?
       for (const item of items) -false-> done
       item.skip? -false-> work
       item.skip? -back [true]-> for (const item of items)
       work -> item.last?
       item.last? -true-> done
       item.last? -back [false]-> for (const item of items)
       done -> end`,
    );
  });

  test('while with a step in its test', () => {
    checkGraph(
      `while (await step.run('more?', f)) await step.run('work', f);`,
      `start -> while (step.run('more?', f))
       while (step.run('more?', f)) -> more?
       more? -> step.run('more?', f)?
       step.run('more?', f)? -true-> work
       step.run('more?', f)? -false-> end
       work -back-> while (step.run('more?', f))`,
    );
  });

  test('while (true) ends only with break or return', () => {
    checkGraph(
      `while (true) {
         const page = await step.run('fetch page', f);
         if (!page.next) break;
       }`,
      `start -> while (true)
       while (true) -> fetch page
       fetch page -> !page.next?
       !page.next? -true-> end
       !page.next? -back [false]-> while (true)`,
    );
  });

  test('do while runs at least once', () => {
    checkGraph(
      `do { await step.run('poll', f); } while (!ready);`,
      `start -> do … while (!ready)
       do … while (!ready) -> poll
       poll -> !ready?
       !ready? -false-> end
       !ready? -back [true]-> do … while (!ready)`,
    );
  });

  test('labels reach the outer loop', () => {
    checkGraph(
      `outer: for (const a of as) {
         for (const b of bs) {
           if (b.stop) break outer;
           if (b.next) continue outer;
           await step.run('work', f);
         }
       }`,
      `start -> for (const a of as)
       for (const a of as) -true-> for (const b of bs)
       for (const a of as) -false-> end
       for (const b of bs) -true-> b.stop?
       for (const b of bs) -back [false]-> for (const a of as)
       b.stop? -true-> end
       b.stop? -false-> b.next?
       b.next? -false-> work
       b.next? -back [true]-> for (const a of as)
       work -back-> for (const b of bs)`,
    );
  });

  test('steps of a loop are inside it', () => {
    const graph = checkGraph(
      `for (const item of items) await step.run('work', f);`,
      `start -> for (const item of items)
       for (const item of items) -true-> work
       for (const item of items) -false-> end
       work -back-> for (const item of items)`,
    );
    const [loop, work] = ['loop', 'step'].map((kind) => graph.nodes.find((node) => node.kind === kind));
    expect(work?.parent).toBe(loop?.id);
  });
});

describe('try', () => {
  test('a step that fails goes to catch', () => {
    checkGraph(
      `try {
         await step.run('pay', f);
         await step.sleep('rest', '1h');
       } catch (error) {
         await step.run('refund', f);
       }
       await step.run('report', f);`,
      `start -> try
       try -> pay
       pay -> sleep 1h
       pay -error-> catch (error)
       sleep 1h -> report
       catch (error) -> refund
       refund -> report
       report -> end`,
    );
  });

  test('catch without steps lets failures continue', () => {
    checkGraph(
      `try { await step.run('a', f); } catch { log(); }
       await step.run('b', f);`,
      `start -> a
       a -> b
       a -error-> b
       b -> end`,
    );
  });

  test('at the end of a loop, success and failure both go around again', () => {
    checkGraph(
      `for (const x of xs) { try { await step.run('a', f); } catch {} }`,
      `start -> for (const x of xs)
       for (const x of xs) -true-> a
       for (const x of xs) -false-> end
       a -back-> for (const x of xs)
       a -back [error]-> for (const x of xs)`,
    );
  });

  test('plain code that may throw, a catch that leaves', () => {
    checkGraph(
      `try { parse(); } catch (e) { throw new Error('bad'); }
       await step.run('a', f);`,
      `start -> try
       try -> a
       try -error-> catch (e)
       a -> end
       catch (e) -> throw new Error('bad')`,
    );
  });

  test('finally is on every exit', () => {
    checkGraph(
      `try {
         if (x) return 1;
         await step.run('a', f);
       } finally {
         await step.run('clean up', f);
       }
       await step.run('b', f);`,
      `start -> try
       try -> x?
       x? -true-> finally
       x? -false-> a
       a -> finally
       a -error-> finally
       finally -> clean up
       clean up -> b
       clean up -> return 1
       clean up -> throw again
       b -> end`,
    );
  });

  test('throw in try goes to its own catch', () => {
    checkGraph(
      `try {
         if (x) throw new Error('x');
         await step.run('a', f);
       } catch (e) { await step.run('b', f); }`,
      `start -> try
       try -> x?
       x? -true-> catch (e)
       x? -false-> a
       a -> end
       a -error-> catch (e)
       catch (e) -> b
       b -> end`,
    );
  });
});

test('code after a return is noted, not drawn', () => {
  const graph = checkGraph(
    `await step.run('a', f);
     return;
     await step.run('b', f);`,
    `start -> a
     a -> return`,
  );
  expect(graph.notes.map(({ severity, code, message }) => [severity, code, message])).toEqual([
    ['warning', 'unreachable-step', "`step.run('b')` can never be reached."],
  ]);
});

test('a step inside the code of a step is a hazard', () => {
  const graph = checkGraph(
    `await step.run('outer', async () => { await step.run('inner', f); });`,
    `start -> outer
     outer -> end`,
  );
  expect(graph.notes.map(({ code }) => code)).toEqual(['nested-step']);
});
