/** Clients, ids and triggers in the forms that code has them in. */
import { describe, expect, test } from 'vitest';
import { majorOf } from '../../../server/src/syntax/sdk-version.ts';
import { checkFunctions, functionsOf } from '../../support/analysis/check-functions.ts';

const inngest = "import { Inngest } from 'inngest';\n";
const client = `${inngest}const inngest = new Inngest({ id: 'app' });\n`;
const fn = (receiver: string, rest = '') =>
  `${receiver}.createFunction({ id: 'fn' }, { event: 'e' }, work);\n${rest}`;

describe('a client', () => {
  test.each([
    ['with its type changed', `const c = new Inngest({ id: 'app' }) as MyInngest;\n${fn('c')}`],
    ['that satisfies a type', `const c = (new Inngest({ id: 'app' }) satisfies Any)!;\n${fn('c')}`],
    ['of a subclass', `class Mine extends Inngest {}\nconst c = new Mine({ id: 'app' });\n${fn('c')}`],
    [
      'of a subclass that names itself',
      `class Mine extends Inngest { constructor(name) { super({ id: name }); } }\nconst c = new Mine('app');\n${fn('c')}`,
    ],
    ['of a function', `const make = (id) => new Inngest({ id });\nconst c = make('app');\n${fn('c')}`],
    [
      'of a function that keeps it',
      `let kept;\nfunction get() { if (!kept) kept = new Inngest({ id: 'app' }); return kept; }\n${fn('get()')}`,
    ],
    ['kept for all', `const c = globalThis.inngest ?? new Inngest({ id: 'app' });\n${fn('c')}`],
    ['kept in a cache', `const get = cache(() => new Inngest({ id: 'app' }));\n${fn('get()')}`],
    ['given later', `let c: Inngest;\nc = new Inngest({ id: 'app' });\n${fn('c')}`],
    [
      'in an object',
      `const services = { queue: { inngest: new Inngest({ id: 'app' }) } };\n${fn('services.queue.inngest')}`,
    ],
    [
      'in a static field',
      `class Services { static inngest = new Inngest({ id: 'app' }); }\n${fn('Services.inngest')}`,
    ],
    [
      'in a field',
      `class Jobs { inngest = new Inngest({ id: 'app' }); make() { return ${fn('this.inngest')} } }`,
    ],
    [
      'given to a field by the constructor',
      `class Jobs { inngest: Inngest; constructor() { this.inngest = new Inngest({ id: 'app' }); } make() { ${fn('this.inngest')} } }`,
    ],
    [
      'of a getter',
      `class Jobs { get inngest() { return new Inngest({ id: 'app' }); } make() { ${fn('this.inngest')} } }`,
    ],
    [
      'handed to the constructor of the only instance',
      `class Jobs { private c; constructor(options) { this.c = options.client; }
       static get() { const client = new Inngest({ id: 'app' }); return new Jobs({ client }); }
       make() { ${fn('this.c')} } }`,
    ],
    [
      'of a service that is declared by its class',
      `class Service { readonly client = new Inngest({ id: 'app' }); }
       class Jobs { constructor(private readonly service: Service) {} make() { ${fn('this.service.client')} } }`,
    ],
    [
      'with members added',
      `const c = Object.assign(new Inngest({ id: 'app' }), { extra: true });\n${fn('c')}`,
    ],
    [
      'declared by another',
      `const c = new Inngest({ id: 'app' });\nfunction make(given: typeof c) { ${fn('given')} }`,
    ],
    [
      'with an id from the environment',
      `const c = new Inngest({ id: process.env.A || process.env.B || 'app' });\n${fn('c')}`,
    ],
    [
      'with an id made of parts',
      `const NAMES = { app: 'app' } as const;\nconst c = new Inngest({ id: \`\${NAMES.app}\` });\n${fn('c')}`,
    ],
    [
      'with options held apart',
      `const options = { id: 'app', schemas };\nconst c = new Inngest({ ...options, isDev: true });\n${fn('c')}`,
    ],
  ])('%s', (_name, code) => {
    checkFunctions(`${inngest}${code}`, 'app-fn <- e');
  });

  test('that a constructor takes makes functions of an app that is not known', () => {
    checkFunctions(
      `import type { Inngest } from 'inngest';
      class Jobs { constructor(private readonly queue: Inngest) {} make() { ${fn('this.queue')} } }`,
      'fn <- e',
    );
  });
});

