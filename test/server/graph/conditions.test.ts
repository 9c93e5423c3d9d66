/** Which steps' results a decision asks about. */
import { expect, test } from 'vitest';
import { graphOf, handlerFile } from '../../support/analysis/check-graph.ts';

/** Each decision as its source, and the names in it with the step whose result they hold. */
function checkConditions(body: string, expected: string[]): void {
  const graph = graphOf(handlerFile(body));
  const printed = graph.nodes.flatMap(({ condition }) => {
    if (!condition) return [];
    const results = Object.entries(condition.results).map(
      ([name, { node, path }]) => `${name} = ${[node, ...path].join('.')}`,
    );
    return [`${condition.source} (${results.join(', ')})`];
  });
  expect(printed).toEqual(expected);
}

test('a constant that holds a result, whole or destructured', () => {
  checkConditions(
    `const check = await step.run('check', f);
     if (!check.isValid) { await step.run('a', f); return; }
     const { ok, deep: { level } } = (await step.run('more', f))!;
     if (ok && level > 2) await step.run('b', f);`,
    [
      '!check.isValid (check = step:run:check)',
      'ok && level > 2 (ok = step:run:more.ok, level = step:run:more.deep.level)',
    ],
  );
});

test('variables, parameters and results of anything else are not included', () => {
  checkConditions(
    `let check = await step.run('check', f);
     if (check.ok) await step.run('a', f);
     if (event.data.vip) await step.run('b', f);
     const other = await load();
     if (other) await step.run('c', f);`,
    [],
  );
});

test('a switch asks, too', () => {
  checkConditions(
    `const { plan } = await step.run('check', f);
     switch (plan) { case 'pro': await step.run('a', f); break; default: await step.run('b', f); }`,
    ['plan (plan = step:run:check.plan)'],
  );
});

test.each([
  ['a member is assigned', 'check.ok = true'],
  ['a deep one is counted', 'check.tries["left"]--'],
  ['a list is changed', 'check.errors.push(1)'],
  ['the list itself is', 'check.sort()'],
  ['a member is deleted', 'delete check.ok'],
  ['members are copied into it', 'Object.assign(check, other)'],
])('a result that the code changes is not what was recorded: %s', (_, change) => {
  checkConditions(
    `const check = await step.run('check', f); ${change}; if (check.ok) await step.run('a', f);`,
    [],
  );
});

test.each([
  'check.ok === other',
  'check.count <= 3',
  'check.errors.map((each) => each)',
  'const ok = check.ok',
])('a result that is only read is: %s', (reading) => {
  const body = `const check = await step.run('check', f); ${reading}; if (check.ok) await step.run('a', f);`;
  checkConditions(body, ['check.ok (check = step:run:check)']);
});

test('a promise is no result', () => {
  checkConditions(`const check = step.run('check', f); if (check) await step.run('a', f); await check;`, []);
});
