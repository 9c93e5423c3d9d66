/** Where functions are found, and what they are called, in every authoring form. */
import { describe, expect, test } from 'vitest';
import { analyseFixture, graphOf, noteCodes } from '../support/analysis/check-graph.ts';

function facts(fixture: string) {
  const { id, localId, name, app, sdk, triggers } = graphOf(fixture);
  const plain = triggers.map(({ range: _range, ...trigger }) => trigger);
  return { id, localId, name, app, major: sdk?.major, triggers: plain };
}

const client = `import { Inngest } from 'inngest';\nconst inngest = new Inngest({ id: 'app' });\n`;
const handler = 'async ({ step }) => { await step.run("a", f); }';

describe('definitions', () => {
  test('SDK 4: triggers in the options', () => {
    expect(
      facts(
        `${client}inngest.createFunction({ id: 'fn', name: 'A fn', triggers: [{ event: 'e', if: 'event.data.x' }, { cron: '0 9 * * *' }] }, ${handler});`,
      ),
    ).toEqual({
      id: 'app-fn',
      localId: 'fn',
      name: 'A fn',
      app: 'app',
      major: 4,
      triggers: [{ event: 'e', if: 'event.data.x' }, { cron: '0 9 * * *' }],
    });
  });

  test('SDK 4: eventType and cron', () => {
    expect(
      facts(`import { Inngest, eventType, cron } from 'inngest';
        const made = eventType('order.made', { schema });
        const events = { done: eventType('order.done') };
        new Inngest({ id: 'app' }).createFunction({ id: 'fn', triggers: [made, { event: events.done, if: 'true' }, cron('@daily')] }, ${handler});`)
        .triggers,
    ).toEqual([{ event: 'order.made' }, { event: 'order.done', if: 'true' }, { cron: '@daily' }]);
  });

  test('SDK 3: trigger as second argument', () => {
    expect(facts(`${client}inngest.createFunction({ id: 'fn' }, { event: 'e' }, ${handler});`)).toMatchObject(
      {
        id: 'app-fn',
        major: 3,
        triggers: [{ event: 'e' }],
      },
    );
  });

  test('SDK 2: named function, slugs on the wire', () => {
    expect(
      facts(`import { Inngest } from 'inngest';
        const inngest = new Inngest({ name: 'My App' });
        inngest.createFunction({ name: 'Import: Contacts!' }, { event: 'e' }, ${handler});`),
    ).toMatchObject({
      id: 'my-app-import-contacts',
      localId: 'import-contacts',
      name: 'Import: Contacts!',
      app: 'my-app',
      major: 2,
    });
  });

  test('SDK 0: bare names and free functions', () => {
    expect(
      facts(`import { createStepFunction } from 'inngest';
        createStepFunction('My Fn', 'e', function ({ tools }) { tools.run('a', f); });`),
    ).toMatchObject({ id: 'my-fn', name: 'My Fn', major: 0, triggers: [{ event: 'e' }] });
    expect(
      facts(`import { createScheduledFunction } from 'inngest';
        createScheduledFunction('Nightly', '0 0 * * *', () => {});`).triggers,
    ).toEqual([{ cron: '0 0 * * *' }]);
  });

  test('the nearest package.json says which SDK it is', () => {
    const graph = graphOf(`${client}inngest.createFunction({ id: 'fn' }, { event: 'e' }, ${handler});
      //- /package.json
      { "dependencies": { "inngest": "^4.1.0" } }`);
    expect(graph.sdk?.major).toBe(4);
  });
});

