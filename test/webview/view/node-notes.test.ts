/** What the analysis has to say stands at the node that it is about. */
import { expect, test } from 'vitest';
import type { Note, Range } from '../../../server/src/workflow-graph.ts';
import { contactsImport } from '../../../webview/src/dev/example-graphs.ts';
import { nodeName } from '../../../webview/src/graph/node-name.ts';
import { notesByNode } from '../../../webview/src/view/node-notes.ts';

const lines = (start: number, end: number): Range => ({
  start: { line: start, character: 0 },
  end: { line: end, character: 0 },
});
const note = (range: Range, file = contactsImport.file): Note => {
  return { severity: 'warning', code: 'c', message: 'Mind this', file, range };
};
const [outer, inner] = contactsImport.nodes.filter(({ kind }) => kind === 'step');
const graph = (notes: Note[]) => ({
  ...contactsImport,
  notes,
  nodes: contactsImport.nodes.map((node) => ({
    ...node,
    range: node.id === outer?.id ? lines(10, 20) : node.id === inner?.id ? lines(12, 14) : lines(90, 91),
  })),
});

test.each([
  ['inside of two nodes: at the inner one', note(lines(13, 13)), inner?.id],
  ['inside of one', note(lines(11, 13)), outer?.id],
  ['outside of all: at the start', note(lines(40, 41)), 'start'],
  ['in another file: at the start', note(lines(13, 13), 'other.ts'), 'start'],
])('%s', (_name, one, id) => {
  expect([...notesByNode(graph([one])).keys()]).toEqual([id]);
});

test('the name of a node includes them', () => {
  const node = contactsImport.nodes.find(({ id }) => id === 'validate');
  expect(node && nodeName(node, null, 0, [note(lines(0, 0))])).toMatch(/, step\. Mind this$/);
});
