/** What is known of a step from its call. */
import { expect, test } from 'vitest';
import { analyseFixture, graphOf, handlerFile } from '../support/analysis/check-graph.ts';

function step(call: string, before = '') {
  const graph = graphOf(before + handlerFile(`await ${call};`));
  const node = graph.nodes.find(({ kind }) => kind === 'step');
  return { label: node?.label, ...node?.step };
}

function legacyStep(call: string) {
  const graph = graphOf(`import { Inngest } from 'inngest';
    new Inngest({ name: 'App' }).createFunction({ name: 'fn' }, { event: 'e' }, async ({ step }) => { await ${call}; });
    //- /package.json
    { "dependencies": { "inngest": "^1.0.0" } }`);
  const node = graph.nodes.find(({ kind }) => kind === 'step');
  return { label: node?.label, ...node?.step };
}

const literal = (value: string) => ({ kind: 'literal', value });

test.each([
  [`step.run('a', f)`, { label: 'a', tool: 'run', id: literal('a') }],
  [`step.run({ id: 'a', name: 'Do A' }, f)`, { label: 'Do A', tool: 'run', id: literal('a') }],
  [`step.sleep('s', '2h')`, { label: 's', tool: 'sleep', id: literal('s'), duration: '2h' }],
  [
    `step.sleepUntil('s', event.data.at)`,
    { label: 's', tool: 'sleepUntil', id: literal('s'), duration: 'event.data.at' },
  ],
  [
    `step.waitForEvent('w', { event: 'e', timeout: '7d', match: 'data.id' })`,
    { label: 'w', tool: 'waitForEvent', id: literal('w'), event: 'e', timeout: '7d', match: 'data.id' },
  ],
  [
    `step.waitForEvent('w', { event: 'e', timeout: '7d', if: 'event.data.a == async.data.a' })`,
    {
      label: 'w',
      tool: 'waitForEvent',
      id: literal('w'),
      event: 'e',
      timeout: '7d',
      if: 'event.data.a == async.data.a',
    },
  ],
  [
    `step.sendEvent('s', { name: 'e', data: {} })`,
    { label: 's', tool: 'sendEvent', id: literal('s'), event: 'e' },
  ],
  [
    `step.sendEvent('s', [{ name: 'e' }, { name: 'f' }])`,
    { label: 's', tool: 'sendEvent', id: literal('s') },
  ],
  [`step.ai.infer('think', { model })`, { label: 'think', tool: 'ai.infer', id: literal('think') }],
  [`step.ai.wrap('think', generateText, {})`, { label: 'think', tool: 'ai.wrap', id: literal('think') }],
  [`step.realtime.publish('p', topic, {})`, { label: 'p', tool: 'realtime.publish', id: literal('p') }],
  [`step.run(name, f)`, { label: 'name', tool: 'run', id: { kind: 'unknown', source: 'name' } }],
])('%s', (call, expected) => {
  expect(step(call)).toEqual(expected);
});

test('ids made of constants are literal, ids made at run time are patterns', () => {
  const constants = `const NAME = 'import'; const Steps = { save: 'save it' } as const; enum Ids { Load = 'load' }\n`;
  expect(step('step.run(NAME, f)', constants).id).toEqual(literal('import'));
  expect(step('step.run(Steps.save, f)', constants).id).toEqual(literal('save it'));
  expect(step('step.run(Ids.Load, f)', constants).id).toEqual(literal('load'));
  expect(step(`step.run(\`\${NAME}-x\`, f)`, constants).id).toEqual(literal('import-x'));
  expect(step("step.run('page.' + n, f)").id).toEqual({
    kind: 'pattern',
    source: "'page.' + n",
    regex: '^page\\.[\\s\\S]*$',
  });
});

test('an invoked function is known by its wire id', () => {
  const other = `import { referenceFunction } from 'inngest';
    const other = inngest.createFunction({ id: 'other' }, { event: 'x' }, async () => {});\n`;
  const withOther = handlerFile(`await step.invoke('call', { function: other, data: {} });`).replace(
    'export default',
    `${other} export default`,
  );
  const { graphs } = analyseFixture(withOther);
  const invoked = graphs.flatMap(({ nodes }) => nodes).find((node) => node.step?.tool === 'invoke');
  expect(invoked?.step?.function).toBe('app-other');
  const reference = `step.invoke('call', { function: referenceFunction({ appId: 'app', functionId: 'far' }) })`;
  expect(step(reference, "import { referenceFunction } from 'inngest';\n").function).toBe('app-far');
});

test.each([
  [`step.run('Do A', f)`, { label: 'Do A', tool: 'run', id: literal('Do A') }],
  [`step.sleep('2h')`, { label: 'sleep 2h', tool: 'sleep', id: literal('2h'), duration: '2h' }],
  [
    `step.waitForEvent('e', { timeout: '7d', match: 'data.id' })`,
    { label: 'e', tool: 'waitForEvent', id: literal('e'), event: 'e', timeout: '7d', match: 'data.id' },
  ],
  [
    `step.waitForEvent('e', '1h')`,
    { label: 'e', tool: 'waitForEvent', id: literal('e'), event: 'e', timeout: '1h' },
  ],
  [
    `step.sendEvent('e', { data: {} })`,
    { label: 'send e', tool: 'sendEvent', id: literal('sendEvent'), event: 'e' },
  ],
])('in SDK 1: %s', (call, expected) => {
  expect(legacyStep(call)).toEqual(expected);
});

test('a model description is no step', () => {
  const graph = graphOf(
    handlerFile(`await step.ai.infer('x', { model: step.ai.models.openai({ model: 'gpt' }) });`),
  );
  expect(graph.nodes.map(({ label }) => label)).toEqual(['start', 'x', 'end']);
});
