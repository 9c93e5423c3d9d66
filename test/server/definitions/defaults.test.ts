/** Ids and triggers that a factory gives by default. */
import { expect, test } from 'vitest';
import { analyseFixture } from '../../support/analysis/check-graph.ts';

const client = `import { Inngest } from 'inngest'; const inngest = new Inngest({ id: 'app' });`;

test.each([
  ['a parameter with a default', 'make(config = {})', 'config.id', 'make()', 'app-usual'],
  ['a member that is not given', 'make(deps)', 'deps.config?.id', 'make({ config: { ms: 5 } })', 'app-usual'],
  ['an object that is not given', 'make(deps)', 'deps.config?.id', 'make({})', 'app-usual'],
  ['undefined', 'make(given)', 'given', 'make(undefined)', 'app-usual'],
  ['what is given', 'make(deps)', 'deps.config?.id', "make({ config: { id: 'own' } })", 'app-own'],
])('%s', (_, signature, read, call, id) => {
  const { graphs } = analyseFixture(`
    ${client}
    function ${signature} {
      const id = ${read} ?? 'usual';
      return inngest.createFunction({ id }, { cron: '* * * * *' }, async ({ step }) => { await step.run('work', f); });
    }
    export const functions = [${call}];`);
  expect(graphs.map((graph) => graph.id)).toEqual([id]);
});

test('a spread may bring the member', () => {
  const { graphs } = analyseFixture(`
    ${client}
    function make(config) {
      const id = config.id ?? 'usual';
      return inngest.createFunction({ id }, { event: 'x' }, async ({ step }) => { await step.run('work', f); });
    }
    export const functions = [make({ ...load() })];`);
  expect(graphs.map((graph) => graph.id)).not.toContain('app-usual');
});
