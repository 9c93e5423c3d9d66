/** Agents and networks of agent-kit: they make steps that no code of the function shows. */
import { expect, test } from 'vitest';
import { checkFile, noteCodes } from '../../support/analysis/check-graph.ts';

const head = `
import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'app' });
`;

test('the run of a network is an opaque node, with a note', () => {
  const { notes } = checkFile(
    `${head}
    import { createAgent, createNetwork } from '@inngest/agent-kit';
    inngest.createFunction({ id: 'code' }, { event: 'code/run' }, async ({ event, step }) => {
      const sandbox = await step.run('sandbox', f);
      const agent = createAgent({ name: 'coder' });
      const network = createNetwork({ agents: [agent] });
      const result = await network.run(event.data.value);
      if (result.isError) throw new Error('no result');
      await step.run('save', f);
    });`,
    `start -> sandbox
     sandbox -> opaque network.run(…)
     opaque network.run(…) -> result.isError?
     result.isError? -true-> throw new Error('no result')
     result.isError? -false-> save
     save -> end`,
  );
  expect(noteCodes(notes)).toEqual(['unresolved-helper']);
});

test('an agent created by a factory in another file, run in a helper without step', () => {
  checkFile(
    `${head}
    import { makeAgent } from './agent.ts';
    async function answer(question) {
      const { output } = await makeAgent('gpt').run(question);
      return output;
    }
    inngest.createFunction({ id: 'chat' }, { event: 'chat' }, async ({ event, step }) => {
      try {
        await answer(event.data.question);
      } catch (error) {
        await step.run('apologise', f);
      }
    });
    //- /agent.ts
    import { createAgent as create } from '@inngest/agent-kit';
    export const makeAgent = (model) => create({ name: 'helper', model });`,
    `start -> try
     try -> call answer
     try -error-> catch (error)
     call answer -> opaque makeAgent('gpt').run(…)
     opaque makeAgent('gpt').run(…) -> end
     opaque makeAgent('gpt').run(…) -error-> catch (error)
     catch (error) -> apologise
     apologise -> end`,
  );
});

test.each([
  ['awaited where it is made', 'const network = await createNetwork({ agents: [] });'],
  [
    'awaited where it is returned',
    'const network = await make(); async function make() { return await createNetwork({}); }',
  ],
  ['one of two', 'const network = event.data.big ? await createNetwork({}) : createAgent({});'],
  [
    'of a namespace, made by a function that is given its maker',
    'const network = build(kit.createNetwork({})); function build(made) { return made; }',
  ],
  ['awaited under another name', 'const made = createNetwork({}); const network = await made;'],
])('a network %s', (_, making) => {
  const { notes } = checkFile(
    `${head}
    import * as kit from '@inngest/agent-kit';
    import { createAgent, createNetwork } from '@inngest/agent-kit';
    inngest.createFunction({ id: 'code' }, { event: 'code/run' }, async ({ event, step }) => {
      ${making}
      const result = await network.run(event.data.value);
      await step.run('save', () => result);
    });`,
    `start -> opaque network.run(…)
     opaque network.run(…) -> save
     save -> end`,
  );
  expect(noteCodes(notes)).toEqual(['unresolved-helper']);
});

test('tools that are given the means to make steps run nothing where they are made', () => {
  const { notes } = checkFile(
    `${head}
    import { createAgent, createNetwork, createTool } from '@inngest/agent-kit';
    inngest.createFunction({ id: 'code' }, { event: 'code/run' }, async ({ event, step, publish }) => {
      const tell = (text) => publish({ channel: 'code', topic: 'log', data: text });
      const tool = createTool({ name: 'tell', handler: async (input, { step }) => tell(input) });
      const network = createNetwork({ agents: [createAgent({ tools: [tool] })], defaultState: { publish, step } });
      await network.run(event.data.value);
    });`,
    `start -> opaque network.run(…)
     opaque network.run(…) -> end`,
  );
  expect(noteCodes(notes)).toEqual(['unresolved-helper']);
});

test('other things with a run are not agents', () => {
  const { notes } = checkFile(
    `${head}
    import { createAgent } from 'another-kit';
    const agent = createAgent();
    inngest.createFunction({ id: 'other' }, { event: 'other' }, async ({ step }) => {
      await agent.run('x');
      await pipeline.run();
      await step.run('a', f);
    });`,
    `start -> a
     a -> end`,
  );
  expect(notes).toEqual([]);
});
