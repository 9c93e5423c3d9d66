/** Lists of promises: pushed, spread, mapped, gone through. */
import { describe, expect, test } from 'vitest';
import { checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('lists of promises', () => {
  test('pushed in a loop', () => {
    checkGraph(
      `const all = [];
       for (const x of xs) all.push(step.run(\`work \${x}\`, f));
       await Promise.all(all);`,
      `start -> for (const x of xs)
       for (const x of xs) -true-> fork start all
       for (const x of xs) -false-> join all done
       fork start all -> \`work \${x}\` (many)
       fork start all -back [meanwhile]-> for (const x of xs)
       \`work \${x}\` (many) -> join all done
       join all done -> end`,
    );
  });

  test('pushed in a loop beside awaited steps, settled later', () => {
    checkGraph(
      `const all = [];
       for (const x of xs) { await step.sleep('pause', '1m'); all.push(work(x)); }
       await step.run('between', f);
       await Promise.allSettled(all);
       async function work(x) { await step.run(\`a \${x}\`, f); await step.run(\`b \${x}\`, f); }`,
      `start -> for (const x of xs)
       for (const x of xs) -true-> sleep 1m
       for (const x of xs) -false-> between
       sleep 1m -> fork start all
       fork start all -> call work
       fork start all -back [meanwhile]-> for (const x of xs)
       call work -> \`a \${x}\` (many)
       \`a \${x}\` (many) -> \`b \${x}\` (many)
       \`a \${x}\` (many) -error-> join all settled
       \`b \${x}\` (many) -> join all settled
       \`b \${x}\` (many) -error-> join all settled
       between -> join all settled
       join all settled -> end`,
    );
  });

  test('pushed under a condition', () => {
    checkGraph(
      `const jobs = [];
       jobs.push(step.run('always', f));
       if (event.data.pro) { jobs.push(step.run('pro', f)); jobs.push(step.run('more', f)); }
       await Promise.allSettled(jobs);`,
      `start -> fork start jobs
       fork start jobs -> always
       fork start jobs -next [meanwhile]-> event.data.pro?
       always -> join all settled
       always -error-> join all settled
       event.data.pro? -true-> fork start jobs #2
       event.data.pro? -false-> join all settled
       fork start jobs #2 -> pro
       fork start jobs #2 -> more
       pro -> join all settled
       pro -error-> join all settled
       more -> join all settled
       more -error-> join all settled
       join all settled -> end`,
    );
  });

  test('mapped, kept and awaited at the end', () => {
    checkGraph(
      `const all = xs.map((x) => step.run('work', f));
       await step.run('b', f);
       await Promise.all(all);`,
      `start -> fork xs.map
       fork xs.map -next [meanwhile]-> b
       fork xs.map -> work (many)
       b -> join all done
       work (many) -> join all done
       join all done -> end`,
    );
  });

  test('functions that are collected and called later', () => {
    checkGraph(
      `const tasks = [];
       tasks.push(() => step.run('a', f));
       tasks.push(() => step.run('b', f));
       await Promise.all(tasks.map((task) => task()));`,
      `start -> fork tasks.map
       fork tasks.map -> switch (task)
       fork tasks.map -next [none]-> join all done
       switch (task) -case [0]-> call task 0
       switch (task) -case [1]-> call task 1
       call task 0 -> a (many)
       a (many) -> join all done
       call task 1 -> b (many)
       b (many) -> join all done
       join all done -> end`,
    );
  });

  test('kept in a map', () => {
    checkGraph(
      `const running = new Map();
       for (const key of keys) running.set(key, step.run(\`do \${key}\`, f));
       for (const [key, one] of running) await one;`,
      `start -> for (const key of keys)
       for (const key of keys) -true-> fork start running
       for (const key of keys) -false-> join all done
       fork start running -> \`do \${key}\` (many)
       fork start running -back [meanwhile]-> for (const key of keys)
       \`do \${key}\` (many) -> join all done
       join all done -> end`,
    );
  });

  test('kept in an object, each awaited by its name', () => {
    checkGraph(
      `const jobs = { a: step.run('a', f), b: step.run('b', f) };
       await jobs.a;
       await step.run('c', f);
       await jobs.b;`,
      `start -> fork start a
       fork start a -> a
       fork start a -> b
       fork start a -next [meanwhile]-> join all done
       a -> join all done
       b -> join all done #2
       join all done -> c
       c -> join all done #2
       join all done #2 -> end`,
    );
  });

  test('a list with missing elements filtered out', () => {
    checkGraph(
      `await Promise.allSettled([event.data.x && step.run('a', f), step.run('b', f)].filter(Boolean));`,
      `start -> fork Promise.allSettled
       fork Promise.allSettled -> event.data.x?
       fork Promise.allSettled -> b
       event.data.x? -true-> a
       event.data.x? -false-> join all settled
       a -> join all settled
       a -error-> join all settled
       b -> join all settled
       b -error-> join all settled
       join all settled -> end`,
    );
  });

  test('nothing follows promises of which one always rejects', () => {
    const { notes } = checkGraph(
      `await Promise.all([step.run('a', f), (async () => { await step.run('b', f); throw new Error('no'); })()]);
       await step.run('c', f);`,
      `start -> fork Promise.all
       fork Promise.all -> a
       fork Promise.all -> b
       a -> join all done
       b -> throw new Error('no')`,
    );
    expect(noteCodes(notes)).toEqual(['unreachable-step']);
  });

  test('a race with a promise that is fulfilled at once cannot fail', () => {
    checkGraph(
      `try { await Promise.race([step.run('a', f), (async () => {})()]); } catch (e) { await step.run('b', f); }`,
      `start -> try
       try -> fork Promise.race
       fork Promise.race -> a
       fork Promise.race -next [(async () => {})()]-> join first done
       a -> join first done
       join first done -> end`,
    );
  });

  test('a race that may end with a promise without steps', () => {
    checkGraph(
      `await Promise.race([delay(1000), step.run('a', f)]);
       await step.run('b', f);`,
      `start -> fork Promise.race
       fork Promise.race -> a
       fork Promise.race -next [delay(1000)]-> join first done
       a -> join first done
       join first done -> b
       b -> end`,
    );
  });

  test('one after another in a loop over them', () => {
    checkGraph(
      `const all = [step.run('a', f), step.run('b', f)];
       for (const one of all) await one;
       await step.run('c', f);`,
      `start -> fork […]
       fork […] -> a
       fork […] -> b
       a -> join all done
       b -> join all done
       join all done -> c
       c -> end`,
    );
  });
});

test.each([
  'const waits = names.map(wait); await Promise.race(waits);',
  'await Promise.race(names.map(wait));',
])('a race over a list: the first ends it, and a race of nothing never ends: %s', (race) => {
  checkGraph(
    `const names = event.data.names;
       const wait = (name, i) => step.waitForEvent(\`wait-\${i}\`, { event: name, timeout: '1h' });
       ${race}
       await step.run('after', f);`,
    `start -> fork names.map
       fork names.map -> wait for \`wait-\${i}\` (many)
       wait for \`wait-\${i}\` (many) -> join first done
       join first done -> after
       after -> end`,
  );
});
