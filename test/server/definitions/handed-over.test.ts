/** What a caller hands to a helper: known where it never changes, and not known where it does. */
import { expect, test } from 'vitest';
import { graphOf, handlerFile } from '../../support/analysis/check-graph.ts';

function idsOf(body: string): string[] {
  return graphOf(handlerFile(body)).nodes.flatMap(({ step }) => {
    if (!step) return [];
    const { id } = step;
    return id.kind === 'literal' ? `"${id.value}"` : id.kind === 'pattern' ? id.regex : '?';
  });
}

const anything = '[\\s\\S]*';

test('a counter passed to a helper is not its first value', () => {
  expect(
    idsOf(`
      for (let turn = 0; turn < 5; turn++) await take(step, turn);
      let page = 1;
      while (page) { await take(step, page); page += 1; }
      let last = 'a';
      if (event.data.b) last = 'b';
      await take(step, last);
      async function take(step, turn) { await step.run(\`turn-\${turn}\`, f); }`),
  ).toEqual([`^turn-${anything}$`, `^turn-${anything}$`, `^turn-${anything}$`]);
});

test('nor as a member of an object, destructured or not, or through a second helper', () => {
  expect(
    idsOf(`
      let n = 0;
      n += 1;
      await destructured({ step, n });
      await whole({ step, turn: n });
      await outer(n);
      async function destructured({ step, n: turn }) { await step.run(\`a-\${turn}\`, f); }
      async function whole(args) { await args.step.run(\`b-\${args.turn}\`, f); }
      async function outer(turn) { await inner(turn); }
      async function inner(turn) { await step.run(\`c-\${turn}\`, f); }`),
  ).toEqual([`^a-${anything}$`, `^b-${anything}$`, `^c-${anything}$`]);
});

test('a value that never changes is known', () => {
  expect(
    idsOf(`
      const name = 'sum';
      await whole({ step, turn: name });
      await whole({ step, turn: 7 });
      await destructured({ step, turn: \`\${name}s\` });
      async function whole(args) { await args.step.run(\`b-\${args.turn}\`, f); }
      async function destructured({ step, turn }) { await step.run(\`a-\${turn}\`, f); }`),
  ).toEqual(['"b-sum"', '"b-7"', '"a-sums"']);
});

test('a template keeps the source of a conditional with an unknown branch', () => {
  const graph = graphOf(handlerFile("await step.run(`page ${event.data.cursor ?? 'first'}`, f);"));
  expect(graph.nodes.map(({ label }) => label)).toContain("`page ${event.data.cursor ?? 'first'}`");
});
