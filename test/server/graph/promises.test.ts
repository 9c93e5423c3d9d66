/** Promises: where they are started, where they are awaited, and what happens to the others. */
import { describe, expect, test } from 'vitest';
import { checkFile, checkGraph, noteCodes } from '../../support/check-graph.ts';

describe('started early, awaited later', () => {
  test('the code goes on meanwhile', () => {
    checkGraph(
      `const mail = step.run('mail', f);
       const user = await step.run('user', f);
       if (!user) return;
       await mail;
       await step.run('done', f);`,
      `start -> fork start mail
       fork start mail -> mail
       fork start mail -next [meanwhile]-> user
       mail -> join all done
       user -> !user?
       !user? -true-> return
       !user? -false-> join all done
       join all done -> done
       done -> end`,
    );
  });

  test('several, started behind each other, are one fork', () => {
    checkGraph(
      `const a = step.run('a', f);
       const b = step.run('b', f);
       await a;
       await b;`,
      `start -> fork start a
       fork start a -> a
       fork start a -> b
       a -> join all done
       b -> join all done
       join all done -> end`,
    );
  });

  test('at once, it is a step like any other', () => {
    checkGraph(
      `const a = step.run('a', f);
       await a;`,
      `start -> a
       a -> end`,
    );
  });

  test('the result of a wait that was started early', () => {
    checkGraph(
      `const reply = step.waitForEvent('reply', { event: 'reply.sent', timeout: '1d' });
       await step.run('ask', f);
       const got = await reply;
       if (!got) await step.run('remind', f);`,
      `start -> fork start reply
       fork start reply -> wait for reply.sent
       fork start reply -next [meanwhile]-> ask
       wait for reply.sent -> join all done
       ask -> join all done
       join all done -> !got?
       !got? -true-> remind
       !got? -false-> end
       remind -> end`,
    );
  });

  test('awaited again, it is not waited for again', () => {
    checkGraph(
      `const a = step.run('a', f);
       await step.run('b', f);
       await a;
       await step.run('c', f);
       await a;`,
      `start -> fork start a
       fork start a -> a
       fork start a -next [meanwhile]-> b
       a -> join all done
       b -> join all done
       join all done -> c
       c -> end`,
    );
  });

  test('awaited on either way', () => {
    checkGraph(
      `const a = step.run('a', f);
       if (x) { await step.run('b', f); await a; } else { await a; }`,
      `start -> fork start a
       fork start a -> a
       fork start a -next [meanwhile]-> x?
       a -> join all done
       a -> join all done #2
       x? -true-> b
       x? -false-> join all done #2
       b -> join all done
       join all done -> end
       join all done #2 -> end`,
    );
  });

  test('its failure is felt where it is awaited', () => {
    checkGraph(
      `const a = step.run('a', f);
       try { await step.run('b', f); await a; } catch (e) { await step.run('undo', f); }`,
      `start -> fork start a
       fork start a -> a
       fork start a -next [meanwhile]-> try
       a -> join all done
       a -error-> catch (e)
       try -> b
       b -> join all done
       b -error-> catch (e)
       join all done -> end
       catch (e) -> undo
       undo -> end`,
    );
  });

  test('some before, some in the call', () => {
    checkGraph(
      `const a = step.run('a', f);
       await Promise.allSettled([a, step.run('b', f), step.run('c', f)]);`,
      `start -> fork Promise.allSettled
       fork Promise.allSettled -> a
       fork Promise.allSettled -> b
       fork Promise.allSettled -> c
       a -> join all settled
       a -error-> join all settled
       b -> join all settled
       b -error-> join all settled
       c -> join all settled
       c -error-> join all settled
       join all settled -> end`,
    );
  });

  test('beside a Promise.all of others', () => {
    checkGraph(
      `const mail = step.run('mail', f);
       await Promise.all([step.run('a', f), step.run('b', f)]);
       await mail;`,
      `start -> fork start mail
       fork start mail -> mail
       fork start mail -next [meanwhile]-> fork Promise.all
       mail -> join all done #2
       fork Promise.all -> a
       fork Promise.all -> b
       a -> join all done
       b -> join all done
       join all done -> join all done #2
       join all done #2 -> end`,
    );
  });

  test('given to a helper that awaits it', () => {
    checkGraph(
      `const a = step.run('a', f);
       await step.run('b', f);
       await both(step, a);
       async function both(s, other) { await s.run('c', f); await other; await s.run('d', f); }`,
      `start -> fork start a
       fork start a -> a
       fork start a -next [meanwhile]-> b
       a -> join all done
       b -> call both
       call both -> c
       c -> join all done
       join all done -> d
       d -> end`,
    );
  });

  test('a condition that starts something', () => {
    checkGraph(
      `const extra = event.data.more ? step.run('extra', f) : null;
       await step.run('main', f);
       if (extra) await extra;`,
      `start -> fork start extra
       fork start extra -> event.data.more?
       fork start extra -next [meanwhile]-> main
       event.data.more? -true-> extra
       event.data.more? -false-> join all done
       extra -> join all done
       main -> extra?
       extra? -true-> join all done
       extra? -false-> end
       join all done -> end`,
    );
  });

  test('an async function that is called without await', () => {
    checkGraph(
      `const work = async () => { await step.run('a', f); await step.run('b', f); };
       const running = work();
       await step.run('c', f);
       await running;`,
      `start -> fork start running
       fork start running -> call work
       fork start running -next [meanwhile]-> c
       call work -> a
       a -> b
       b -> join all done
       c -> join all done
       join all done -> end`,
    );
  });
});

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

  test('a list without what is not there', () => {
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

  test('nothing comes behind promises one of which always rejects', () => {
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

  test('one after the other in a loop over them', () => {
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

  test('an awaited element comes before those behind it are started', () => {
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

  test('reduce that waits goes in turn, reduce that collects starts all', () => {
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

describe('never awaited', () => {
  test('a step without await', () => {
    const graph = checkGraph(
      `step.run('log', f);
       await step.run('work', f);`,
      `start -> fork step.run('log', f)
       fork step.run('log', f) -> log
       fork step.run('log', f) -next [meanwhile]-> work
       log -> end
       work -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['step-not-awaited']);
  });

  test('forEach does not wait', () => {
    const graph = checkGraph(
      `xs.forEach(async (x) => { await step.run('a', f); });
       await step.run('b', f);`,
      `start -> fork xs.forEach
       fork xs.forEach -> a (many)
       fork xs.forEach -next [meanwhile]-> b
       a (many) -> end
       b -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['step-not-awaited']);
  });

  test('void, with a chain behind it', () => {
    const graph = checkGraph(
      `void step.sleep('limit', '30s').then(() => step.run('stop', f));
       await step.run('work', f);`,
      `start -> fork step.sleep('limit', '30s').then(…)
       fork step.sleep('limit', '30s').then(…) -> sleep 30s
       fork step.sleep('limit', '30s').then(…) -next [meanwhile]-> work
       sleep 30s -> stop
       stop -> end
       work -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['step-not-awaited']);
  });

  test('on the way out', () => {
    const graph = checkGraph(
      `try { await step.run('a', f); } catch (e) { step.sleep('retry later', '5m'); throw e; }`,
      `start -> try
       try -> a
       a -> end
       a -error-> catch (e)
       catch (e) -> fork step.sleep('retry later', '5m')
       fork step.sleep('retry later', '5m') -> sleep 5m
       fork step.sleep('retry later', '5m') -next [meanwhile]-> throw e
       sleep 5m -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['step-not-awaited']);
  });

  test("a timer's callback", () => {
    const graph = checkGraph(
      `setTimeout(async () => { await step.run('late', f); }, 1000);
       await step.run('now', f);`,
      `start -> fork setTimeout(…)
       fork setTimeout(…) -> call setTimeout(…)
       fork setTimeout(…) -next [meanwhile]-> now
       call setTimeout(…) -> late
       late -> end
       now -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unknown-callback', 'step-not-awaited']);
  });
});

describe('promises that always reject', () => {
  test('throw where they are awaited; what stands behind is never reached', () => {
    const graph = checkGraph(
      `const mail = step.run('mail', f).then(async () => {
         await step.run('sent', f);
         throw new Error('no');
       });
       await step.run('meanwhile', f);
       await mail;
       await step.run('never', f);`,
      `start -> fork start mail
       fork start mail -> mail
       fork start mail -next [meanwhile]-> meanwhile
       mail -> sent
       sent -> throw new Error('no')
       meanwhile -> throw new Error('no')`,
    );
    expect(noteCodes(graph.notes)).toContain('unreachable-step');
  });

  test('are caught around the place where they are awaited', () => {
    checkGraph(
      `const mail = (async () => { await step.run('mail', f); throw new Error('no'); })();
       try { await mail; } catch { await step.run('caught', f); }
       await step.run('after', f);`,
      `start -> fork start mail
       fork start mail -> mail
       fork start mail -next [meanwhile]-> try
       mail -> catch
       mail -error-> catch
       try -> catch
       catch -> caught
       caught -> after
       after -> end`,
    );
  });
});

describe('joins', () => {
  test('in code that is never reached are none', () => {
    checkGraph(
      `const mail = step.run('mail', f);
       return 'early';
       await mail;
       await step.run('never', f);`,
      `start -> fork start mail
       fork start mail -> mail
       fork start mail -next [meanwhile]-> return 'early'`,
    );
  });

  test('of one promise inside a side of a race are none', () => {
    checkGraph(
      `await Promise.race([(async () => {
         const jobs = [];
         jobs.push(step.run('a', f));
         await Promise.allSettled(jobs);
       })(), step.run('b', f)]);`,
      `start -> fork Promise.race
       fork Promise.race -> b
       fork Promise.race -> a
       b -> join first done
       a -> join first done
       a -error-> join first done
       join first done -> end`,
    );
  });
});

describe('chains', () => {
  test('then, catch and finally, each with steps', () => {
    checkGraph(
      `await step.run('a', f)
         .then(() => step.run('b', f), () => step.run('refused', f))
         .catch(() => step.run('caught', f))
         .finally(() => step.run('last', f));
       await step.run('after', f);`,
      `start -> a
       a -> b
       a -error-> refused
       b -> finally
       b -error-> caught
       refused -> finally
       refused -error-> caught
       caught -> finally
       caught -error-> finally
       finally -> last
       last -> after
       last -> throw again
       after -> end`,
    );
  });

  test('what then throws is not caught by its second callback', () => {
    checkGraph(
      `await step.run('a', f).then(() => { throw new Error('no'); }, () => step.run('b', f)).catch(() => step.run('c', f));`,
      `start -> a
       a -> c
       a -error-> b
       b -> end
       b -error-> c
       c -> end`,
    );
  });

  test('finally after a failure fails on', () => {
    checkGraph(
      `try { await step.run('a', f).finally(() => step.run('tidy', f)); } catch { await step.run('caught', f); }`,
      `start -> try
       try -> a
       a -> finally
       a -error-> finally
       finally -> tidy
       tidy -> catch
       tidy -> end
       tidy -error-> catch
       catch -> caught
       caught -> end`,
    );
  });

  test('what is returned without await fails outside of try', () => {
    const graph = checkGraph(
      `const work = async () => { try { return step.run('a', f); } catch { await step.run('never', f); } };
       try { await work(); } catch { await step.run('outside', f); }`,
      `start -> try
       try -> call work
       call work -> try #2
       try #2 -> a
       a -> end
       a -error-> catch
       catch -> outside
       outside -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unreachable-step']);
  });

  test('what is returned with await fails inside', () => {
    checkGraph(
      `const work = async () => { try { return await step.run('a', f); } catch { await step.run('inside', f); } };
       await work();`,
      `start -> call work
       call work -> try
       try -> a
       a -> end
       a -error-> catch
       catch -> inside
       inside -> end`,
    );
  });
});
