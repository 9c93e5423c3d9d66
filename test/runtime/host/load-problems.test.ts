/** Problems while loading have a message and a location. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { whyNotHere } from '../../../runtime/src/host/loading/framework-modules.ts';
import { firstLine } from '../../../runtime/src/host/loading/load-problem.ts';
import { installCommand } from '../../../runtime/src/host/loading/package-manager.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/runtime/hosted-workspace.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { client, functionOf } from '../../support/runtime/shop-function.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

describe('problems have a location', () => {
  const checkProblem = async (fixture: Record<string, string>, problem: object) => {
    workspace = await hostWorkspace(fixture);
    expect(workspace.registry.host()).toMatchObject({ status: 'failed', problem });
  };

  test('a syntax error', () =>
    checkProblem(
      { 'src/functions.ts': `${client}\nexport const pay = inngest.createFunction(;\n` },
      { file: 'src/functions.ts', line: 5, message: "')' expected." },
    ));

  test('an error while loading, at its line in the source', () =>
    checkProblem(
      {
        'functions.ts': `interface Long { name: string }\n\n// createFunction\nthrow new Error('no database');`,
      },
      { file: 'functions.ts', line: 4, message: 'no database' },
    ));

  test('an error in an imported file', () =>
    checkProblem(
      {
        'functions.ts': "import './settings'; // createFunction",
        'settings.ts': 'type A = string;\nconst settings: any = undefined;\nsettings.port;',
      },
      { file: 'settings.ts', line: 3 },
    ));

  test('a package that is not installed', () =>
    checkProblem(
      { 'functions.ts': "// createFunction\nimport left from 'left-pad-of-nobody';\nleft();" },
      {
        file: 'functions.ts',
        line: 2,
        message: "The package 'left-pad-of-nobody' is not installed: run npm install",
      },
    ));

  test.each<[string, Record<string, string>, string]>([
    ['pnpm, by its lock file', { 'pnpm-lock.yaml': '' }, 'pnpm install'],
    ['Yarn, by its lock file', { 'yarn.lock': '' }, 'yarn install'],
    ['Bun, by its lock file', { 'bun.lock': '' }, 'bun install'],
    ['npm, by its lock file', { 'package-lock.json': '' }, 'npm install'],
    [
      'what package.json names',
      { 'package.json': '{ "packageManager": "pnpm@10.1.0" }', 'package-lock.json': '' },
      'pnpm install',
    ],
    [
      'what package.json asks for',
      { 'package.json': '{ "devEngines": { "packageManager": { "name": "yarn" } } }' },
      'yarn install',
    ],
    [
      'npm, when a package.json is broken and above the repository there is another',
      { 'package.json': '{' },
      'npm install',
    ],
  ])('packages are installed with %s', (_, files, command) => {
    const { path: above, remove } = temporaryFolder();
    writeFileSync(join(above, 'pnpm-lock.yaml'), '');
    mkdirSync(join(above, 'repository/.git'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(above, 'repository', name), text);
    mkdirSync(join(above, 'repository/packages/a/src'), { recursive: true });
    writeFileSync(join(above, 'repository/packages/a/package.json'), '{ "name": "a" }');
    expect(installCommand(join(above, 'repository/packages/a/src'))).toBe(command);
    remove();
  });

  test('in a project of pnpm, its commands are advised', () =>
    checkProblem(
      {
        'pnpm-lock.yaml': '',
        'functions.ts': "// createFunction\nimport left from 'left-pad-of-nobody';\nleft();",
      },
      { message: "The package 'left-pad-of-nobody' is not installed: run pnpm install" },
    ));

  test.each([
    ['bun', "'bun' exists only in Bun"],
    ['npm:zod', "'npm:zod' is a Deno import"],
    ['https://esm.sh/zod', "'https://esm.sh/zod' is a URL import"],
    ['cloudflare:workers', "'cloudflare:workers' exists only in Cloudflare Workers"],
    ['astro:env/server', "'astro:env/server' is provided by Astro"],
    ['virtual:routes', "'virtual:routes' is provided by Vite"],
    ['#imports', "'#imports' is provided by Nuxt"],
    ['bundle', null],
    ['virtual', null],
  ])('%s is not available', (specifier, message) => {
    expect(whyNotHere(specifier, '/')).toEqual(message === null ? null : expect.stringContaining(message));
  });

  test.each(['module', 'commonjs'])('a module of another runtime: %s', (type) =>
    checkProblem(
      {
        'package.json': `{ "type": "${type}" }`,
        'functions.ts': "// createFunction\nimport { Database } from 'bun:sqlite';\nnew Database();",
      },
      {
        file: 'functions.ts',
        line: 2,
        message:
          "'bun:sqlite' exists only in Bun, and functions are hosted in Node.js: start the app itself with INNGEST_DEV=1",
      },
    ),
  );

  test.each([
    ['an import that leads nowhere', "import a from './nope'; a;", "No file found for the import './nope'"],
    [
      'a package of the workspace that is not built',
      "import b from '@acme/built'; b;",
      "The package '@acme/built' is not built: it has no dist/index.js",
    ],
    [
      'a part that a package does not offer',
      "import c from 'inngest/nope'; c;",
      "The package 'inngest' does not export 'inngest/nope'",
    ],
  ])('%s', async (_, source, message) => {
    for (const type of ['module', 'commonjs']) {
      await checkProblem(
        {
          'package.json': `{ "type": "${type}" }`,
          'functions.ts': `// createFunction\n${source}`,
          'node_modules/@acme/built/package.json': '{ "name": "@acme/built", "main": "dist/index.js" }',
        },
        { file: 'functions.ts', line: 2, message },
      );
      if (type === 'module') await workspace.stop();
    }
  });

  test('a package with a missing part, at the import that needs it', () =>
    checkProblem(
      {
        'functions.ts': "// createFunction\nimport { db } from './db';\ndb;",
        'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const db = new PrismaClient();",
        'node_modules/@prisma/client/package.json': '{ "main": "index.js" }',
        'node_modules/@prisma/client/index.js':
          "exports.PrismaClient = require('.prisma/client').PrismaClient;",
      },
      { file: 'db.ts', line: 1, message: "Prisma's client is not generated: run npx prisma generate" },
    ));

  test("a schema library's list of issues is a message of several lines", () => {
    const issues = [
      { code: 'invalid_type', path: ['steps', 0, 'id'], message: 'Required' },
      { path: [], message: 'Too long' },
    ];
    expect(firstLine(JSON.stringify(issues, null, 2))).toBe('steps.0.id: Required; Too long');
    expect(firstLine('[object] is not ready\nat once')).toBe('[object] is not ready');
  });

  test('a file without functions', () =>
    checkProblem(
      { 'functions.ts': 'export const notYet = "createFunction";' },
      { message: expect.stringMatching(/^No function was created while loading\. /) },
    ));

  test('one broken file does not prevent the others from being served', async () => {
    workspace = await hostWorkspace({
      'broken.ts': '// createFunction\nexport const = 1;',
      'functions.ts': `${client} export const pay = ${functionOf('pay', '1')};`,
    });
    expect(onlyFunction(workspace).id).toBe('shop-pay');
    expect(workspace.registry.host()).toMatchObject({
      status: 'ready',
      problem: { file: 'broken.ts', line: 2 },
    });
  });
});