describe('clients', () => {
  test.each([
    [
      'another file',
      "import { inngest } from './client';",
      "//- /client.ts\nimport { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });",
    ],
    [
      'a default export',
      "import inngest from './client';",
      "//- /client.ts\nimport { Inngest } from 'inngest';\nexport default new Inngest({ id: 'app' });",
    ],
    [
      'a barrel',
      "import { inngest } from './lib';",
      "//- /lib/index.ts\nexport { client as inngest } from './client';\n//- /lib/client.ts\nimport { Inngest } from 'inngest';\nexport const client = new Inngest({ id: 'app' });",
    ],
    [
      'a path alias',
      "import { inngest } from '@/client';",
      '//- /tsconfig.json\n{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n//- /src/client.ts\nimport { Inngest } from \'inngest\';\nexport const inngest = new Inngest({ id: \'app\' });',
    ],
    [
      'a namespace',
      "import * as lib from './client';\nconst { inngest } = { inngest: lib.inngest };",
      "//- /client.ts\nimport { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });",
    ],
    [
      'a factory',
      "import { makeClient } from './client';\nconst inngest = makeClient();",
      "//- /client.ts\nimport { Inngest } from 'inngest';\nexport function makeClient() { return new Inngest({ id: 'app' }); }",
    ],
    [
      'require',
      "const { inngest } = require('./client');",
      "//- /client.js\nconst { Inngest } = require('inngest');\nexports.inngest = new Inngest({ id: 'app' });",
    ],
    [
      'a constant id',
      "import { Inngest } from 'inngest';\nconst APP = 'app';\nconst inngest = new Inngest({ id: APP });",
      '',
    ],
  ])('from %s', (_name, head, rest) => {
    const graph = graphOf(
      `${head}\ninngest.createFunction({ id: 'fn' }, { event: 'e' }, ${handler});\n${rest}`,
    );
    expect(graph.id).toBe('app-fn');
  });

  test('one that cannot be found leaves the local id', () => {
    const graph = graphOf(`import { inngest } from '@acme/inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'e' }, ${handler});`);
    expect([graph.id, graph.app]).toEqual(['fn', undefined]);
  });

  test('createFunction of another library is not one', () => {
    const { graphs } = analyseFixture(`import { lambda } from 'aws';
      lambda.createFunction({ id: 'fn', name: 'x' }, {}, async ({ step }) => { await step.run('a', f); });`);
    expect(graphs).toEqual([]);
  });
});

describe('handlers', () => {
  test('inside a wrapper', () => {
    const graph = graphOf(
      `${client}inngest.createFunction({ id: 'fn' }, { event: 'e' }, traced('x', ${handler}));`,
    );
    expect(graph.nodes.map(({ label }) => label)).toContain('a');
    expect(noteCodes(graph.notes)).toEqual(['wrapped-handler']);
  });

  test('in another file', () => {
    const graph = graphOf(`${client}import { work } from './work';
      inngest.createFunction({ id: 'fn' }, { event: 'e' }, work);
      //- /work.ts
      export async function work({ step }) { await step.run('a', f); }`);
    expect(graph.nodes.map(({ label, file }) => [label, file])).toContainEqual(['a', '/work.ts']);
  });

  test('that cannot be found', () => {
    const graph = graphOf(`${client}import { work } from 'elsewhere';
      inngest.createFunction({ id: 'fn' }, { event: 'e' }, work);`);
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['start', 'opaque', 'end']);
    expect(noteCodes(graph.notes)).toEqual(['unresolved-handler']);
  });

  test('for failure have a graph of their own', () => {
    const graph = graphOf(`${client}inngest.createFunction(
      { id: 'fn', onFailure: async ({ step }) => { await step.run('tell', f); } }, { event: 'e' }, ${handler});`);
    expect(graph.onFailure?.nodes.map(({ label }) => label)).toEqual(['start', 'tell', 'end']);
  });
});

describe('one createFunction for a list', () => {
  const list = `const list = [
      { config: { id: 'one' }, trigger: { event: 'a' }, handler: async ({ step }) => { await step.run('first', f); } },
      two,
    ];`;
  const two = `const two = { config: { id: 'two' }, trigger: { event: 'b' }, handler };
    async function handler({ step }) { await step.run('second', f); }`;

  test.each([
    ['map', 'list.map(({ config, trigger, handler }) => inngest.createFunction(config, trigger, handler));'],
    [
      'map of whole elements',
      'list.map((each) => inngest.createFunction(each.config, each.trigger, each.handler));',
    ],
    [
      'for of',
      'for (const { config, trigger, handler } of list) all.push(inngest.createFunction(config, trigger, handler));',
    ],
  ])('%s', (_name, code) => {
    const { graphs } = analyseFixture(`${client}${two}\n${list}\n${code}`);
    const seen = graphs.map(({ id, triggers, nodes }) => [id, triggers[0]?.event, nodes[1]?.label]);
    expect(seen).toEqual([
      ['app-one', 'a', 'first'],
      ['app-two', 'b', 'second'],
    ]);
  });
});

test('a trigger that is known only at run time is shown as written, and noted', () => {
  const graph = graphOf(
    `${client}inngest.createFunction({ id: 'fn' }, { event: process.env.EVENT }, ${handler});`,
  );
  expect(graph.triggers).toMatchObject([{ event: 'process.env.EVENT', unknown: true }]);
  expect(noteCodes(graph.notes)).toEqual(['unknown-trigger']);
});
