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

test.each([
  ['||', 'make(config = {})', "const id = config.id || 'usual';"],
  ['a condition', 'make(config = {})', "const id = config.id ? config.id : 'usual';"],
  ['a comparison', 'make(config = {})', "const id = config.id === undefined ? 'usual' : config.id;"],
  ['a pattern', "make({ id = 'usual' } = {})", ''],
  ['a pattern in the body', 'make(config)', "const { id = 'usual' } = config ?? {};"],
  ['a parameter', "make(config, id = config?.id ?? 'usual')", ''],
  ['a spread', 'make(config)', "const { id } = { id: 'usual', ...config };"],
])('a default by %s', (_, signature, reading) => {
  const idsFor = (call: string): string[] =>
    analyseFixture(`
      ${client}
      function ${signature} {
        ${reading}
        return inngest.createFunction({ id }, { event: 'x' }, async ({ step }) => { await step.run('work', f); });
      }
      export const functions = [${call}];`).graphs.map((graph) => graph.id);
  expect(idsFor('make({})')).toEqual(['app-usual']);
  expect(idsFor("make({ id: 'own' })")).toEqual(['app-own']);
});

test('a trigger by a condition', () => {
  const { graphs } = analyseFixture(`
    ${client}
    function make(config) {
      const event = config.event !== undefined ? config.event : 'usual';
      return inngest.createFunction({ id: config.id }, { event }, async () => {});
    }
    export const functions = [make({ id: 'a' }), make({ id: 'b', event: 'own' })];`);
  expect(graphs.map(({ id, triggers }) => `${id} ${triggers.map(({ event }) => event)}`)).toEqual([
    'app-a usual',
    'app-b own',
  ]);
});

test('a step ID that an instance is made with', () => {
  const { graphs } = analyseFixture(`
    ${client}
    class Names { constructor(readonly first, readonly second = 'save') {} }
    const names = new Names('load');
    inngest.createFunction({ id: 'f' }, { event: 'x' }, async ({ step }) => {
      await step.run(names.first, f);
      await step.run(names.second, f);
    });`);
  expect(graphs[0]?.nodes.map(({ label }) => label)).toEqual(['start', 'load', 'save', 'end']);
});