describe('a module is found', () => {
  const own = `${inngest}export const inngest = new Inngest({ id: 'app' });`;
  test.each([
    [
      'by package imports',
      '#lib/client',
      '/package.json\n{ "imports": { "#lib/*": "./src/*.ts" } }\n//- /src/client.ts',
    ],
    [
      'by the configuration that a configuration extends',
      '~/client',
      '/tsconfig.json\n{ "extends": "./base.json" }\n//- /base.json\n{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["lib/*"] } } }\n//- /lib/client.ts',
    ],
    [
      'by the project that a solution lists',
      '@/client',
      '/tsconfig.json\n{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }\n//- /tsconfig.app.json\n{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n//- /src/client.ts',
    ],
    [
      'by the base url',
      'lib/client',
      '/tsconfig.json\n{ "compilerOptions": { "baseUrl": "./src" } }\n//- /src/lib/client.ts',
    ],
    [
      'under a name that begins like the SDK',
      'inngest/client',
      '/tsconfig.json\n{ "compilerOptions": { "paths": { "*": ["./src/*"] } } }\n//- /src/inngest/client.ts',
    ],
    ['as an index', './lib', '/lib/index.tsx'],
    ['as TypeScript under the name of its output', './client.js', '/client.ts'],
  ])('%s', (_name, specifier, files) => {
    checkFunctions(
      `import { inngest } from '${specifier}';\n${fn('inngest')}\n//- ${files}\n${own}`,
      'app-fn <- e',
    );
  });

  test.each([
    ['{ "name": "@acme/jobs", "main": "./dist/index.js" }', '/packages/jobs/src/index.ts', '@acme/jobs'],
    [
      '{ "name": "@acme/jobs", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } } }',
      '/packages/jobs/src/index.ts',
      '@acme/jobs',
    ],
    [
      '{ "name": "@acme/jobs", "exports": { "./*": "./dist/*.js" } }',
      '/packages/jobs/src/client.ts',
      '@acme/jobs/client',
    ],
    [
      '{ "name": "@acme/jobs", "exports": { "./client": { "import": "./lib/esm/client.js" } } }',
      '/packages/jobs/src/client.ts',
      '@acme/jobs/client',
    ],
    ['{ "name": "@acme/jobs" }', '/packages/jobs/client.ts', '@acme/jobs/client'],
  ])('in a package of the workspace that is not built: %s', (manifest, path, specifier) => {
    checkFunctions(
      `import { inngest } from '${specifier}';\n${fn('inngest')}\n//- /packages/jobs/package.json\n${manifest}\n//- ${path}\n${own}`,
      'app-fn <- e',
    );
  });
});

describe('an id', () => {
  test.each([
    ["'import'", 'import'],
    ['ID', 'import'],
    ['Ids.Import', 'import'],
    ["Ids['Import']", 'import'],
    ['names.import', 'import'],
    ["names['import']", 'import'],
    ['list[0]', 'import'],
    ['Jobs.IMPORT', 'import'],
    ['`${PREFIX}/${ID}`', 'jobs/import'],
    ["PREFIX + '/' + ID", 'jobs/import'],
    ["[PREFIX, ID].join('/')", 'jobs/import'],
    ["jobId('import')", 'jobs/import'],
    ["'Import Jobs'.toLowerCase().replaceAll(' ', '-')", 'import-jobs'],
    ["slugify('Import: Jobs!')", 'import-jobs'],
    ['process.env.ID ?? ID', 'import'],
    ['unknownId()', 'unknownId()'],
  ])('%s', (source, id) => {
    checkFunctions(
      `import { Inngest, slugify } from 'inngest';
      const inngest = new Inngest({ id: 'app' });
      const ID = 'import', PREFIX = 'jobs';
      enum Ids { Import = 'import' }
      const names = { import: ID } as const;
      const list = ['import'];
      class Jobs { static readonly IMPORT = 'import'; }
      const jobId = (name: string) => \`jobs/\${name}\`;
      inngest.createFunction({ id: ${source} }, { event: 'e' }, work);`,
      `app-${id} <- e`,
    );
  });
});

