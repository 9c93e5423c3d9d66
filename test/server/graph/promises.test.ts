/** Promises: where they are started, where they are awaited, and what happens to the others. */
import { describe, expect, test } from 'vitest';
import { checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('started early, awaited later', () => {
  test('the code continues meanwhile', () => {
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

  test('several, started one after another, are one fork', () => {
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

  test('awaited at once, it is a step like any other', () => {
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

  test('awaited on either branch', () => {
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

  test('its failure surfaces where it is awaited', () => {
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

  test('passed to a helper that awaits it', () => {
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

  test('just before a throw', () => {
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
  test('throw where they are awaited; code after that is never reached', () => {
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
  test('do not exist in unreachable code', () => {
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

  test('do not exist for a single promise inside a race', () => {
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

  test('an error thrown in then is not caught by its second callback', () => {
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

  test('finally after a failure rethrows', () => {
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

  test('a promise returned without await fails outside of try', () => {
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

  test('a promise returned with await fails inside', () => {
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
