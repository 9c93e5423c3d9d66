/** What a project may look like. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hostEnvironment } from '../../../runtime/src/host/host-environment.ts';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/runtime/hosted-workspace.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { client, functionOf, outputOf, paid } from '../../support/runtime/shop-function.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

/** Hosts a fixture and tells what its only function returns. */
async function returnedBy(...args: Parameters<typeof hostWorkspace>): Promise<unknown> {
  workspace = await hostWorkspace(...args);
  return outputOf(workspace);
}

describe('sources as they are', () => {
  test('aliases, imports without extension, of output names, of folders, JSON and styles', async () => {
    const output = await returnedBy({
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

  test('a tsconfig that extends those of packages and a list, and a solution that only references one', async () => {
    const output = await returnedBy({
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

  test.each(['module', 'commonjs'])("packages that only Yarn's resolver finds: %s", async (type) => {
    const output = await returnedBy({
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
    const output = await returnedBy({
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

  test('top-level await and import.meta in a package without a type', async () => {
    const output = await returnedBy({
      'package.json': '{}',
      'functions.ts': `
        ${client}
        const url = await Promise.resolve(import.meta.url);
        export const pay = ${functionOf('pay', "url.endsWith('functions.ts')")};
      `,
    });
    expect(output).toBe(true);
  });

  test('variables of .env files, but no Inngest Cloud credentials', async () => {
    const output = await returnedBy({
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

  test('variables that refer to others, in the order of Next and Vite; other dollar signs are literal', () => {
    const { path: folder, remove } = temporaryFolder();
    const files = {
      '.env':
        '\ufeffHOST=db\nURL=${USER_NAME}@${HOST}:${PORT:-5432}\nPASSWORD=pa$$word$1\nWHOLE=$HOST/\\$HOST\nFROM=${OUTER}',
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

  test('modules that only a framework provides, in ESM and CommonJS', async () => {
    for (const type of ['module', 'commonjs']) {
      const output = await returnedBy({
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

  test("Vite's environment variables", async () => {
    const output = await returnedBy({
      '.env': 'VITE_REGION=eu',
      'functions.ts': `
        ${client}
        const { DEV, SSR, MODE, VITE_REGION } = import.meta.env;
        export const pay = ${functionOf('pay', '[DEV, SSR, MODE, VITE_REGION]')};
      `,
    });
    expect(output).toEqual([true, true, 'development', 'eu']);
  });

  test.each([1, 2, 3, 4])('functions that are not exported are found, SDK %i', async (sdk) => {
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

  test('compiled code is reused', async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'steplight-cache-'));
    const fixture = { 'functions.ts': `${client} export const pay = ${functionOf('pay', '1 as number')};` };
    expect(await returnedBy(fixture, { cacheFolder })).toBe(1);
    const compiled = readdirSync(join(cacheFolder, 'compiled')).filter((name) => name.endsWith('.js'));
    expect(compiled).toHaveLength(1);
    rmSync(cacheFolder, { recursive: true });
  });
});
