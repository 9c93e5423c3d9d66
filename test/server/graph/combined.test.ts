/** Statements inside statements: every way out of every construct, together. */
import { describe, expect, test } from 'vitest';
import { checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('try, catch and finally', () => {
  test('a return, a break and a continue pass through finally', () => {
    checkGraph(
      `outer: for (const x of xs) {
         switch (x.kind) {
           case 1:
             try {
               if (x.done) return 1;
               if (x.skip) continue outer;
               if (x.out) break;
               await step.run('try', f);
             } finally {
               await step.run('finally', f);
             }
           case 2:
             break outer;
         }
         await step.run('after switch', f);
       }
       await step.run('after loop', f);`,
      `start -> for (const x of xs)
       for (const x of xs) -true-> switch (x.kind)
       for (const x of xs) -false-> after loop
       switch (x.kind) -case [1]-> try
       switch (x.kind) -case [otherwise]-> after switch
       switch (x.kind) -case [2]-> after loop
       try -> x.done?
       x.done? -true-> finally
       x.done? -false-> x.skip?
       x.skip? -true-> finally
       x.skip? -false-> x.out?
       x.out? -true-> finally
       x.out? -false-> try #2
       try #2 -> finally
       try #2 -error-> finally
       finally -> finally #2
       finally #2 -> after switch
       finally #2 -> after loop
       finally #2 -> return 1
       finally #2 -> throw again
       finally #2 -back-> for (const x of xs)
       after switch -back-> for (const x of xs)
       after loop -> end`,
    );
  });

  test('finally with a return of its own overrides everything', () => {
    const graph = checkGraph(
      `const work = async () => { try { await step.run('a', f); throw new Error('x'); } catch (e) { return 1; } finally { return 2; } };
       try { await work(); } catch { await step.run('never', f); }
       await step.run('b', f);`,
      `start -> try
       try -> call work
       call work -> try #2
       try #2 -> a
       a -> catch (e)
       a -error-> catch (e)
       catch (e) -> finally
       finally -> b
       b -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unreachable-step']);
  });

  test('nested, with a throw from catch', () => {
    checkGraph(
      `try {
         try { await step.run('a', f); } catch (e) { await step.run('b', f); throw e; } finally { await step.run('c', f); }
       } catch { await step.run('d', f); }`,
      `start -> try
       try -> try #2
       try #2 -> a
       a -> finally
       a -error-> catch (e)
       catch (e) -> b
       b -> finally
       b -error-> finally
       finally -> c
       c -> catch
       c -> end
       c -error-> catch
       catch -> d
       d -> end`,
    );
  });

  test('a catch that returns, a finally that runs before', () => {
    checkGraph(
      `try { await step.run('a', f); } catch { return 'failed'; } finally { await step.run('close', f); }
       return 'done';`,
      `start -> try
       try -> a
       a -> finally
       a -error-> catch
       catch -> finally
       finally -> close
       close -> return 'failed'
       close -> return 'done'`,
    );
  });

  test('a try with only a wait, and code after it that may throw', () => {
    checkGraph(
      `try { await step.sleep('rest', '1h'); parse(event.data); } catch { await step.run('broken', f); }`,
      `start -> try
       try -> sleep 1h
       sleep 1h -> end
       sleep 1h -error-> catch
       catch -> broken
       broken -> end`,
    );
  });

  test('a try whose catch draws nothing, and code that may throw first', () => {
    checkGraph(
      `try { parse(event.data); await step.run('a', f); } catch { log(); }
       await step.run('b', f);`,
      `start -> try
       try -> a
       try -error-> b
       a -> b
       a -error-> b
       b -> end`,
    );
  });
});

describe('switch', () => {
  test('default in the middle, fall-through around it', () => {
    checkGraph(
      `switch (kind) { case 'a': if (x) break; await step.run('A', f); default: await step.run('D', f); case 'z': await step.run('Z', f); }
       await step.run('after', f);`,
      `start -> switch (kind)
       switch (kind) -case ['a']-> x?
       switch (kind) -case [default]-> D
       switch (kind) -case ['z']-> Z
       x? -true-> after
       x? -false-> A
       A -> D
       D -> Z
       Z -> after
       after -> end`,
    );
  });

  test('a step in the discriminant, conditions as cases', () => {
    checkGraph(
      `switch (await step.run('kind', f)) { case 'a': await step.run('A', f); break; case 'b': return; }
       switch (true) { case x > 1: await step.run('big', f); break; case x < 0: throw new Error('negative'); }`,
      `start -> kind
       kind -> switch (step.run('kind', f))
       switch (step.run('kind', f)) -case ['a']-> A
       switch (step.run('kind', f)) -case [otherwise]-> switch (true)
       switch (step.run('kind', f)) -case ['b']-> return
       A -> switch (true)
       switch (true) -case [x > 1]-> big
       switch (true) -case [x < 0]-> throw new Error('negative')
       switch (true) -case [otherwise]-> end
       big -> end`,
    );
  });
});

describe('loops', () => {
  test('continue in do while evaluates the condition again', () => {
    checkGraph(
      `do { if (skip()) continue; await step.run('a', f); } while (await step.run('more', f));`,
      `start -> do … while (step.run('more', f))
       do … while (step.run('more', f)) -> skip()?
       skip()? -true-> more
       skip()? -false-> a
       a -> more
       more -> step.run('more', f)?
       step.run('more', f)? -false-> end
       step.run('more', f)? -back [true]-> do … while (step.run('more', f))`,
    );
  });

  test('a labeled block', () => {
    checkGraph(
      `check: { if (x) break check; await step.run('a', f); }
       await step.run('b', f);`,
      `start -> x?
       x? -true-> b
       x? -false-> a
       a -> b
       b -> end`,
    );
  });

  test('for with steps in its head', () => {
    checkGraph(
      `for (let page = await step.run('first', f); page; page = await step.run('next', f)) await step.run('work', f);`,
      `start -> first
       first -> for (let page = step.run('first', f); page; page = step.run…
       for (let page = step.run('first', f); page; page = step.run… -true-> work
       for (let page = step.run('first', f); page; page = step.run… -false-> end
       work -> next
       next -back-> for (let page = step.run('first', f); page; page = step.run…`,
    );
  });

  test('a loop that never ends', () => {
    checkGraph(
      `while (true) { await step.run('poll', f); await step.sleep('rest', '1h'); }`,
      `start -> while (true)
       while (true) -> poll
       poll -> sleep 1h
       poll -error-> ends only by failing
       sleep 1h -back-> while (true)`,
    );
  });

  test('a loop that never ends and cannot fail', () => {
    checkGraph(
      `for (;;) await step.sleep('rest', '1h');`,
      `start -> for (;;)
       for (;;) -> sleep 1h
       for (;;) -error-> ends only by failing
       sleep 1h -back-> for (;;)`,
    );
  });

  test('a loop that ends by throwing only', () => {
    checkGraph(
      `for (;;) { const next = await step.run('next', f); if (!next) throw new Error('done'); }`,
      `start -> for (;;)
       for (;;) -> next
       next -> !next?
       !next? -true-> throw new Error('done')
       !next? -back [false]-> for (;;)`,
    );
  });

  test('a step that runs in every round, in parallel and nested', () => {
    checkGraph(
      `for (const group of groups) {
         for (const item of group) { if (item.bad) break; await step.run('one', f); }
         await Promise.all(group.map(async (item) => { for (let i = 0; i < 3; i++) await step.run('try', f); }));
       }`,
      `start -> for (const group of groups)
       for (const group of groups) -true-> for (const item of group)
       for (const group of groups) -false-> end
       for (const item of group) -true-> item.bad?
       for (const item of group) -false-> fork group.map
       item.bad? -true-> fork group.map
       item.bad? -false-> one
       one -back-> for (const item of group)
       fork group.map -> for (let i = 0; i < 3; i++)
       fork group.map -next [none]-> join all done
       for (let i = 0; i < 3; i++) -true-> try (many)
       for (let i = 0; i < 3; i++) -false-> join all done
       try (many) -back-> for (let i = 0; i < 3; i++)
       join all done -back-> for (const group of groups)`,
    );
  });
});

describe('unreachable', () => {
  test('after return, throw, break and endless loops', () => {
    const graph = checkGraph(
      `if (x) { return 1; await step.run('a', f); }
       for (const y of ys) { await step.run('b', f); break; await step.run('c', f); }
       while (true) { if (await step.run('d', f)) throw new Error('x'); }
       await step.run('e', f);`,
      `start -> x?
       x? -true-> return 1
       x? -false-> for (const y of ys)
       for (const y of ys) -true-> b
       for (const y of ys) -false-> while (true)
       b -> while (true)
       while (true) -> d
       d -> step.run('d', f)?
       step.run('d', f)? -true-> throw new Error('x')
       step.run('d', f)? -back [false]-> while (true)`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unreachable-step', 'unreachable-step', 'unreachable-step']);
  });

  test('steps inside steps, and in functions that are never called', () => {
    const graph = checkGraph(
      `await step.run('outer', async () => { await step.run('inner', f); });
       const unused = async () => { await step.run('unused', f); };`,
      `start -> outer
       outer -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['nested-step', 'uncalled-step']);
  });
});
