/** `Promise.all`, `allSettled`, `race` and `any`: what is waited for, and what fails. */
import { describe, expect, test } from 'vitest';
import { checkFile, checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('combinators', () => {
  test('branches are chains', () => {
    checkGraph(
      `await Promise.all([
         step.run('a', f).then(() => step.run('a2', f)),
         (async () => { await step.run('b', f); await step.run('b2', f); })(),
       ]);`,
      `start -> fork Promise.all
       fork Promise.all -> a
       fork Promise.all -> b
       a -> a2
       a2 -> join all done
       b -> b2
       b2 -> join all done
       join all done -> end`,
    );
  });

  test('literals, spreads and helpers together', () => {
    checkGraph(
      `await Promise.all([step.run('a', f), ...xs.map((x) => step.sendEvent('tell', { name: 'told' })), helper()]);
       async function helper() { if (!event.data.more) return; await step.run('h', f); }`,
      `start -> fork Promise.all
       fork Promise.all -> a
       fork Promise.all -> fork xs.map
       fork Promise.all -> call helper
       a -> join all done #2
       fork xs.map -> send told (many)
       fork xs.map -next [none]-> join all done
       send told (many) -> join all done
       join all done -> join all done #2
       call helper -> !event.data.more?
       !event.data.more? -true-> join all done #2
       !event.data.more? -false-> h
       h -> join all done #2
       join all done #2 -> end`,
    );
  });

  test('an awaited element completes before those after it start', () => {
    checkGraph(
      `await Promise.all([step.run('a', f), await step.run('b', f), step.run('c', f)]);`,
      `start -> fork step.run('a', f)
       fork step.run('a', f) -> a
       fork step.run('a', f) -next [meanwhile]-> b
       a -> join all done
       b -> c
       c -> join all done
       join all done -> end`,
    );
  });

  test('race', () => {
    checkGraph(
      `const first = await Promise.race([step.waitForEvent('w', { event: 'reply', timeout: '1h' }), step.sleep('rest', '2h')]);
       if (!first) await step.run('late', f);`,
      `start -> fork Promise.race
       fork Promise.race -> wait for reply
       fork Promise.race -> sleep 2h
       wait for reply -> join first done
       sleep 2h -> join first done
       join first done -> !first?
       !first? -true-> late
       !first? -false-> end
       late -> end`,
    );
  });

  test('any fails when every branch has failed', () => {
    checkGraph(
      `try { await Promise.any([step.run('a', f), step.run('b', f)]); } catch { await step.run('none', f); }
       await step.run('go on', f);`,
      `start -> try
       try -> fork Promise.any
       fork Promise.any -> a
       fork Promise.any -> b
       a -> join first success
       a -error-> join first success
       b -> join first success
       b -error-> join first success
       join first success -> go on
       join first success -error-> catch
       catch -> none
       none -> go on
       go on -> end`,
    );
  });

  test('allSettled keeps failures and throws to itself', () => {
    const graph = checkGraph(
      `try {
         await Promise.allSettled(xs.map(async (x) => { await step.run('a', f); if (x.bad) throw new Error('x'); }));
       } catch (e) { await step.run('never', f); }
       await step.run('after', f);`,
      `start -> try
       try -> fork xs.map
       fork xs.map -> a (many)
       fork xs.map -next [none]-> join all settled
       a (many) -> join all settled
       a (many) -error-> join all settled
       join all settled -> after
       after -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unreachable-step']);
  });

  test('a list that is written out is not empty', () => {
    checkGraph(
      `await Promise.all(['a', 'b'].map((x) => step.run(x, f)));
       await Promise.all(Array.from({ length: 3 }, (_, i) => step.run(\`no \${i}\`, f)));`,
      `start -> fork ['a', 'b'].map
       fork ['a', 'b'].map -> x (many)
       x (many) -> join all done
       join all done -> fork Array.from({ length: 3 })
       fork Array.from({ length: 3 }) -> \`no \${i}\` (many)
       \`no \${i}\` (many) -> join all done #2
       join all done #2 -> end`,
    );
  });

  test('entries of an object, early return inside', () => {
    checkGraph(
      `await Promise.all(Object.entries(event.data.map).map(async ([key, value]) => {
         if (!value) return;
         await step.run(\`save \${key}\`, f);
       }));`,
      `start -> fork Object.entries(event.data.map).map
       fork Object.entries(event.data.map).map -> !value?
       fork Object.entries(event.data.map).map -next [none]-> join all done
       !value? -true-> join all done
       !value? -false-> \`save \${key}\` (many)
       \`save \${key}\` (many) -> join all done
       join all done -> end`,
    );
  });

  test('flatMap, filter before map', () => {
    checkGraph(
      `await Promise.all(xs.filter((x) => x.ok).flatMap((x) => [step.run('p', f), step.run('q', f)]));`,
      `start -> fork xs.filter(…).flatMap
       fork xs.filter(…).flatMap -> fork […]
       fork xs.filter(…).flatMap -next [none]-> join all done #2
       fork […] -> p (many)
       fork […] -> q (many)
       p (many) -> join all done
       q (many) -> join all done
       join all done -> join all done #2
       join all done #2 -> end`,
    );
  });

  test('reduce that awaits runs sequentially, reduce that collects starts all', () => {
    checkGraph(
      `await xs.reduce(async (before, x) => { await before; await step.run('a', f); }, Promise.resolve());
       await xs.reduce((before, x) => before.then(() => step.run('b', f)), Promise.resolve());
       await Promise.all(xs.reduce((all, x) => [...all, step.run('c', f)], []));`,
      `start -> xs.reduce
       xs.reduce -true-> a
       xs.reduce -false-> xs.reduce #2
       a -back-> xs.reduce
       xs.reduce #2 -true-> b
       xs.reduce #2 -false-> fork xs.reduce
       b -back-> xs.reduce #2
       fork xs.reduce -> c (many)
       fork xs.reduce -next [none]-> join all done
       c (many) -> join all done
       join all done -> end`,
    );
  });

  test('libraries that limit how many run at once', () => {
    checkFile(
      `import pLimit from 'p-limit';
       import pMap from 'p-map';
       import { Inngest } from 'inngest';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step }) => {
         const limit = pLimit(3);
         await Promise.all(event.data.xs.map((x) => limit(() => step.run('a', f))));
         await pMap(event.data.ys, async (y) => { await step.run('b', f); }, { concurrency: 2 });
       });`,
      `start -> fork event.data.xs.map
       fork event.data.xs.map -> a (many)
       fork event.data.xs.map -next [none]-> join all done
       a (many) -> join all done
       join all done -> fork pMap(event.data.ys)
       fork pMap(event.data.ys) -> b (many)
       fork pMap(event.data.ys) -next [none]-> join all done #2
       b (many) -> join all done #2
       join all done #2 -> end`,
    );
  });
});
