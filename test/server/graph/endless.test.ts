/** Code that refers to itself is drawn like any other. */
import { describe, expect, test } from 'vitest';
import {
  analyseFixture,
  checkFile,
  checkGraph,
  graphOf,
  handlerFile,
  noteCodes,
} from '../../support/analysis/check-graph.ts';

describe('results taken from their own result', () => {
  test('by destructuring, through an assignment', () => {
    const graph = checkGraph(
      `await walk(step, event.data.parts, null);
       async function walk(step, parts, before) {
         let last = before;
         for (const part of parts) {
           const { result, more } = await walk(step, part, last);
           if (!more) return { result, more: false };
           last = result;
         }
         await step.run('work', () => last);
         return { result: last, more: true };
       }`,
      `start -> call walk
       call walk -> for (const part of parts)
       for (const part of parts) -true-> opaque walk again
       for (const part of parts) -false-> work
       opaque walk again -> !more?
       !more? -true-> end
       !more? -back [false]-> for (const part of parts)
       work -> end`,
    );
    expect(noteCodes(graph.notes)).toEqual(['recursive-helper']);
  });

  test('of two functions that call each other, many times', () => {
    const graph = graphOf(
      handlerFile(`
      const { run, more } = await even(step, 3);
      await run('work', f);
      async function even(step, n) {
        const { run, more } = await odd(step, n - 1);
        return n ? { run, more: await odd(step, 2) } : { run: step.run, more: run };
      }
      async function odd(step, n) {
        const { run: other } = await even(step, 3);
        const { run, more } = await even(step, n - 1);
        return n ? { run: other, more } : { run, more: other };
      }`),
    );
    expect(noteCodes(graph.notes)).not.toContain('analysis-failed');
    expect(graph.nodes.map(({ label }) => label)).toContain('work');
  });
});

test('types with members of the same type', () =>
  checkFile(
    `interface Tree { next: Tree | undefined; other: Branch | null; third?: Tree | Tree[] }
     interface Branch { trees: Tree | undefined; other: Branch | null }
     async function walk(tree: Tree, step) { await step.run('x', () => tree.next?.other); }
     export const f = inngest.createFunction({ id: 'f', triggers: { event: 'x' } }, async ({ event, step }) => {
       const tree: Tree | null = event.data.tree;
       if (tree) await walk(tree, step);
     });`,
    `start -> tree?
     tree? -true-> call walk
     tree? -false-> end
     call walk -> x
     x -> end`,
  ));

test('a class that instantiates itself by default', () =>
  checkFile(
    `class Stage {
       constructor(private step, private next = new Stage(step)) {}
       async go() { await this.step.run('go', f); await this.next.go(); }
     }
     export const f = inngest.createFunction({ id: 'f', triggers: { event: 'x' } }, async ({ step }) => {
       const stage = new Stage(step);
       await stage.go();
     });`,
    `start -> call stage.go
     call stage.go -> go
     go -> opaque this.next.go again
     opaque this.next.go again -> end`,
  ));

test.each([
  ['objects spread into themselves', 'var a = { ...b, q: 1 }; var b = { ...a, id: a.id }; var c = { ...c };'],
  [
    'members of themselves',
    'const a = { ...a.a }; const b = { id: b.id, ...a }; const c = { z: { ...c.z } };',
  ],
  [
    'getters that read each other',
    `const a = { get x() { return this.y ?? this.y; }, get y() { return this.x ?? this.x; } };
     const [b, c] = [a.x, a.y];`,
  ],
])('%s', (_, declarations) => {
  const { graphs } = analyseFixture(`
    ${declarations}
    export const f = inngest.createFunction({ id: a.x, ...c, triggers: { event: c.z } }, async ({ step }) => {
      for (const key of Object.values(a)) await step.run(b.id, a.x);
      await a.y(step);
    });`);
  expect(graphs.flatMap(({ notes }) => noteCodes(notes))).not.toContain('analysis-failed');
  expect(graphs.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === 'step'))).toHaveLength(1);
});
