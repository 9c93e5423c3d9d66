/** Concatenated IDs: with `+`, and from arguments passed through several calls. */
import { describe, expect, test } from 'vitest';
import { graphOf, handlerFile } from '../../support/analysis/check-graph.ts';

/** Labels of the steps, and their patterns where they are no literals. */
function stepNames(body: string): string[] {
  return graphOf(handlerFile(body)).nodes.flatMap(({ kind, label, step }) =>
    kind === 'step' ? [step?.id.kind === 'pattern' ? `${label} ${step.id.regex}` : label] : [],
  );
}

describe('plus', () => {
  test.each([
    ['`x-${i + 1}`', '`x-${i + 1}` ^x-[\\s\\S]*$'],
    ['`x-${batch}`', '`x-${batch}` ^x-[\\s\\S]*$'],
    ['`x-${three + 1}`', 'x-4'],
    ['`x-${event.data.a + event.data.b}`', '`x-${event.data.a + event.data.b}` ^x-[\\s\\S]*$'],
    ['"x-" + three + 1', 'x-31'],
    ['three + 1 + "-x"', '4-x'],
    ['String(three) + 1', '31'],
    ['`${i}` + 1', '`${`${i}`}1` ^[\\s\\S]*1$'],
    ['event.data.a + "-" + 1', '`${event.data.a}-1` ^[\\s\\S]*-1$'],
  ])('%s', (id, name) => {
    const body = `const three = 3; for (let i = 0; i < 9; i++) { const batch = i + 1; await step.run(${id}, f); }`;
    expect(stepNames(body)).toEqual([name]);
  });
});

describe('a member of an object', () => {
  test.each([
    ['that stays as it is', '', 'page-1'],
    ['of another object', 'other.page += 1; request.size = 2;', 'page-1'],
    ['that is counted up', 'request.page += 1;', '`page-${request.page}` ^page-[\\s\\S]*$'],
    [
      'that is counted up in a closure',
      'next(() => ++request.page);',
      '`page-${request.page}` ^page-[\\s\\S]*$',
    ],
    ['with an assertion', 'request.page! = 4;', '`page-${request.page}` ^page-[\\s\\S]*$'],
  ])('%s', (_, change, name) =>
    expect(
      stepNames(
        `const request = make({ page: 1 }); const other = { page: 1 }; function make({ page }) { return { page }; }
        ${change} await step.run(\`page-\${request.page}\`, f);`,
      ),
    ).toEqual([name]),
  );
});

describe('through several calls', () => {
  test('a name that is only passed on, and one that gets a prefix', () =>
    expect(
      stepNames(`
        await outer(step, 'work');
        await prefixed(step, 'b');
        async function inner(step, stepId) { await step.run(stepId, f); }
        async function outer(step, id) { await inner(step, id); }
        async function prefixed(step, id) { await outer(step, \`pre-\${id}\`); }`),
    ).toEqual(['work', 'pre-b']));

  test('a closure that is called by a closure', () =>
    expect(
      stepNames(`
        await helper({ runStep: async (stepName, fn) => step.run(stepName, fn) });
        async function helper(input) {
          const run = async (name, fn) => input.runStep(name, fn);
          await run('closure', f);
        }`),
    ).toEqual(['closure']));

  test('the same helper inside its own argument', () =>
    expect(
      stepNames(`
        await retry('a', (n) => retry(n + '-b', (m) => step.run(m, f)));
        await retry('c', () => retry(\`d-\${event.id}\`, (m) => step.run(m, f)));
        await retry('e', () => retry('f', (m) => step.run(m, f)));
        async function retry(name, fn) { return fn(name); }`),
    ).toEqual(['a-b', '`d-${event.id}` ^d-[\\s\\S]*$', 'f']));

  test.each([
    ['of a type with a member of its name', 'const { order } = event.data as { order: string };'],
    ['of an object with a member of its name', 'const order = pick({ order: event.id });'],
    ['of a member of its name', 'const order = event.data.order;'],
  ])('a variable %s', (_, variable) =>
    expect(
      stepNames(`
        ${variable}
        await report(\`start-\${order}\`);
        async function report(name) { await step.run(\`report-\${name}\`, f); }`),
    ).toEqual(['`report-start-${order}` ^report-start-[\\s\\S]*$']),
  );

  test('a parameter that leads back to itself stays unknown', () =>
    expect(
      stepNames(`
        const tool = make('a');
        await make('b').use((id) => tool.add(id));
        function make(name) {
          return { add: (id) => step.run(\`\${name}-\${id}\`, f), use: (fn) => fn(name + '!') };
        }`),
    ).toEqual(['`a-${id}` ^a-[\\s\\S]*$']));
});
