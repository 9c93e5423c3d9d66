/** What a project may look like, and what may happen to it while it is hosted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hostEnvironment } from '../../../runtime/src/host/host-environment.ts';
import { firstLine } from '../../../runtime/src/host/load-problem.ts';
import { driveFunction } from '../../support/drive-function.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/hosted-workspace.ts';
import { temporaryFolder } from '../../support/runtime-harness.ts';

const client = `
  import { Inngest } from 'inngest';
  export const inngest = new Inngest({ id: 'shop' });
`;
/** A function with the given local id that returns the value of an expression from one step. */
const functionOf = (id: string, expression: string) => `
  inngest.createFunction({ id: '${id}', triggers: { event: 'shop/paid' } }, async ({ event, step }) =>
    step.run('work', async () => ${expression}))`;
const paid = { name: 'shop/paid', data: { n: 1 } };

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

/** Hosts a fixture and returns what its only function returns. */
async function outputOf(...args: Parameters<typeof hostWorkspace>): Promise<unknown> {
  workspace = await hostWorkspace(...args);
  return (await driveFunction(onlyFunction(workspace).url, paid)).output;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('sources as they are', () => {
  test('aliases, imports without extension, of output names, of folders, JSON and styles', async () => {
    const output = await outputOf({
      'tsconfig.json': `{
        // what a real one looks like
        "extends": "./tsconfig.base.json",
        "compilerOptions": { "paths": { "@/*": ["./src/*"], "@prices": ["./src/prices.ts"], }, },
      }`,
      'tsconfig.base.json': '{ "compilerOptions": { "strict": true } }',
      'src/client.ts': client,
      'src/prices.ts': 'export const price = 7;',
      'src/deep/index.ts': "export { kind } from '../kind.js';",
      'src/kind.ts': "export enum Kind { Order = 'order' } export const kind: Kind = Kind.Order;",
      'src/config.json': '{ "currency": "EUR" }',
      'src/page.css': 'body { color: red }',
      'src/functions.ts': `
        import { inngest } from '@/client';
        import { price } from '@prices';
        import { kind } from './deep';
        import config from './config.json';
        import './page.css';
        import 'server-only';
        import type { Missing } from './types-only';
        export default ${functionOf('pay', "[kind, price, config.currency].join(' ')")};
      `,
    });
    expect(output).toBe('order 7 EUR');
  });

  test('a tsconfig that extends one of a package, of another and of a list, and a solution that only points at one', async () => {
    const output = await outputOf({
      'package.json': '{}',
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json': `{
        "extends": ["@acme/configs/strict", "./tsconfig.paths"],
        "compilerOptions": { "jsx": "react" },
      }`,
      'tsconfig.paths.json': '{ "compilerOptions": { "baseUrl": "./src", "paths": { "~/*": ["./*"] } } }',
      'node_modules/@acme/configs/package.json': '{ "name": "@acme/configs" }',
      'node_modules/@acme/configs/strict.json':
        '{ "extends": "@acme/base", "compilerOptions": { "strict": true } }',
      'node_modules/@acme/base/package.json': '{ "name": "@acme/base" }',
      'node_modules/@acme/base/tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      'src/name.ts': "export const name = 'by alias';",
      'src/folder/name.ts': "export const name = 'by baseUrl';",
      'src/functions.ts': `
        ${client}
        import { name } from '~/name';
        import { name as other } from 'folder/name';
        const sealed = (target: Function) => { target.prototype.sealed = 'decorated'; };
        @sealed class Box { declare sealed: string; }
        export const pay = ${functionOf('pay', '[name, other, new Box().sealed]')};
      `,
    });
    expect(output).toEqual(['by alias', 'by baseUrl', 'decorated']);
  });

  test.each(['module', 'commonjs'])(
    'packages of the workspace, from their sources, as pnpm links them: %s',
    async (type) => {
      workspace = await hostWorkspace(
        {
          'package.json': '{ "private": true }',
          'packages/prices/package.json': `{ "name": "@acme/prices", "type": "module",
          "exports": { ".": "./src/index.ts", "./tax": "./src/tax.ts" } }`,
          'packages/prices/src/index.ts':
            "import { tax } from './tax.js'; export const price: number = 10 * tax;",
          'packages/prices/src/tax.ts': 'export const tax: number = 2;',
          'apps/web/package.json': `{ "type": "${type}" }`,
          'apps/web/functions.ts': `
          ${client}
          import { price } from '@acme/prices';
          import { tax } from '@acme/prices/tax';
          export const pay = ${functionOf('pay', '[price, tax]')};
        `,
        },
        { start: false },
      );
      const { root, registry, until, write } = workspace;
      mkdirSync(join(root, 'apps/web/node_modules/@acme'), { recursive: true });
      symlinkSync(join(root, 'packages/prices'), join(root, 'apps/web/node_modules/@acme/prices'), 'dir');
      await registry.ensureReady();
      const output = async () => (await driveFunction(onlyFunction(workspace).url, paid)).output;
      expect(await output()).toEqual([20, 2]);
      const before = onlyFunction(workspace).url;
      write('packages/prices/src/tax.ts', 'export const tax: number = 3;');
      await until(
        () => registry.host().status === 'ready' && onlyFunction(workspace).url !== before,
        'the reload',
      );
      expect(await output()).toEqual([30, 3]);
    },
  );

  test.each(['module', 'commonjs'])('packages that only a table of Yarn finds: %s', async (type) => {
    const output = await outputOf({
      'package.json': `{ "type": "${type}" }`,
      // What Yarn writes, as far as a program that runs sees it.
      '.pnp.cjs': `
        const { join } = require('node:path');
        process.versions.pnp = '3';
        const resolveRequest = (request, issuer, { conditions }) =>
          request === 'prices' ? join(__dirname, 'store', conditions.has('import') ? 'prices.mjs' : 'prices.cjs') : null;
        require('node:module').findPnpApi = (path) => (path.startsWith(__dirname) ? { resolveRequest } : null);
      `,
      'store/prices.mjs': "import { sep } from 'path'; export const price = 'import' + typeof sep;",
      'store/prices.cjs': "exports.price = 'require' + typeof require('path').sep;",
      'functions.ts': `
        ${client}
        import { price } from 'prices';
        export const pay = ${functionOf('pay', 'price')};
      `,
    });
    expect(output).toBe(type === 'module' ? 'importstring' : 'requirestring');
  });

  test('decorators with metadata, parameter properties and JSX, in a CommonJS package', async () => {
    const output = await outputOf({
      'package.json': '{ "name": "legacy" }',
      'tsconfig.json': `{ "compilerOptions": {
        "experimentalDecorators": true, "emitDecoratorMetadata": true, "jsx": "react", "jsxFactory": "h" } }`,
      'src/client.ts': client,
      'src/service.ts': `
        const seen: string[] = [];
        (Reflect as any).metadata ??= (key: string, types: unknown[]) => (target: unknown) => {
          if (key === 'design:paramtypes') seen.push(types.map((type: any) => type.name).join());
        };
        const injectable = (target: unknown) => target as any;
        export class Clock {}
        @injectable
        export class Service {
          constructor(readonly clock: Clock, private name: string) {}
          describe() { return seen.join() + ' ' + this.name + ' ' + typeof __dirname; }
        }
      `,
      'src/mail.tsx': `
        const h = (tag: string, props: object | null, ...children: string[]) => '<' + tag + '>' + children.join('');
        export const mail = <p>hello</p>;
      `,
      'src/functions.ts': `
        import { inngest } from './client';
        import { Clock, Service } from './service';
        import { mail } from './mail';
        import 'server-only';
        export const pay = ${functionOf('pay', "new Service(new Clock(), 'pay').describe() + ' ' + mail")};
      `,
    });
    expect(output).toBe('Clock,String pay string <p>hello');
  });

  test('top-level await and import.meta in a package that does not say its type', async () => {
    const output = await outputOf({
      'package.json': '{}',
      'functions.ts': `
        ${client}
        const url = await Promise.resolve(import.meta.url);
        export const pay = ${functionOf('pay', "url.endsWith('functions.ts')")};
      `,
    });
    expect(output).toBe(true);
  });

  test('variables of .env files, but none that leads to the cloud', async () => {
    const output = await outputOf({
      '.env': 'GREETING=hello\nINNGEST_SIGNING_KEY=signkey-prod-1234\nINNGEST_DEV=0\nNODE_ENV=production',
      '.env.local': 'GREETING="hello, local"',
      'functions.ts': `
        ${client}
        export const pay = ${functionOf(
          'pay',
          "[process.env.GREETING, process.env.INNGEST_SIGNING_KEY ?? 'none', process.env.INNGEST_DEV, process.env.INNGEST_BASE_URL, process.env.NODE_ENV].join(' ')",
        )};
      `,
    });
    expect(output).toBe('hello, local none 1 http://127.0.0.1:9 development');
  });

  test('variables that refer to others, in the order of Next and Vite; other dollars stand for themselves', () => {
    const { path: folder, remove } = temporaryFolder();
    const files = {
      '.env':
        'HOST=db\nURL=${USER_NAME}@${HOST}:${PORT:-5432}\nPASSWORD=pa$$word$1\nWHOLE=$HOST/\\$HOST\nFROM=${OUTER}',
      '.env.development': 'USER_NAME=development\nMODE=development',
      '.env.local': 'USER_NAME=local\nHOST=localhost',
      '.env.test': 'HOST=never',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    expect(hostEnvironment([folder], 'http://localhost:1', { OUTER: 'outer', MODE: 'outer' })).toMatchObject({
      USER_NAME: 'local',
      URL: 'local@localhost:5432',
      PASSWORD: 'pa$$word$1',
      WHOLE: 'localhost/$HOST',
      FROM: 'outer',
      MODE: 'outer',
    });
    remove();
  });

  test('modules that only a framework has, in ESM and CommonJS', async () => {
    for (const type of ['module', 'commonjs']) {
      const output = await outputOf({
        'package.json': `{ "type": "${type}" }`,
        '.env': 'REGION=eu',
        'functions.ts': `
          import { revalidatePath, unstable_cache } from 'next/cache';
          import { env } from '$env/dynamic/private';
          import { REGION } from '$env/static/private';
          import { dev, browser } from '$app/environment';
          import 'client-only';
          ${client}
          revalidatePath('/');
          export const pay = ${functionOf('pay', 'unstable_cache(async () => [env.REGION, REGION, dev, browser])()')};
        `,
      });
      expect(output).toEqual(['eu', 'eu', true, false]);
      if (type === 'module') await workspace.stop();
    }
  });

  test('what Vite says of the environment', async () => {
    const output = await outputOf({
      '.env': 'VITE_REGION=eu',
      'functions.ts': `
        ${client}
        const { DEV, SSR, MODE, VITE_REGION } = import.meta.env;
        export const pay = ${functionOf('pay', '[DEV, SSR, MODE, VITE_REGION]')};
      `,
    });
    expect(output).toEqual([true, true, 'development', 'eu']);
  });

  test.each([1, 2, 3, 4])('functions that nobody exports are found, SDK %i', async (sdk) => {
    const name = sdk < 3 ? "name: 'Shop'" : "id: 'shop'";
    const create =
      sdk === 4
        ? "createFunction({ id: 'pay', triggers: [{ event: 'shop/paid' }] },"
        : `createFunction({ ${sdk < 3 ? "name: 'Pay'" : "id: 'pay'"} }, { event: 'shop/paid' },`;
    workspace = await hostWorkspace(
      {
        'functions.ts': `
          import { Inngest } from 'inngest';
          const wrap = (client: any) => client.${create} async () => 'done');
          wrap(new Inngest({ ${name} }));
        `,
      },
      { sdk },
    );
    const fn = onlyFunction(workspace);
    expect(fn).toMatchObject({ id: 'shop-pay', sdkMajor: sdk, triggers: [{ event: 'shop/paid' }] });
    expect(await driveFunction(fn.url, paid)).toMatchObject({ output: 'done' });
  });

  test('several apps at once', async () => {
    workspace = await hostWorkspace({
      'a.ts': `${client} export const a = ${functionOf('a', '1')};`,
      'b.ts': `${client.replace('shop', 'bank')} export const b = ${functionOf('b', '2')};`,
    });
    expect(workspace.registry.all().map(({ id }) => id)).toEqual(['shop-a', 'bank-b']);
    expect(workspace.registry.apps().map(({ appId, source }) => [appId, source])).toEqual([
      ['shop', 'hosted'],
      ['bank', 'hosted'],
    ]);
  });

  test('what was compiled once is not compiled again', async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'steplight-cache-'));
    const fixture = { 'functions.ts': `${client} export const pay = ${functionOf('pay', '1 as number')};` };
    expect(await outputOf(fixture, { cacheFolder })).toBe(1);
    const compiled = readdirSync(join(cacheFolder, 'compiled')).filter((name) => name.endsWith('.js'));
    expect(compiled).toHaveLength(1);
    rmSync(cacheFolder, { recursive: true });
  });
});

describe('what goes wrong has a place', () => {
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

  test.each([
    ["'bun:sqlite' exists only in Bun", "import { Database } from 'bun:sqlite'; new Database();"],
    ["'bun' exists only in Bun", "import { $ } from 'bun'; $;"],
    ["'npm:zod' is how Deno imports packages", "import z from 'npm:zod'; z;"],
    ["'https://esm.sh/zod' is loaded from the web", "import z from 'https://esm.sh/zod'; z;"],
    [
      "'cloudflare:workers' exists only in Cloudflare Workers",
      "import { env } from 'cloudflare:workers'; env;",
    ],
    ["'astro:env/server' is made by Astro", "import { KEY } from 'astro:env/server'; KEY;"],
    ["'virtual:routes' is made by Vite", "import routes from 'virtual:routes'; routes;"],
  ])('%s, and not here', async (message, source) => {
    for (const type of ['module', 'commonjs']) {
      await checkProblem(
        { 'functions.ts': `// createFunction\n${source}`, 'package.json': `{ "type": "${type}" }` },
        { file: 'functions.ts', line: 2, message: expect.stringContaining(message) },
      );
      if (type === 'module') await workspace.stop();
    }
  });

  test.each([
    [
      'an import that leads nowhere',
      "import a from './nope'; a;",
      "There is no file for the import './nope'",
    ],
    [
      'a package of the workspace that is not built',
      "import b from '@acme/built'; b;",
      "The package '@acme/built' is not built: there is no dist/index.js in it",
    ],
    [
      'a part that a package does not offer',
      "import c from 'inngest/nope'; c;",
      "The package 'inngest' has no 'inngest/nope' to import",
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

  test('a package that misses a part of its own, at the import that asked for it', () =>
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

  test('a schema library makes its list of issues a message of many lines', () => {
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

  test('one broken file does not keep the others from being served', async () => {
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

describe('while it is hosted', () => {
  const shop = (expression: string) => ({
    'client.ts': client,
    'value.ts': `export const value = ${expression};`,
    'functions.ts': `
      import { inngest } from './client';
      import { value } from './value';
      export const pay = ${functionOf('pay', 'value')};
    `,
  });

  test('nothing is loaded before it is needed', async () => {
    workspace = await hostWorkspace(shop('1'), { start: false });
    expect(workspace.registry.host().status).toBe('off');
    await workspace.registry.ensureReady();
    expect(onlyFunction(workspace).id).toBe('shop-pay');
  });

  test('a change of any loaded file is served at once; requests in flight end on the old code', async () => {
    workspace = await hostWorkspace({
      ...shop("'old'"),
      'functions.ts': `
        import { inngest } from './client';
        import { value } from './value';
        export const pay = ${functionOf('pay', 'new Promise((done) => setTimeout(() => done(value), 1_000))')};
      `,
    });
    const before = onlyFunction(workspace).url;
    const inFlight = driveFunction(() => onlyFunction(workspace).url, paid);
    workspace.write('value.ts', "export const value = 'new';");
    await workspace.until(
      () => workspace.registry.host().status === 'ready' && onlyFunction(workspace).url !== before,
      'the reload',
    );
    const after = await driveFunction(onlyFunction(workspace).url, paid);
    expect([(await inFlight).output, after.output]).toEqual(['old', 'new']);
  });

  test('broken code leaves the last version that loaded in place, until it is mended', async () => {
    workspace = await hostWorkspace(shop("'good'"));
    const { until, write, registry } = workspace;
    write('value.ts', 'export const value = ;');
    await until(() => registry.host().status === 'failed', 'the failure');
    expect(registry.host().problem).toEqual({ file: 'value.ts', line: 1, message: 'Expression expected.' });
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('good');

    write('value.ts', "export const value = 'mended';");
    await until(() => registry.host().status === 'ready', 'the recovery');
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('mended');
  });

  test.each([
    ['.env', 'GREETING=new', 'GREETING=old'],
    [
      'tsconfig.json',
      '{ "compilerOptions": { "paths": { "#words": ["./new.ts"] } } }',
      '{ "compilerOptions": { "paths": { "#words": ["./old.ts"] } } }',
    ],
    ['words.json', '{ "greeting": "new" }', '{ "greeting": "old" }'],
  ])('a change of %s is served, too', async (file, newText, oldText) => {
    workspace = await hostWorkspace({
      '.env': 'GREETING=-',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "#words": ["./old.ts"] } } }',
      'words.json': '{ "greeting": "-" }',
      'old.ts': "export const word = 'old';",
      'new.ts': "export const word = 'new';",
      [file]: oldText,
      'functions.ts': `
        ${client}
        import { word } from '#words';
        import words from './words.json';
        export const pay = ${functionOf('pay', '[process.env.GREETING, word, words.greeting]')};
      `,
    });
    const before = onlyFunction(workspace).url;
    workspace.write(file, newText);
    await workspace.until(
      () => workspace.registry.host().status === 'ready' && onlyFunction(workspace).url !== before,
      'the reload',
    );
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toContain('new');
  });

  test('a host that dies again and again for the same reason says so once, and is asked ever less often', async () => {
    workspace = await hostWorkspace({
      'functions.ts': `${client} export const pay = ${functionOf('pay', '1')}; setTimeout(() => process.exit(3), 50);`,
    });
    const { logs, until, registry, write } = workspace;
    const loaded = () => registry.host().status === 'ready';
    for (let crash = 0; crash < 2; crash++) {
      await until(() => registry.host().status === 'failed', 'the crash');
      await until(loaded, 'the restart');
    }
    expect(logs.map(({ text }) => text).filter((text) => /ended|again/.test(text))).toEqual([
      'The host ended unexpectedly: it exited with code 3',
      'The functions are loaded again in 0.5 s.',
    ]);
    write('functions.ts', `${client} export const pay = ${functionOf('pay', "'mended'")};`);
    await until(
      () => loaded() && logs.some(({ text }) => text.startsWith('functions.ts changed')),
      'the repair',
    );
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('mended');
  });

  test('a host that dies is started again', async () => {
    workspace = await hostWorkspace(shop("'alive'"));
    const { until, registry, logs } = workspace;
    const { pid } = registry.host();
    process.kill(pid!, 'SIGKILL');
    await until(() => registry.host().status === 'failed', 'noticing the death');
    expect(registry.all()).toHaveLength(1);
    await until(() => registry.host().status === 'ready', 'the restart');
    expect(registry.host().pid).not.toBe(pid);
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('alive');
    expect(logs.map(({ text }) => text)).toContain('The host ended unexpectedly: it was ended by SIGKILL');
  });

  test('what a function prints is known to be of its run', async () => {
    workspace = await hostWorkspace({
      'functions.ts': `
        ${client}
        console.log('loading');
        export const pay = ${functionOf('pay', "(console.log('printed'), console.warn('warned'), 1)")};
      `,
    });
    await driveFunction(onlyFunction(workspace).url, paid);
    await workspace.until(() => workspace.logs.length >= 3, 'printing');
    expect(workspace.logs).toMatchObject([
      { level: 'info', text: 'loading', runId: null },
      { level: 'info', text: 'printed', runId: 'run-1' },
      { level: 'warn', text: 'warned', runId: 'run-1' },
    ]);
  });

  test('only the runtime is let in', async () => {
    workspace = await hostWorkspace(shop('1'));
    const { url } = onlyFunction(workspace);
    const status = async (init: RequestInit) => (await fetch(url, init)).status;
    expect(await status({ method: 'GET' })).toBe(405);
    expect(await status({ method: 'POST', body: '{}', headers: { origin: 'http://evil.example' } })).toBe(
      403,
    );
  });

  test('it does not outlive the runtime', async () => {
    workspace = await hostWorkspace(shop('1'), { start: false });
    const script = join(workspace.root, 'runtime.ts');
    workspace.write(
      'runtime.ts',
      `
        import { AppRegistry } from '${resolve('runtime/src/apps/app-registry.ts')}';
        import { systemClock } from '${resolve('runtime/src/clock.ts')}';
        const registry = new AppRegistry({
          clock: systemClock, log() {}, discovery: false, apps: [], serverOrigin: () => 'http://127.0.0.1:9',
        });
        await registry.configureHost({ root: ${JSON.stringify(workspace.root)}, files: ['functions.ts'], start: true });
        console.log(registry.host().pid);
        setInterval(() => {}, 1_000);
      `,
    );
    const runtime = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(runtime.stdout, 'data')) as [Buffer];
    runtime.kill('SIGKILL');
    await workspace.until(() => !isAlive(Number(printed)), 'the end of the host');
  });

  test('stopping does not wait for a file that never finishes loading', async () => {
    workspace = await hostWorkspace(
      { 'functions.ts': '// createFunction\nawait new Promise(() => setInterval(() => {}, 1_000));' },
      { start: false },
    );
    const starting = workspace.registry.ensureReady();
    await workspace.until(() => workspace.registry.host().status === 'starting', 'starting');
    await workspace.registry.stop();
    await starting;
    expect(workspace.registry.host()).toMatchObject({ status: 'stopped', pid: null });
  });

  test('stopping ends the process', async () => {
    workspace = await hostWorkspace(shop('1'));
    const { pid } = workspace.registry.host();
    await workspace.registry.stop();
    expect(workspace.registry.host()).toMatchObject({ status: 'stopped', pid: null });
    expect(isAlive(pid!)).toBe(false);
  });
});
