/** Functions that are made by functions of the workspace: one per call, with the arguments of that call. */
import { describe, expect, test } from 'vitest';
import { checkFunctions, functionsOf } from '../../support/analysis/check-functions.ts';
import { analyseFixture, graphOf } from '../../support/analysis/check-graph.ts';

const client = `import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });\n`;
const clientFile = `//- /client.ts\n${client}`;
const manifest = '//- /package.json\n{ "dependencies": { "inngest": "^3.0.0" } }\n';
const work = 'async ({ step }) => { await step.run("work", f); }';

describe('a wrapper around createFunction', () => {
  test.each([
    [
      'a function',
      'function make(id, event, work) { return inngest.createFunction({ id }, { event }, work); }',
      "make('a', 'made', work);",
    ],
    [
      'an arrow function',
      'const make = (id, event, work) => inngest.createFunction({ id }, { event }, work);',
      "make('a', 'made', work);",
    ],
    [
      'options taken apart',
      'const make = ({ id, on: { event }, work }) => inngest.createFunction({ id }, { event }, work);',
      "make({ id: 'a', on: { event: 'made' }, work });",
    ],
    [
      'options passed on whole',
      'const make = (options, trigger, work) => inngest.createFunction({ ...options, retries: 0 }, trigger, work);',
      "make({ id: 'a' }, { event: 'made' }, work);",
    ],
    [
      'the rest of the options',
      'const make = ({ event, ...options }, work) => inngest.createFunction(options, { event }, work);',
      "make({ id: 'a', event: 'made' }, work);",
    ],
    [
      'all arguments as they are',
      'const make = (...args) => inngest.createFunction(...args);',
      "make({ id: 'a' }, { event: 'made' }, work);",
    ],
    [
      'a parameter with a default',
      "const make = (id, event = 'made') => inngest.createFunction({ id }, { event }, work);",
      "make('a');",
    ],
    [
      'one argument after the other',
      'const make = (id) => (event, work) => inngest.createFunction({ id }, { event }, work);',
      "make('a')('made', work);",
    ],
    [
      'a definer made by a function',
      'const definer = (client) => (id, work) => client.createFunction({ id }, { event: "made" }, work);\nconst make = definer(inngest);',
      "make('a', work);",
    ],
    [
      'a kit made by a function',
      'function kit(prefix) { return { make: (id, work) => inngest.createFunction({ id: prefix + id }, { event: "made" }, work) }; }\nconst { make } = kit("");',
      "make('a', work);",
    ],
    [
      'a method',
      'class Jobs { client = inngest; make(id, work) { return this.client.createFunction({ id }, { event: "made" }, work); } }\nconst jobs = new Jobs();',
      "jobs.make('a', work);",
    ],
    [
      'a static method',
      'class Jobs { static make(id, work) { return inngest.createFunction({ id }, { event: "made" }, work); } }',
      "Jobs.make('a', work);",
    ],
    [
      'a member of an object',
      'const jobs = { make(id, work) { return inngest.createFunction({ id }, { event: "made" }, work); } };',
      "jobs.make('a', work);",
    ],
    [
      'a wrapper around a wrapper',
      'const inner = (id, event, work) => inngest.createFunction({ id }, { event }, work);\nconst make = (id, work) => inner(id, "made", work);',
      "make('a', work);",
    ],
  ])('%s', (_name, wrapper, call) => {
    const code = `${client}${wrapper}\nconst work = ${work};\n${call}\n${manifest}`;
    checkFunctions(code, `app-a <- made @ ${call.slice(0, -1)}`);
    expect(graphOf(code).nodes.map(({ label }) => label)).toContain('work');
  });

  test('in another file: the function is located at the call', () => {
    checkFunctions(
      `import { make } from './make';
      export const one = make('one', 'e1', ${work});
      export const two = make('two', 'e2', ${work});
      //- /make.ts
      import { inngest } from './client';
      export function make(id: string, event: string, work) { return inngest.createFunction({ id: \`task/\${id}\` }, { event }, work); }
      ${clientFile}`,
      `app-task/one <- e1 @ make('one'
       app-task/two <- e2 @ make('two'`,
    );
  });

  test('as a default export, under any name', () => {
    checkFunctions(
      `import task from './make-task';
      task('one', ${work});
      //- /make-task.ts
      import { inngest } from './client';
      export default (id, work) => inngest.createFunction({ id }, { event: 'e' }, work);
      ${clientFile}`,
      'app-one <- e',
    );
  });

  test('in another package of the monorepo', () => {
    checkFunctions(
      `import { make } from '@acme/jobs';
      make('one', ${work});
      //- /tsconfig.json
      { "compilerOptions": { "paths": { "@acme/jobs": ["./packages/jobs/src"] } } }
      //- /packages/jobs/src/index.ts
      export * from './make';
      //- /packages/jobs/src/make.ts
      import { Inngest } from 'inngest';
      const inngest = new Inngest({ id: 'jobs' });
      export const make = (id, work) => inngest.createFunction({ id }, { event: 'e' }, work);`,
      'jobs-one <- e',
    );
  });

  test('that is never called counts as a function, with its parameters as written', () => {
    checkFunctions(
      `${client}export const make = (id, work) => inngest.createFunction({ id: \`task-\${id}\` }, { event: 'e' }, work);`,
      `app-\`task-\${id}\` <- e`,
    );
  });

  test('that only takes dependencies is not a wrapper: the function is where its ID and code are', () => {
    checkFunctions(
      `${client}import { makeSync } from './sync';
      export const functions = [makeSync(inngest, database)];
      //- /sync.ts
      import type { Inngest } from 'inngest';
      export const makeSync = (inngest: Inngest, database) =>
        inngest.createFunction({ id: 'sync' }, { event: 'e' }, ${work});`,
      '/sync.ts app-sync <- e @ inngest.createFunction',
    );
  });

  test('is followed through a constructor and a method that is known by its name alone', () => {
    checkFunctions(
      `import { Jobs } from './jobs';
      new Jobs([
        { id: 'one', trigger: { name: 'e1' }, handler: ${work} },
        two,
      ]);
      //- /two.ts
      //- /jobs.ts
      import { Inngest } from 'inngest';
      class Provider {
        define(job) {
          const trigger = job.trigger.cron ? { cron: job.trigger.cron } : { event: job.trigger.name };
          return this.inngest.createFunction({ id: job.id, name: job.name }, trigger, async (ctx) => job.handler(ctx));
        }
      }
      export class Jobs {
        constructor(definitions) {
          this.provider = choose(Provider, Other);
          definitions.forEach((definition) => this.provider.define(definition));
        }
      }`.replace('two,', "{ id: 'two', trigger: { cron: '0 9 * * *' }, handler: () => {} },"),
      `one <- e1 @ { id: 'one'
       two <- cron 0 9 * * * @ { id: 'two'`,
    );
  });

  test('does not take part in what its handler closes over', () => {
    const [definition] = functionsOf(
      `${client}const make = (id, work) => inngest.createFunction({ id }, { event: 'e' }, async (ctx) => { await work(ctx); });
      make('one', ${work});`,
    );
    expect(definition?.handler?.getText()).toBe('async (ctx) => { await work(ctx); }');
    expect([...(definition?.bindings.keys() ?? [])].map((name) => name.getText())).toEqual(['id', 'work']);
  });
});

