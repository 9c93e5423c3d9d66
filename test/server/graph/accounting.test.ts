/** Every step call that is seen is a node or has a Note that says why it is none. */
import { expect, test } from 'vitest';
import { lostStepCodes } from '../../../server/src/graph/lost-steps.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { analyseFixture, handlerFile } from '../../support/analysis/check-graph.ts';
import { randomBody } from '../../support/analysis/random-workflow.ts';
import fc, { runs } from '../../support/property.ts';

interface Account {
  seen: number;
  drawn: number;
  noted: number;
}

/** Step calls of a fixture by place, so that a helper drawn twice counts once. */
function accountOf(fixture: string): Account {
  const { graphs, sites } = analyseFixture(fixture);
  const drawn = new Set<string>();
  const noted = new Set<string>();
  const visit = (graph: WorkflowGraph): void => {
    for (const { step, file, range } of graph.nodes) {
      if (step) drawn.add(`${file ?? graph.file} ${range.start.line}:${range.start.character}`);
    }
    for (const { code, file, range } of graph.notes) {
      if (lostStepCodes.has(code)) noted.add(`${file} ${range.start.line}:${range.start.character}`);
    }
    if (graph.onFailure) visit(graph.onFailure);
  };
  for (const graph of graphs) visit(graph);
  for (const place of drawn) noted.delete(place);
  return { seen: sites.size, drawn: drawn.size, noted: noted.size };
}

test('helpers called twice, in another file, never; steps in steps; behind a return; in onFailure', () => {
  const account = accountOf(`import { Inngest } from 'inngest';
    import { shared } from './shared';
    const inngest = new Inngest({ id: 'app' });
    const options = { id: 'fn', onFailure: async ({ step }) => { await step.run('failed', f); await shared(step); } };
    inngest.createFunction(options, { event: 'e' }, async ({ step }) => {
      const never = () => step.run('never', f);
      await shared(step);
      await shared(step);
      await step.run('outer', async () => step.run('inner', f));
      return step.run('last', f);
      await step.run('behind', f);
    });
    //- /shared.ts
    export const shared = async (s) => { await s.run('a', f); if (x) await s.sleep('b', '1h'); };`);
  expect(account).toEqual({ seen: 8, drawn: 5, noted: 3 });
});

const frames: [string, (body: string) => string][] = [
  ['in the handler', handlerFile],
  [
    'in a helper that is called twice',
    (body) => handlerFile(`const h = async () => {\n${body}\n};\nawait h();\nawait h();`),
  ],
  [
    'in a method',
    (body) =>
      handlerFile(
        `class C { constructor(step) { this.step = step; } async run() { const { step } = this;\n${body}\n} }\nawait new C(step).run();`,
      ),
  ],
  ['in a map', (body) => handlerFile(`await Promise.allSettled(xs.map(async (x) => {\n${body}\n}));`)],
  [
    'started and awaited later',
    (body) =>
      handlerFile(`const h = async () => {\n${body}\n};\nconst p = h();\nawait step.run('z', f);\nawait p;`),
  ],
  ['in a callback of a library', (body) => handlerFile(`await withSpan(async () => {\n${body}\n});`)],
];

test.each(frames)('of random code %s', (_name, frame) => {
  fc.assert(
    fc.property(randomBody, (body) => {
      const { seen, drawn, noted } = accountOf(frame(body));
      expect(drawn + noted).toBe(seen);
    }),
    { numRuns: runs(25) },
  );
});
