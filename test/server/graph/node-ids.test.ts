/** Ids of nodes survive what does not change the node. */
import { expect, test } from 'vitest';
import { graphOf, handlerFile } from '../../support/check-graph.ts';

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