test('a class that each function extends', () => {
  const code = `${client}
    abstract class Job {
      abstract readonly id: string;
      abstract readonly event: string;
      abstract run(context): Promise<void>;
      register() {
        return inngest.createFunction({ id: this.id }, { event: this.event }, (context) => this.run(context));
      }
    }
    class Send extends Job {
      readonly id = 'send';
      readonly event = 'wanted';
      async run({ step }) { await step.run('send it', f); }
    }
    class Sync extends Job {
      readonly id = 'sync';
      readonly event = 'changed';
      async run({ step }) { await step.run('sync it', f); }
    }
    export const functions = [new Send(), new Sync()].map((job) => job.register());`;
  checkFunctions(code, 'app-send <- wanted\napp-sync <- changed');
  const steps = analyseFixture(code).graphs.map(({ nodes }) => nodes.find(({ step }) => step)?.label);
  expect(steps).toEqual(['send it', 'sync it']);
});

describe('createFunction by another name', () => {
  test.each([
    ['destructured', 'const { createFunction } = inngest;', 'createFunction'],
    ['destructured and renamed', 'const { createFunction: make } = inngest;', 'make'],
    ['assigned', 'const make = inngest.createFunction;', 'make'],
    ['bound', 'const make = inngest.createFunction.bind(inngest);', 'make'],
    ['by its key', '', "inngest['createFunction']"],
  ])('%s', (_name, before, callee) => {
    checkFunctions(`${client}${before}\n${callee}({ id: 'one' }, { event: 'e' }, ${work});`, 'app-one <- e');
  });
});

