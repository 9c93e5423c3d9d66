/** What the rules ask of a graph: which nodes one run may pass, and which code a node stands for. */
import { expect, test } from 'vitest';
import { functionsIn } from '../../../server/src/definitions/functions.ts';
import { buildGraph } from '../../../server/src/graph/build-graph.ts';
import { walkOf } from '../../../server/src/graph/walk.ts';
import { filesIn, graphOf, handlerFile, sourcesOf } from '../../support/analysis/check-graph.ts';

const body = `
  if (x) await step.run('a', f);
  else await step.run('b', f);
  await Promise.all([step.run('c', f), step.run('d', f)]);
  for (const y of ys) await step.run('e', f);
`;

test('one run may pass later and parallel nodes, but not the other branch', () => {
  const walk = walkOf(graphOf(handlerFile(body)));
  expect(walk.sharesRun('step:run:a', 'step:run:b')).toBe(false);
  expect(walk.sharesRun('step:run:e', 'step:run:b')).toBe(true);
  expect(walk.sharesRun('step:run:c', 'step:run:d')).toBe(true);
  expect(walk.after('step:run:e').has('step:run:e')).toBe(true);
  expect(walk.after('step:run:c').has('step:run:c')).toBe(false);
  expect(walk.around('step:run:e').map(({ kind }) => kind)).toEqual(['loop']);
});

test('every node has its code', () => {
  const sources = sourcesOf(filesIn(handlerFile(body)));
  const file = sources.file('/main.ts');
  const [definition] = file ? functionsIn(file, sources) : [];
  if (!definition) throw new Error('no function');
  const { syntax, graph } = buildGraph(definition, sources);
  expect([...syntax.keys()]).toEqual(graph.nodes.map(({ id }) => id));
  expect(syntax.get('step:run:c')?.getText()).toBe("step.run('c', f)");
  expect(syntax.get('if:x')?.getText()).toBe('x');
});
