/** Ids of nodes survive what does not change the node. */
import { expect, test } from 'vitest';
import { graphOf, handlerFile } from '../../support/analysis/check-graph.ts';
import { randomBody } from '../../support/analysis/random-workflow.ts';
import fc, { runs } from '../../support/property.ts';

const body = `
  const a = await step.run('a', f);
  if (!a.ok && a.count > 1) { await step.run('b', f); return { done: true }; }
  for (const item of a.items) await step.run('c', () => item);
  try { await step.run('d', f); } catch (e) { throw e; }
`;

function ids(text: string): string[] {
  return graphOf(text)
    .nodes.map(({ id }) => id)
    .sort();
}

const before = ids(handlerFile(body));

test.each([
  ['comments and lines around', handlerFile(`// a comment\n\n\n${body}\n// more`)],
  ['code in front of the function', `const x = 1;\nfunction y() {}\n${handlerFile(body)}`],
  ['another layout', handlerFile(body.replace(/ /g, '  ').replace(/\{/g, '{\n'))],
  ['other quotes', handlerFile(body.replace(/'/g, '"'))],
  ['code inside a step', handlerFile(body.replace('() => item', '() => { return item.map(String); }'))],
])('%s', (_name, text) => {
  expect(ids(text)).toEqual(before);
});

test('a new step leaves the others alone', () => {
  const after = ids(handlerFile(`await step.run('first', f);\n${body}\nawait step.run('last', f);`));
  expect(after).toEqual([...before, 'step:run:first', 'step:run:last'].sort());
});

test('ids are unique where code repeats itself', () => {
  const all = graphOf(handlerFile(`${body}${body.replace('const a', 'const b')}`)).nodes.map(({ id }) => id);
  expect(new Set(all).size).toBe(all.length);
});

test('code added before or after changes no ID', () => {
  const added = `if (added()) { await step.run('added', f); }`;
  fc.assert(
    fc.property(randomBody, fc.boolean(), (text, isBehind) => {
      const known = ids(handlerFile(text));
      const after = ids(handlerFile(isBehind ? `${text}\n${added}` : `${added}\n${text}`));
      // Behind a way out that is always taken it is not drawn, and then the end may be another.
      const isDrawn = after.includes('step:run:added');
      const expected = isDrawn ? [...known, 'if:added()', 'step:run:added'] : known;
      expect(after.filter((id) => !id.startsWith('end'))).toEqual(
        expected.filter((id) => !id.startsWith('end')).sort(),
      );
    }),
    { numRuns: runs(40) },
  );
});

test('comments, line breaks and indentation change no id', () => {
  fc.assert(
    fc.property(
      randomBody,
      fc.constantFrom('\n', '\n    ', '\n// a comment\n', ' /* here */\n'),
      (text, gap) => {
        expect(ids(handlerFile(text.replaceAll('\n', gap)))).toEqual(ids(handlerFile(text)));
      },
    ),
    { numRuns: runs(40) },
  );
});