describe('a trigger', () => {
  test.each([
    ["{ event: 'a' }", 'a'],
    ["[{ event: 'a' }, { cron: '@daily' }]", 'a, cron @daily'],
    ["[{ event: 'a' }, ...more]", 'a, b'],
    ['events.map((event) => ({ event }))', 'a, b'],
    ['Object.values(Events).map((event) => ({ event }))', 'a, b'],
    [
      "kinds.flatMap((kind) => ['made', 'done'].map((what) => ({ event: `${kind}/${what}` })))",
      'x/made, x/done, y/made, y/done',
    ],
    ["process.env.DEV ? { event: 'a' } : { cron: '@daily' }", 'a, cron @daily'],
    ["{ event: process.env.DEV ? 'a' : 'b' }", 'a, b'],
    ['{ event: Events.A }', 'a'],
    ["{ event: Names['A'] }", 'a'],
    ["on('a')", 'a'],
    ['{ event: made.name }', 'made'],
    ['made', 'made'],
    ["types['b.c']", 'b.c'],
    ['[types["b.c"], cron("@hourly")]', 'b.c, cron @hourly'],
    ['{ event: defined.name }', 'defined'],
    ["{ event: 'a', if: `event.data.kind == '${KIND}'` }", "a if event.data.kind == 'x'"],
    ['{ cron: env.SCHEDULE }', 'cron env.SCHEDULE'],
    ['{ event: `${env.NAME}/made` }', '`${env.NAME}/made`'],
  ])('%s', (source, triggers) => {
    checkFunctions(
      `import { Inngest, cron, eventType } from 'inngest';
      import { env } from './env';
      const inngest = new Inngest({ id: 'app' });
      const more = [{ event: 'b' }];
      const events = ['a', 'b'] as const;
      const kinds = ['x', 'y'];
      const KIND = 'x';
      const Events = { A: 'a', B: 'b' } as const;
      enum Names { A = 'a' }
      const on = (event: string) => ({ event });
      const made = eventType('made');
      const types = { 'b.c': eventType('b.c', { schema }) };
      const defineEvent = (name: string) => ({ name, schema: null });
      const defined = defineEvent('defined');
      inngest.createFunction({ id: 'fn' }, ${source}, work);`,
      `app-fn <- ${triggers}`,
    );
  });

  test('in the options, as SDK 4 has it', () => {
    checkFunctions(
      `${client}inngest.createFunction({ id: 'fn', triggers: [{ event: 'a' }, { cron: '@daily' }] }, work);`,
      'app-fn <- a, cron @daily',
    );
  });
});

describe('JavaScript', () => {
  test('CommonJS modules', () => {
    checkFunctions(
      `const { inngest } = require('./client');
      const { work } = require('./work');
      module.exports.fn = inngest.createFunction({ id: 'fn' }, { event: 'e' }, work);
      //- /client.js
      const { Inngest } = require('inngest');
      module.exports = { inngest: new Inngest({ id: 'app' }) };
      //- /work.js
      exports.work = async ({ step }) => { await step.run('a', f); };`,
      'app-fn <- e',
    );
  });
});

test.each([
  ['^3.22.1', 3],
  ['~2.7', 2],
  ['4.x', 4],
  ['=1.10.1', 1],
  ['0.8.2', 0],
  ['^3.0.0 || ^3.40.0', 3],
  ['>=3.1.0 <4', 3],
  ['npm:@acme/inngest@4.0.0', 4],
  ['^3.0.0 || ^4.0.0', null],
  ['>=3', null],
  ['*', null],
  ['latest', null],
  ['^2.4.2-pr-294.47', null],
])('%s allows major %s', (range, major) => {
  expect(majorOf(range)).toBe(major);
});

describe('the SDK major', () => {
  const code = `${client}${fn('inngest')}`;
  test.each([
    ['a range', '//- /package.json\n{ "dependencies": { "inngest": "^3.22.1" } }', 3],
    ['a development dependency', '//- /package.json\n{ "devDependencies": { "inngest": "~2.7" } }', 2],
    ['an alias', '//- /package.json\n{ "dependencies": { "inngest": "npm:@acme/inngest@4.0.0" } }', 4],
    [
      'a catalog of pnpm',
      '//- /package.json\n{ "dependencies": { "inngest": "catalog:" } }\n//- /pnpm-workspace.yaml\npackages:\n  - apps/*\ncatalog:\n  zod: ^3\n  inngest: ^3.40.0',
      3,
    ],
    [
      'a named catalog',
      '//- /package.json\n{ "dependencies": { "inngest": "catalog:old" } }\n//- /pnpm-workspace.yaml\ncatalogs:\n  new:\n    inngest: ^4.0.0\n  old:\n    "inngest": "^2.0.0"',
      2,
    ],
    [
      'what is installed',
      '//- /package.json\n{ "dependencies": { "inngest": "latest" } }\n//- /node_modules/inngest/package.json\n{ "version": "4.1.0" }',
      4,
    ],
    [
      'the form, when a build of a pull request is used',
      '//- /package.json\n{ "dependencies": { "inngest": "^2.4.2-pr-294.47" } }',
      3,
    ],
    ['no more than the form tells', '', 3],
  ])('by %s', (_name, files, major) => {
    expect(functionsOf(`${code}\n${files}`).map((definition) => definition.major)).toEqual([major]);
  });
});
