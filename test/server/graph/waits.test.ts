/** A wait that times out gives null: the timeout path goes where the code goes on null. */
import { describe, test } from 'vitest';
import { checkGraph } from '../../support/analysis/check-graph.ts';

const wait = `const reply = await step.waitForEvent('w', { event: 'e', timeout: '1d' });`;

test('without a null check there is one way to continue', () => {
  checkGraph(
    `${wait}
     await step.run('a', f);`,
    `start -> wait for e
     wait for e -> a
     a -> end`,
  );
});

describe('a null check belongs to the wait', () => {
  const leaving = `start -> wait for e
     wait for e -> b
     wait for e -timeout-> a
     b -> end
     a -> return`;

  test.each(['!reply', 'reply === null', 'reply == null', 'null === reply', '!Boolean(reply)'])(
    'if (%s)',
    (condition) => {
      checkGraph(
        `${wait}
         if (${condition}) { await step.run('a', f); return; }
         await step.run('b', f);`,
        leaving,
      );
    },
  );

  test.each(['reply', 'reply !== null', 'reply != undefined', '!!reply'])('if (%s) … else', (condition) => {
    checkGraph(
      `${wait}
       if (${condition}) await step.run('b', f);
       else { await step.run('a', f); return; }`,
      leaving,
    );
  });

  test('checked without a variable', () => {
    checkGraph(
      `if (await step.waitForEvent('w', { event: 'e', timeout: '1d' })) await step.run('a', f);`,
      `start -> wait for e
       wait for e -> a
       wait for e -timeout-> end
       a -> end`,
    );
  });

  test('assigned to an existing variable', () => {
    checkGraph(
      `let reply;
       reply = await step.waitForEvent('w', { event: 'e', timeout: '1d' });
       if (!reply) return;
       await step.run('a', f);`,
      `start -> wait for e
       wait for e -> a
       wait for e -timeout-> return
       a -> end`,
    );
  });
});

describe('a condition on more than null stays a decision', () => {
  test('null or rejected', () => {
    checkGraph(
      `${wait}
       if (!reply || reply.data.rejected) { await step.run('reject', f); return; }
       await step.run('accept', f);`,
      `start -> wait for e
       wait for e -> !reply || reply.data.rejected?
       wait for e -timeout-> reject
       !reply || reply.data.rejected? -true-> reject
       !reply || reply.data.rejected? -false-> accept
       accept -> end
       reject -> return`,
    );
  });

  test('optional chaining determines where null goes', () => {
    checkGraph(
      `${wait}
       if (reply?.data.approved === true) await step.run('accept', f);
       else await step.run('reject', f);`,
      `start -> wait for e
       wait for e -> reply?.data.approved === true?
       wait for e -timeout-> reject
       reply?.data.approved === true? -true-> accept
       reply?.data.approved === true? -false-> reject
       accept -> end
       reject -> end`,
    );
  });

  test('a condition that null would break stays as it is', () => {
    checkGraph(
      `${wait}
       if (reply.data.approved) await step.run('accept', f);`,
      `start -> wait for e
       wait for e -> reply.data.approved?
       reply.data.approved? -true-> accept
       reply.data.approved? -false-> end
       accept -> end`,
    );
  });
});

test('a null check after another step is a decision', () => {
  checkGraph(
    `${wait}
     await step.run('a', f);
     if (!reply) return;
     await step.run('b', f);`,
    `start -> wait for e
     wait for e -> a
     a -> !reply?
     !reply? -true-> return
     !reply? -false-> b
     b -> end`,
  );
});

test('a signal times out like an event', () => {
  checkGraph(
    `const signal = await step.waitForSignal('w', { signal: 's', timeout: '1d' });
     if (!signal) return;
     await step.run('a', f);`,
    `start -> wait for signal s
     wait for signal s -> a
     wait for signal s -timeout-> return
     a -> end`,
  );
});

test('two null checks in a row are resolved in a row', () => {
  checkGraph(
    `${wait}
     if (reply) await step.run('a', f);
     if (!reply) await step.run('b', f);`,
    `start -> wait for e
     wait for e -> a
     wait for e -timeout-> b
     a -> !reply?
     !reply? -true-> b
     !reply? -false-> end
     b -> end`,
  );
});

test('a helper that only waits passes its result on', () => {
  checkGraph(
    `const ask = () => step.waitForEvent('w', { event: 'e', timeout: '1d' });
     const reply = await ask();
     if (!reply) return;
     await step.run('a', f);`,
    `start -> call ask
     call ask -> wait for e
     wait for e -> a
     wait for e -timeout-> return
     a -> end`,
  );
});

test('in a loop, null may lead to the next iteration', () => {
  checkGraph(
    `for (const item of items) {
       ${wait}
       if (!reply) continue;
       await step.run('a', f);
     }`,
    `start -> for (const item of items)
     for (const item of items) -true-> wait for e
     for (const item of items) -false-> end
     wait for e -> a
     wait for e -timeout-> for (const item of items)
     a -back-> for (const item of items)`,
  );
});

test('after finally, null may lead wherever finally leads', () => {
  checkGraph(
    `try { await step.run('a', f); } finally {
       ${wait}
       if (reply) await step.run('b', f);
     }
     await step.run('c', f);`,
    `start -> try
     try -> a
     a -> finally
     a -error-> finally
     finally -> wait for e
     wait for e -> b
     wait for e -timeout-> c
     wait for e -timeout-> throw again
     b -> c
     b -> throw again
     c -> end`,
  );
});
