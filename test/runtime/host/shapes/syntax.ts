/** Forms of the language, and of files. */
import { commonJs, resultOf, type Shape, tsconfig, untyped } from './shape.ts';

const decorators = tsconfig({ experimentalDecorators: true, emitDecoratorMetadata: true });
const jsxRuntime = {
  'node_modules/react/package.json': '{ "name": "react", "main": "index.js" }',
  'node_modules/react/index.js': 'exports.createElement = (type) => `created ${type}`;',
  'node_modules/react/jsx-runtime.js': 'exports.jsx = (type) => `<${type}>`; exports.jsxs = exports.jsx;',
};

export const syntaxShapes: Shape[] = [
  {
    name: 'enums, const enums of another file, and namespaces',
    files: {
      'src/kinds.ts':
        "export enum Kind { A = 'a' } export const enum Size { S = 3 } export namespace Names { export const n = 'n'; }",
      'src/main.ts': `import { Kind, Names, Size } from './kinds';\n${resultOf('[Kind.A, Size.S, Names.n]')}`,
    },
    expected: { result: ['a', 3, 'n'] },
  },
  {
    name: 'decorators with the metadata of an interface, as parameter and as property',
    files: {
      'tsconfig.json': decorators,
      'src/types.ts':
        'export interface Repo { get(): number }\nexport default interface Log { log(): void }\n',
      'src/service.ts': `import Log, { Repo } from './types';
        const seen: unknown[] = [];
        (Reflect as any).metadata = (key: string, types: any) => () => { seen.push(key, [types].flat().map((each) => each.name)); };
        const inject = (): any => () => {};
        @inject() export class Service { @inject() log!: Log; constructor(readonly repo: Repo) {} }
        export { seen };`,
      'src/main.ts': `import { Service, seen } from './service';\n${resultOf('[new Service({ get: () => 7 }).repo.get(), seen]')}`,
    },
    expected: { result: [7, ['design:type', ['Object'], 'design:paramtypes', ['Object']]] },
  },
  {
    name: 'decorators with the metadata of what a package declares: a class and an interface',
    files: {
      'tsconfig.json': decorators,
      'node_modules/nest/package.json': '{ "name": "nest", "main": "index.js" }',
      'node_modules/nest/index.js': 'exports.Config = class Config {};',
      'src/main.ts': `import { Config, Context } from 'nest';
        const seen: unknown[] = [];
        (Reflect as any).metadata = (_: string, types: any) => () => { seen.push(types.map((each: any) => each.name)); };
        const inject = (): any => () => {};
        @inject() class Service { constructor(readonly config: Config, readonly context: Context) {} }
        ${resultOf('[seen, typeof Service]')}`,
    },
    expected: { result: [[['Config', 'Object']], 'function'] },
  },
  {
    name: 'standard decorators, accessors and using',
    files: {
      'src/main.ts': `const twice = (get: any, _: ClassAccessorDecoratorContext) => ({ get() { return 2 * get.get.call(this); } });
        class Box { @twice accessor n = 4; }
        { using closing = { [Symbol.dispose]() { (globalThis as any).closed = true; } }; }
        ${resultOf('[new Box().n, (globalThis as any).closed]')}`,
    },
    expected: { result: [8, true] },
  },
  {
    name: 'an interface that is exported again without `type`, through two files and a star',
    files: {
      'src/types.ts':
        'export interface User { id: number }\nexport type Name = string;\nexport const admin = "a";\n',
      'src/more.ts': "export { User, Name as Label, admin } from './types';\n",
      'src/index.ts':
        "export * from './more';\nimport { Label } from './more';\nexport { Label as Again };\n",
      'src/all.ts': "export { User, Again, admin } from './index';\n",
      'src/main.ts': `import { User, admin } from './all';\nconst user: User = { id: 1 };\n${resultOf('[user.id, admin]')}`,
    },
    expected: { result: [1, 'a'] },
  },
  {
    name: 'an imported interface as default export, and a value likewise',
    files: {
      'src/types.ts': 'export interface User { id: number }\nexport const admin = 1;\n',
      'src/user.ts': "import { User } from './types';\nexport default User;\n",
      'src/admin.ts': "import { admin } from './types';\nexport default admin;\n",
      'src/main.ts': `import User from './user';\nimport admin from './admin';\nconst user: User = { id: admin };\n${resultOf('user')}`,
    },
    expected: { result: { id: 1 } },
  },
  {
    name: 'a file that exports types only, exported again',
    files: {
      'src/types.ts': 'export interface A { a: number }\n',
      'src/index.ts': "export { A } from './types';\nexport type * from './types';\nexport const b = 1;\n",
      'src/main.ts': `import { A, b } from './index';\nconst a: A = { a: b };\n${resultOf('a')}`,
    },
    expected: { result: { a: 1 } },
  },
  {
    name: 'values that merge with types of their name are exported again',
    files: {
      'src/both.ts':
        'export interface Both { n: number }\nexport const Both = { make: (): Both => ({ n: 1 }) };\nexport class Node<T> { value!: T }\nexport declare const absent: number;\n',
      'src/index.ts': "export { Both, Node, absent } from './both';\n",
      'src/main.ts': `import { Both, Node } from './index';\n${resultOf('[Both.make(), typeof Node]')}`,
    },
    expected: { result: [{ n: 1 }, 'function'] },
  },
  {
    name: 'verbatimModuleSyntax keeps an import for its side effect',
    files: {
      'tsconfig.json': tsconfig({ verbatimModuleSyntax: true }),
      'src/side.ts': 'export interface T { n: number }\n(globalThis as any).side = 1;\n',
      'src/main.ts': `import { type T } from './side';\nimport type { T as U } from './side';\nconst t: T & U = { n: (globalThis as any).side };\n${resultOf('t')}`,
    },
    expected: { result: { n: 1 } },
  },
  {
    name: 'import and export with the equals sign, in ESM',
    files: {
      'src/old.ts': 'export = { old: 1 };\n',
      'src/main.ts': `import old = require('./old');\nimport path = require('node:path');\n${resultOf("[old, path.posix.join('a', 'b')]")}`,
    },
    expected: { result: [{ old: 1 }, 'a/b'] },
  },
  {
    name: 'JSX as React, automatic, and in .js and .jsx',
    files: {
      ...jsxRuntime,
      'tsconfig.json': tsconfig({ jsx: 'preserve' }),
      'src/a.tsx': 'export const a = <p />;',
      'src/b.js': 'export const b = <i></i>;',
      'src/c.jsx': 'export const c = <b>c</b>;',
      'src/main.ts': `import { a } from './a';\nimport { b } from './b.js';\nimport { c } from './c';\n${resultOf('[a, b, c]')}`,
    },
    expected: { result: ['<p>', '<i>', '<b>'] },
  },
  {
    name: 'JSX in .js of a package without a type, and of CommonJS',
    files: {
      ...jsxRuntime,
      'package.json': untyped,
      'src/mail.js': "import * as React from 'react';\nexport const mail = <p>hello</p>;\n",
      'src/old.js': 'exports.old = <i>old</i>;\n',
      'src/main.ts': `import { mail } from './mail';\nimport { old } from './old';\n${resultOf('[mail, old]')}`,
    },
    expected: { result: ['<p>', '<i>'] },
  },
  {
    name: 'decorators in JavaScript',
    files: {
      'src/box.js':
        '/**\n * @param {number} n\n */\nconst sealed = (target) => { target.sealed = true; };\n@sealed\nexport class Box {}\n',
      'src/main.ts': `import { Box } from './box.js';\n${resultOf('(Box as any).sealed')}`,
    },
    expected: { result: true },
  },
  {
    name: 'JSX with a factory, and with the runtime that a file names',
    files: {
      'tsconfig.json': tsconfig({ jsx: 'react', jsxFactory: 'h' }),
      'node_modules/own/package.json': '{ "name": "own", "exports": { "./jsx-runtime": "./jsx.js" } }',
      'node_modules/own/jsx.js': 'exports.jsx = (type) => `own ${type}`;',
      'src/a.tsx': 'const h = (type: string) => `h ${type}`;\nexport const a = <p />;',
      'src/b.tsx': '/** @jsxRuntime automatic */\n/** @jsxImportSource own */\nexport const b = <p />;',
      'src/main.ts': `import { a } from './a';\nimport { b } from './b';\n${resultOf('[a, b]')}`,
    },
    expected: { result: ['h p', 'own p'] },
  },
  {
    name: 'a syntax error in JavaScript is in that file',
    files: {
      'src/broken.js': 'export const ok = 1;\nexport const = 2;\n',
      'src/main.ts': `import { ok } from './broken.js';\n${resultOf('ok')}`,
    },
    expected: { file: 'src/broken.js', line: 2, message: /./ },
  },
  {
    name: 'JSX that is broken, in .js',
    files: {
      ...jsxRuntime,
      'src/view.js': 'export const a = 1;\nexport const view = <p>oh</i>;\n',
      'src/main.ts': `import { view } from './view.js';\n${resultOf('view')}`,
    },
    expected: { file: 'src/view.js', line: 2, message: /closing tag/ },
  },
  {
    name: 'byte order marks, CRLF and a shebang',
    files: {
      'package.json': '\ufeff{ "type": "module" }',
      'tsconfig.json': '\ufeff{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/data.json': '\ufeff{ "n": 1 }',
      'src/plain.js': '\ufeffexport const plain = 2;\r\n',
      'src/main.ts': `\ufeff#!/usr/bin/env -S npx tsx\r\nimport { n } from '@/data.json';\r\nimport { plain } from './plain.js';\r\n${resultOf('[n, plain, import.meta.env.MODE]')}`,
    },
    expected: { result: [1, 2, 'development'] },
  },
  {
    name: 'a byte order mark before package.json of CommonJS, with JSON by name',
    files: {
      'package.json': '\ufeff{ "type": "commonjs" }',
      'src/data.json': '{ "n": 1 }',
      'src/main.ts': `import data, { n } from './data.json';\n${resultOf('[data, n]')}`,
    },
    expected: { result: [{ n: 1 }, 1] },
  },
  {
    name: 'what bundlers give to ESM: require, __dirname and __filename',
    files: {
      'src/old.cjs': 'exports.old = 1;',
      'src/main.ts': `const { old } = require('./old.cjs');\n${resultOf("[old, __dirname.endsWith('src'), __filename.endsWith('main.ts')]")}`,
    },
    expected: { result: [1, true, true] },
  },
  {
    name: 'ESM that declares require and __dirname itself',
    files: {
      'src/data.json': '{ "n": 1 }',
      'src/main.ts': `import { createRequire } from 'node:module';
        import { dirname } from 'node:path';
        import { fileURLToPath } from 'node:url';
        const require = createRequire(import.meta.url);
        const __filename = fileURLToPath(import.meta.url);
        const __dirname = dirname(__filename);
        ${resultOf("[require('./data.json').n, __dirname.endsWith('src')]")}`,
    },
    expected: { result: [1, true] },
  },
  ...[untyped, commonJs].map(
    (type): Shape => ({
      name: `import.meta in a package that says ${type}`,
      files: {
        'package.json': type,
        'src/main.ts': `import { sep } from 'node:path';\n${resultOf(
          "[sep.length, import.meta.url.endsWith('/src/main.ts'), import.meta.dirname.endsWith('src'), import.meta.filename.endsWith('main.ts'), import.meta.resolve('./main.ts') === import.meta.url, import.meta.env.DEV]",
        )}`,
      },
      expected: { result: [1, true, true, true, true, true] },
    }),
  ),
  {
    name: 'top-level await in CommonJS',
    files: {
      'package.json': commonJs,
      'src/main.ts': `import { sep } from 'node:path';\nconst n = await Promise.resolve(1);\n${resultOf('n + sep.length')}`,
    },
    expected: { result: 2 },
  },
  {
    name: 'circular imports with a barrel',
    files: {
      'src/index.ts': "export { a } from './a';\nexport { b } from './b';\n",
      'src/a.ts': "import { b } from './index';\nexport const a = () => b + 1;\n",
      'src/b.ts': 'export const b = 1;\n',
      'src/main.ts': `import { a } from './index';\n${resultOf('a()')}`,
    },
    expected: { result: 2 },
  },
  {
    name: 'ESM syntax in .js of a package without a type, and of CommonJS',
    files: {
      'package.json': commonJs,
      'src/a.js': "import { sep } from 'node:path';\nexport const a = sep.length;\nexport default 'd';\n",
      'src/b.js': 'module.exports = { b: 2 };\n',
      'src/main.ts': `import d, { a } from './a.js';\nimport b from './b.js';\n${resultOf('[a, d, b]')}`,
    },
    expected: { result: [1, 'd', { b: 2 }] },
  },
  {
    name: '.mts and .cts by the names of their output',
    files: {
      'package.json': untyped,
      'src/m.mts': 'export const m = typeof require;\n',
      'src/c.cts': 'export const c = typeof module;\n',
      'src/main.ts': `import { m } from './m.mjs';\nimport { c } from './c.cjs';\n${resultOf('[m, c]')}`,
    },
    expected: { result: ['undefined', 'object'] },
  },
  {
    name: 'a name that another runtime has',
    files: { 'src/main.ts': `const a = 1;\n${resultOf('Bun.file("x")')}` },
    expected: { file: 'src/main.ts', line: 2, message: /Bun .*INNGEST_DEV=1/ },
  },
];