describe('one call for a list', () => {
  test.each([
    ['map', 'list.map((each) => inngest.createFunction({ id: each.id }, { event: each.on }, each.run))'],
    [
      'map with the parts',
      'list.map(({ id, on: event, run }) => inngest.createFunction({ id }, { event }, run))',
    ],
    [
      'forEach',
      'list.forEach((each) => { all.push(inngest.createFunction({ id: each.id }, { event: each.on }, each.run)); })',
    ],
    [
      'for of',
      'for (const each of list) inngest.createFunction({ id: each.id }, { event: each.on }, each.run);',
    ],
    [
      'a wrapper by name',
      'const define = ({ id, on, run }) => inngest.createFunction({ id }, { event: on }, run);\nlist.map(define);',
    ],
    [
      'a list passed to a function',
      'function all(list) { return list.map((each) => inngest.createFunction({ id: each.id }, { event: each.on }, each.run)); }\nall(list);',
    ],
    [
      'spread into another list',
      '[...list].map((each) => inngest.createFunction({ id: each.id }, { event: each.on }, each.run))',
    ],
    [
      'a list made from a list',
      'list.map((each) => ({ options: { id: each.id }, ...each })).map((each) => inngest.createFunction(each.options, { event: each.on }, each.run))',
    ],
  ])('%s', (_name, code) => {
    checkFunctions(
      `${client}const list = [{ id: 'one', on: 'e1', run: ${work} }, { id: 'two', on: 'e2', run: ${work} }];\n${code}`,
      `app-one <- e1 @ {
       app-two <- e2 @ {`,
    );
  });

  test.each([
    [
      'values',
      'Object.values(record).map((each) => inngest.createFunction({ id: each.id }, { event: each.on }, work))',
    ],
    [
      'entries',
      'Object.entries(record).map(([id, { on }]) => inngest.createFunction({ id }, { event: on }, work))',
    ],
    [
      'keys',
      'Object.keys(record).map((id) => inngest.createFunction({ id }, { event: record[id].on }, work))',
    ],
    ['for in', 'for (const id in record) inngest.createFunction({ id }, { event: record[id].on }, work);'],
  ])('%s of a record', (_name, code) => {
    checkFunctions(
      `${client}const record = { one: { id: 'one', on: 'e1' }, two: { id: 'two', on: 'e2' } };\n${code}`,
      'app-one <- e1\napp-two <- e2',
    );
  });

  test('everything that a module exports', () => {
    checkFunctions(
      `${client}import * as jobs from './jobs';
      Object.values(jobs).map(({ config, trigger, handler }) => inngest.createFunction(config, trigger, handler));
      //- /jobs.ts
      export const one = { config: { id: 'one' }, trigger: { event: 'e1' }, handler: ${work} };
      export const two = { config: { id: 'two' }, trigger: { cron: '@daily' }, async handler({ step }) {} };`,
      `/jobs.ts app-one <- e1 @ { config: { id: 'one'
       /jobs.ts app-two <- cron @daily @ { config: { id: 'two'`,
    );
  });

  test('of strings: each is a function where it is created', () => {
    checkFunctions(
      `${client}for (const kind of ['a', 'b'] as const) inngest.createFunction({ id: \`sync-\${kind}\` }, { event: \`\${kind}/done\` }, work);`,
      'app-sync-a <- a/done @ inngest.createFunction\napp-sync-b <- b/done @ inngest.createFunction',
    );
  });

  test('that cannot be read is one function with its ID as written', () => {
    checkFunctions(
      `${client}import { kinds } from 'elsewhere';
      kinds.map((kind) => inngest.createFunction({ id: \`sync-\${kind}\` }, { event: 'e' }, work));`,
      `app-\`sync-\${kind}\` <- e`,
    );
  });
});
