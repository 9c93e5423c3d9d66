/** Conditions: short circuits, optional chaining, defaults, constants, and decisions that decide nothing. */
import { describe, expect, test } from 'vitest';
import { checkGraph, noteCodes } from '../../support/analysis/check-graph.ts';

describe('short circuits', () => {
  test('steps on the right of && and || run only when evaluated', () => {
    checkGraph(
      `if (event.data.paid && (await step.run('check', f))) await step.run('ship', f);
       else await step.run('refuse', f);`,
      `start -> event.data.paid?
       event.data.paid? -true-> check
       event.data.paid? -false-> refuse
       check -> step.run('check', f)?
       step.run('check', f)? -true-> ship
       step.run('check', f)? -false-> refuse
       ship -> end
       refuse -> end`,
    );
  });

  test('a test of several steps, negated', () => {
    checkGraph(
      `if (!(await step.run('a', f)) || !((await step.run('b', f)) && event.data.x)) return;
       await step.run('c', f);`,
      `start -> a
       a -> step.run('a', f)?
       step.run('a', f)? -true-> b
       step.run('a', f)? -false-> return
       b -> step.run('b', f)?
       step.run('b', f)? -true-> event.data.x?
       step.run('b', f)? -false-> return
       event.data.x? -true-> c
       event.data.x? -false-> return
       c -> end`,
    );
  });

  test('in the test of a loop', () => {
    checkGraph(
      `while (tries < 3 && !(await step.run('ready?', f))) await step.sleep('rest', '1m');
       await step.run('go', f);`,
      `start -> while (tries < 3 && !(step.run('ready?', f)))
       while (tries < 3 && !(step.run('ready?', f))) -> tries < 3?
       tries < 3? -true-> ready?
       tries < 3? -false-> go
       ready? -> step.run('ready?', f)?
       step.run('ready?', f)? -true-> go
       step.run('ready?', f)? -false-> sleep 1m
       sleep 1m -back-> while (tries < 3 && !(step.run('ready?', f)))
       go -> end`,
    );
  });

  test('assigned only when nullish', () => {
    checkGraph(
      `let user = await step.run('find', f);
       user ??= await step.run('create', f);
       user.name ||= await step.run('name', f);
       user.ok &&= await step.run('ok', f);`,
      `start -> find
       find -> user != null?
       user != null? -true-> user.name?
       user != null? -false-> create
       create -> user.name?
       user.name? -true-> user.ok?
       user.name? -false-> name
       name -> user.ok?
       user.ok? -true-> ok
       user.ok? -false-> end
       ok -> end`,
    );
  });

  test('a ternary inside a ternary, as an argument', () => {
    checkGraph(
      `await step.run('save', f, a ? await step.run('one', f) : b ? await step.run('two', f) : null);`,
      `start -> a?
       a? -true-> one
       a? -false-> b?
       one -> save
       b? -true-> two
       b? -false-> save
       two -> save
       save -> end`,
    );
  });
});

describe('optional chaining', () => {
  test('steps among the arguments of an optional call', () => {
    checkGraph(
      `event.data.notify?.(await step.run('text', f));
       user?.profile.rename(await step.run('name', f));`,
      `start -> event.data.notify != null?
       event.data.notify != null? -true-> text
       event.data.notify != null? -false-> name
       text -> name
       name -> end`,
    );
  });

  test('the tools themselves exist', () => {
    checkGraph(
      `await step?.run('a', f);
       await step?.ai?.wrap('b', f);`,
      `start -> a
       a -> ai.wrap b
       ai.wrap b -> end`,
    );
  });
});

describe('defaults', () => {
  test('of a pattern', () => {
    checkGraph(
      `const { name = await step.run('name', f), ...rest } = event.data;
       await step.run('use', f);`,
      `start -> name === undefined?
       name === undefined? -true-> name
       name === undefined? -false-> use
       name -> use
       use -> end`,
    );
  });

  test('of a parameter, used or not', () => {
    checkGraph(
      `const greet = async (s, name = await s.run('name', f)) => s.run('greet', f);
       await greet(step, 'x');
       await greet(step);`,
      `start -> call greet
       call greet -> greet
       greet -> call greet #2
       call greet #2 -> name
       name -> greet #2
       greet #2 -> end`,
    );
  });
});

describe('constants', () => {
  test('a branch that is never taken', () => {
    const graph = checkGraph(
      `if (false) await step.run('never', f);
       if (true) await step.run('always', f); else await step.run('not', f);
       while (false) await step.run('no round', f);
       do { await step.run('once', f); } while (false);`,
      `start -> always
       always -> do … while (false)
       do … while (false) -> once
       once -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['unreachable-step', 'unreachable-step', 'unreachable-step']);
  });
});

describe('nothing to decide', () => {
  test('branches without steps are not drawn', () => {
    checkGraph(
      `if (event.data.x) log(); else other();
       const label = event.data.y ? 'a' : 'b';
       switch (label) { case 'a': log(); break; default: other(); }
       await step.run('a', f);`,
      `start -> a
       a -> end`,
    );
  });

  test('both branches throw into the same catch', () => {
    checkGraph(
      `try { await step.run('a', f); if (x) throw new A(); throw new B(); } catch (e) { await step.run('c', f); }`,
      `start -> try
       try -> a
       a -> catch (e)
       a -error-> catch (e)
       catch (e) -> c
       c -> end`,
    );
  });

  test('a helper that returns something else', () => {
    checkGraph(
      `const judge = async () => { const verdict = await step.run('judge', f); if (verdict === null) return null; return { verdict }; };
       await judge();
       await step.run('b', f);`,
      `start -> call judge
       call judge -> judge
       judge -> b
       b -> end`,
    );
  });
});

describe('elsewhere in expressions', () => {
  test('templates, tagged templates, comma, void, new, object and array literals', () => {
    checkGraph(
      `const text = \`a \${await step.run('t1', f)} b \${await step.run('t2', f)}\`;
       const page = html\`<p>\${await step.run('t3', f)}</p>\`;
       const last = (await step.run('c1', f), await step.run('c2', f));
       void (await step.run('v', f));
       const made = new Thing(await step.run('n', f), { key: await step.run('k', f), [await step.run('ck', f)]: [await step.run('e', f)] });
       const sum = (await step.run('s1', f)) + (await step.run('s2', f));
       const { length } = (await step.run('d', f)).items[await step.run('i', f)];
       delete made[await step.run('x', f)];`,
      `start -> t1
       t1 -> t2
       t2 -> t3
       t3 -> c1
       c1 -> c2
       c2 -> v
       v -> n
       n -> k
       k -> ck
       ck -> e
       e -> s1
       s1 -> s2
       s2 -> d
       d -> i
       i -> x
       x -> end`,
    );
  });

  test('an async function called immediately', () => {
    checkGraph(
      `const result = await (async () => { if (event.data.skip) return null; return step.run('a', f); })();
       await step.run('b', f);`,
      `start -> event.data.skip?
       event.data.skip? -true-> b
       event.data.skip? -false-> a
       a -> b
       b -> end`,
    );
  });
});
