/** `publish` of the realtime middleware: a step where no step is running. */
import { describe, expect, test } from 'vitest';
import type { StepInfo } from '../../../server/src/workflow-graph.ts';
import { checkFile, graphOf } from '../../support/analysis/check-graph.ts';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const realtime = `import { channel, realtimeMiddleware, topic } from '@inngest/realtime';
  const middleware = [realtimeMiddleware()];
  const userChannel = channel((id) => \`user:\${id}\`).addTopic(topic('status').type()).addTopic(topic('log').type());
  const all = channel('everyone').addTopic(topic('news').type());`;

function fileOf(handler: string, before = realtime): string {
  return `import { Inngest, InngestMiddleware } from 'inngest';
    ${before}
    const inngest = new Inngest({ id: 'app', middleware });
    inngest.createFunction({ id: 'f' }, { event: 'e' }, ${handler});`;
}

function publishesOf(handler: string, before?: string): StepInfo[] {
  const { nodes } = graphOf(fileOf(handler, before));
  return nodes.flatMap(({ step }) => (step?.tool === 'realtime.publish' ? [step] : []));
}

test('messages before, in and after a step', () => {
  const { notes } = checkFile(
    fileOf(`async ({ event, step, publish }) => {
      await publish({ channel: 'job', topic: 'status', data: 'start' });
      await step.run('work', async () => {
        await publish({ channel: 'job', topic: 'status', data: 'work' });
      });
      if (event.data.loud) await publish({ channel: 'job', topic: 'status', data: 'end' });
    }`),
    `start -> realtime.publish job
     realtime.publish job -> work
     work -> event.data.loud?
     event.data.loud? -true-> realtime.publish job #2
     event.data.loud? -false-> end
     realtime.publish job #2 -> end`,
  );
  expect(notes).toEqual([]);
});

describe('the ID of the step', () => {
  test.each<[string, string, StepInfo['id']]>([
    [
      'a channel by its name',
      "{ channel: 'job', topic: 't', data }",
      { kind: 'literal', value: 'publish:job' },
    ],
    ['a constant channel', 'all().news(1)', { kind: 'literal', value: 'publish:everyone' }],
    ['a channel made for somebody', "userChannel('7').log(1)", { kind: 'literal', value: 'publish:user:7' }],
    [
      'a template',
      '{ channel: `job:${event.data.id}`, topic, data }',
      { kind: 'pattern', source: '`job:${event.data.id}`', regex: '^publish:job:[\\s\\S]*$' },
    ],
    [
      'a channel made for somebody unknown',
      'userChannel(event.data.id).status(1)',
      { kind: 'pattern', source: '`user:${id}`', regex: '^publish:user:[\\s\\S]*$' },
    ],
    [
      'a message from elsewhere',
      'event.data.message',
      { kind: 'pattern', source: 'event.data.message', regex: '^publish:[\\s\\S]*$' },
    ],
    ['a message made by a function', "make('7')", { kind: 'literal', value: 'publish:user:7' }],
  ])('%s', (_, message, id) => {
    const [only] = publishesOf(`async ({ event, publish }) => {
      await publish(${message});
      function make(id) { return userChannel(id).status('x'); }
    }`);
    expect(only?.id).toEqual(id);
  });
});

describe('wherever publish comes from and goes to', () => {
  test.each([
    ['the context', `async (ctx) => { await ctx.publish(all().news(1)); }`],
    ['another name', `async ({ publish: tell }) => { await tell(all().news(1)); }`],
    [
      'a helper',
      `async ({ publish }) => { await tell(publish); async function tell(send) { await send(all().news(1)); } }`,
    ],
    [
      'a closure',
      `async ({ publish }) => { const tell = (text) => publish(all().news(text)); await tell('x'); }`,
    ],
    [
      'a loop',
      `async ({ event, publish }) => { for (const each of event.data.list) await publish(all().news(each)); }`,
    ],
    [
      'parallel calls',
      `async ({ event, publish }) => { await Promise.all(event.data.list.map((each) => publish(all().news(each)))); }`,
    ],
    [
      'a catch',
      `async ({ step, publish }) => { try { await step.run('a', f); } catch { await publish(all().news(1)); } }`,
    ],
    ['a chain', `async ({ publish }) => { await publish(all().news(1)).catch(() => {}); }`],
  ])('%s', (_, handler) => {
    expect(publishesOf(handler).map(({ id }) => id)).toEqual([
      { kind: 'literal', value: 'publish:everyone' },
    ]);
  });

  test('inside steps it is none, whoever calls it', () => {
    const graph = graphOf(
      fileOf(`async ({ step, publish }) => {
        const work = async () => { await publish(all().news(1)); };
        await step.run('direct', async () => publish(all().news(1)));
        await step.run('named', work);
        await step.run('helper', () => tell(publish));
        async function tell(send) { await send(all().news(1)); }
      }`),
    );
    expect(graph.nodes.map(({ label }) => label)).toEqual(['start', 'direct', 'named', 'helper', 'end']);
    expect(graph.notes).toEqual([]);
  });

  test('of a failure handler', () => {
    const { onFailure } = graphOf(
      fileOf('async () => {}').replace(
        "{ id: 'f' }",
        "{ id: 'f', onFailure: async ({ publish }) => { await publish(all().news(1)); } }",
      ),
    );
    expect(onFailure?.nodes.map(({ label }) => label)).toEqual(['start', 'everyone', 'end']);
  });
});

test('a middleware of the workspace with a publish of its own makes no steps', () => {
  const own = `import { all } from './channels.ts';
    const middleware = [new InngestMiddleware({ name: 'redis', init: () => ({
      onFunctionRun: () => ({ transformInput: () => ({ ctx: { publish: (message) => redis.send(message) } }) }),
    }) })];`;
  expect(publishesOf('async ({ publish }) => { await publish({ channel: "a" }); }', own)).toEqual([]);
  expect(
    publishesOf(
      'async ({ publish }) => { await publish({ channel: "a" }); }',
      'import { middleware } from "./own.ts";',
    ),
  ).toHaveLength(1);
});

test('step.realtime.publish of SDK 4 is given its ID', () => {
  checkFile(
    `import { Inngest } from 'inngest';
     new Inngest({ id: 'app' }).createFunction({ id: 'f', triggers: [] }, async ({ step }) => {
       await step.realtime.publish('tell', ch.status, {});
       const { publish } = step.realtime;
       await Promise.all(['a', 'b'].map((x) => publish(\`tell-\${x}\`, ch.status, {})));
     });`,
    `start -> realtime.publish tell
     realtime.publish tell -> fork ['a', 'b'].map
     fork ['a', 'b'].map -> realtime.publish \`tell-\${x}\` (many)
     realtime.publish \`tell-\${x}\` (many) -> join all done
     join all done -> end`,
  );
});

describe('rules have nothing to say about it', () => {
  for (const code of [
    'side-effect-between-steps',
    'duplicate-step-id',
    'constant-id-in-loop',
    'nondeterministic-step-id',
    'nested-step',
  ]) {
    const rule = ruleChecker(code, { severity: 'hint' });
    test(code, () =>
      rule.isSilent(
        `import { inngest } from './client';
export const fn = inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step, publish }) => {
  await publish({ channel: 'job', topic: 'status', data: { at: Date.now() } });
  for (const each of event.data.list) {
    await publish({ channel: 'job', topic: 'status', data: Math.random() });
    await step.run(each, () => publish({ channel: 'job', topic: 'status', data: each }));
  }
  await publish({ channel: 'job', topic: 'status', data: 'end' });
});
`,
        3,
      ),
    );
  }
});
