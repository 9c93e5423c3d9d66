/** What an import means: aliases, packages, workspaces, data. */
import { commonJs, resultOf, type Shape, tsconfig, untyped } from './shape.ts';

const imports = (specifier: string, type = 'module'): Shape['files'] => ({
  'package.json': `{ "name": "app", "type": "${type}" }`,
  'src/main.ts': `import value from '${specifier}';\n${resultOf('value')}`,
});
const prompt = { 'src/prompt.md': 'You are a helper.\n' };

export const importShapes: Shape[] = [
  {
    name: 'JSON by name, as a whole, as a namespace and with an attribute',
    files: {
      'src/cfg.json': '{ "limit": 5, "not-a-name": 1, "default": 2, "class": 3 }',
      'src/main.ts': `import cfg, { limit, class as kind } from './cfg.json';
        import * as all from './cfg.json';
        import strict from './cfg.json' with { type: 'json' };
        ${resultOf('[limit, kind, cfg.default, all["not-a-name"], strict.limit]')}`,
    },
    expected: { result: [5, 3, 2, 1, 5] },
  },
  {
    name: 'JSON by the attribute of old',
    files: {
      'src/cfg.json': '{ "n": 1 }',
      'src/main.ts': `import cfg from './cfg.json' assert { type: 'json' };\n${resultOf('cfg')}`,
    },
    expected: { result: { n: 1 } },
  },
  {
    name: 'JSON that is a list, and with comments',
    files: {
      'src/list.json': '[1, 2]',
      'src/cfg.jsonc': '{ "n": 1, /* why */ }',
      'src/main.ts': `import list from './list.json';\nimport cfg from './cfg.jsonc';\n${resultOf('[list, cfg]')}`,
    },
    expected: { result: [[1, 2], { n: 1 }] },
  },
  {
    name: 'JSON that is broken',
    files: { ...imports('./cfg.json'), 'src/cfg.json': '{\n  "a": 1,\n  "b": \n}' },
    expected: { file: 'src/cfg.json', line: 4, message: /Invalid JSON/ },
  },
  ...['module', 'commonjs'].flatMap((type): Shape[] => [
    ...['./prompt.md', './prompt.md?raw', '@/prompt.md', '@/prompt.md?raw'].map(
      (specifier): Shape => ({
        name: `text by ${specifier}, ${type}`,
        files: {
          ...imports(specifier, type),
          ...prompt,
          'tsconfig.json': tsconfig({ paths: { '@/*': ['./src/*'] } }),
        },
        expected: { result: 'You are a helper.\n' },
      }),
    ),
    {
      name: `code as text beside the code, ${type}`,
      files: {
        'package.json': `{ "type": "${type}" }`,
        'src/code.ts': 'export default 1;\n',
        'src/main.ts': `import text from './code.ts?raw';\nimport code from './code';\n${resultOf('[text, code]')}`,
      },
      expected: { result: ['export default 1;\n', 1] },
    },
    {
      name: `text formats, addresses and style sheets, ${type}`,
      files: {
        'package.json': `{ "type": "${type}" }`,
        ...Object.fromEntries(
          ['txt', 'sql', 'graphql', 'html', 'css'].map((each) => [`src/a.${each}`, each]),
        ),
        'src/a.svg': '<svg/>',
        'src/a.png': 'png',
        'src/a.module.css': '.box {}',
        'src/a.scss': '$a: 1;',
        'src/main.ts': `${['txt', 'sql', 'graphql', 'html', 'css', 'svg', 'png'].map((each) => `import ${each} from './a.${each}';`).join('\n')}
          import './a.scss';
          import styles from './a.module.css';
          import inline from './a.css?inline';
          import address from './a.txt?url';
          ${resultOf("[txt, sql, graphql, html, css, styles.box, inline, ...[svg, png, address].map((each) => each.split('/').at(-1))]")}`,
      },
      expected: {
        result: ['txt', 'sql', 'graphql', 'html', 'css', 'box', 'css', 'a.svg', 'a.png', 'a.txt'],
      },
    },
  ]),
  {
    name: 'text and bytes by attribute',
    files: {
      ...prompt,
      'src/main.ts': `import text from './prompt.md' with { type: 'text' };\nimport bytes from './prompt.md' with { type: 'bytes' };\n${resultOf('[text, bytes.length]')}`,
    },
    expected: { result: ['You are a helper.\n', 18] },
  },
  {
    name: 'text by a dynamic import',
    files: {
      ...prompt,
      'src/main.ts': resultOf("import('./prompt.md?raw').then((module) => module.default)"),
    },
    expected: { result: 'You are a helper.\n' },
  },
  ...['./a.yaml', './a.toml', './a.vue', './a.svelte'].map(
    (specifier): Shape => ({
      name: `${specifier}, which a plugin of the bundler reads`,
      files: { [`src/${specifier.slice(2)}`]: 'a: 1', ...imports(specifier) },
      expected: {
        file: 'src/main.ts',
        line: 1,
        message: new RegExp(`${specifier.slice(2)}' gives.*INNGEST_DEV=1`),
      },
    }),
  ),
  {
    name: './icon.svg?react, a component',
    files: { 'src/icon.svg': '<svg/>', ...imports('./icon.svg?react') },
    expected: { file: 'src/main.ts', line: 1, message: /for a bundler/ },
  },
  {
    name: 'a sheet that would have to be compiled, and is used',
    files: { 'src/a.scss': '$a: 1;', 'src/main.ts': `import sheet from './a.scss';\n${resultOf('sheet.a')}` },
    expected: { file: 'src/main.ts', line: 2, message: /not compiled/ },
  },
  {
    name: 'import.meta.glob: lazy, eager, by name, as text, with exceptions',
    files: {
      ...prompt,
      'src/parts/a.ts': "export const name = 'a'; export default 'A';",
      'src/parts/b.ts': "export const name = 'b'; export default 'B';",
      'src/parts/skip.ts': "throw new Error('never')",
      'src/main.ts': `const lazy = import.meta.glob(['./parts/*.ts', '!./parts/skip.ts']);
        const eager = import.meta.glob('/src/parts/[ab].ts', { eager: true });
        const names = import.meta.glob('./parts/[ab].ts', { eager: true, import: 'name' });
        const texts = import.meta.glob('./*.md', { eager: true, query: '?raw', import: 'default' });
        const later = async () => ((await lazy['./parts/b.ts']!()) as any).default;
        ${resultOf("later().then((b) => [Object.keys(lazy), Object.keys(eager), (eager['/src/parts/a.ts'] as any).default, names, texts, b])")}`,
    },
    expected: {
      result: [
        ['./parts/a.ts', './parts/b.ts'],
        ['/src/parts/a.ts', '/src/parts/b.ts'],
        'A',
        { './parts/a.ts': 'a', './parts/b.ts': 'b' },
        { './prompt.md': 'You are a helper.\n' },
        'B',
      ],
    },
  },
  {
    name: 'import.meta.glob by an alias, in CommonJS',
    files: {
      'package.json': untyped,
      'tsconfig.json': tsconfig({ paths: { '@/*': ['./src/*'] } }),
      'src/parts/a.ts': 'export const n = 1;',
      'src/main.ts': `import { sep } from 'node:path';\n${resultOf("[sep.length, import.meta.glob('@/parts/*.ts', { eager: true, import: 'n' })]")}`,
    },
    expected: { result: [1, { '/src/parts/a.ts': 1 }] },
  },
  {
    name: 'import.meta.glob with a pattern that only running code knows',
    files: { 'src/main.ts': `const folder = 'parts';\n${resultOf('import.meta.glob(`./${folder}/*.ts`)')}` },
    expected: { file: 'src/main.ts', line: 2, message: /import\.meta\.glob takes only literal/ },
  },
  {
    name: '${configDir} in an extended configuration, of paths and of baseUrl',
    files: {
      'base/one.json': tsconfig({ paths: { '@/*': ['${configDir}/src/*'] } }),
      'base/two.json': tsconfig({ baseUrl: '${configDir}/lib' }),
      'tsconfig.json': tsconfig({}, { extends: ['./base/one.json', './base/two.json'] }),
      'src/x.ts': 'export const x = 1;',
      'lib/y.ts': 'export const y = 2;',
      'src/main.ts': `import { x } from '@/x';\nimport { y } from 'y';\n${resultOf('[x, y]')}`,
    },
    expected: { result: [1, 2] },
  },
  {
    name: 'aliases of a configuration that is extended twice, and of one in a package',
    files: {
      'node_modules/@acme/tsconfig/package.json':
        '{ "name": "@acme/tsconfig", "exports": { "./base": "./base.json" } }',
      'node_modules/@acme/tsconfig/base.json': tsconfig({ paths: { '~/*': ['${configDir}/src/*'] } }),
      'a.json': tsconfig({}, { extends: '@acme/tsconfig/base' }),
      'b.json': tsconfig({ strict: true }, { extends: '@acme/tsconfig/base' }),
      'tsconfig.json': tsconfig({}, { extends: ['./a.json', './b.json'] }),
      'src/x.ts': 'export const x = 1;',
      'src/main.ts': `import { x } from '~/x.js';\n${resultOf('x')}`,
    },
    expected: { result: 1 },
  },
  {
    name: 'an alias that leads to declarations is for the compiler only',
    files: {
      'tsconfig.json': tsconfig({ paths: { dep: ['./types/dep.d.ts'], '*': ['./types/*'] } }),
      'types/dep.d.ts': 'export const dep: number;',
      'node_modules/dep/package.json': '{ "name": "dep", "type": "module", "exports": "./index.js" }',
      'node_modules/dep/index.js': 'export const dep = 1;',
      'src/main.ts': `import { dep } from 'dep';\n${resultOf('dep')}`,
    },
    expected: { result: 1 },
  },
  {
    name: 'the imports of package.json, to sources by the names of their output',
    files: {
      'package.json':
        '{ "type": "module", "imports": { "#lib/*.js": "./src/lib/*.js", "#env": { "development": "./src/dev.ts", "default": "./src/env.js" } } }',
      'src/lib/x.ts': 'export const x = 1;',
      'src/env.ts': 'export const env = 2;',
      'src/main.ts': `import { x } from '#lib/x.js';\nimport { env } from '#env';\n${resultOf('[x, env]')}`,
    },
    expected: { result: [1, 2] },
  },
  ...[untyped, '{ "name": "app", "type": "module" }'].map(
    (type): Shape => ({
      name: `a package with one condition only, imported from ${type}`,
      files: {
        'package.json': type,
        'node_modules/esm-only/package.json':
          '{ "name": "esm-only", "type": "module", "exports": { "import": "./i.js" } }',
        'node_modules/esm-only/i.js': 'export const named = 7; export default 8;',
        'node_modules/cjs-only/package.json':
          '{ "name": "cjs-only", "exports": { ".": { "require": "./i.js" } } }',
        'node_modules/cjs-only/i.js': 'exports.other = 9;',
        'src/main.ts': `import eight, { named } from 'esm-only';\nimport { other } from 'cjs-only';\n${resultOf('[eight, named, other]')}`,
      },
      expected: { result: [8, 7, 9] },
    }),
  ),
  ...['source', 'development'].map(
    (condition): Shape => ({
      name: `a package of the workspace that is not built, by its condition ${condition}`,
      files: {
        'node_modules/.keep': '',
        'packages/ui/package.json': `{ "name": "@acme/ui", "type": "module", "exports": { ".": { "${condition}": "./src/index.ts", "default": "./dist/index.js" } } }`,
        'packages/ui/src/index.ts': 'export interface Props { n: number }\nexport const ui: number = 1;',
        'src/main.ts': `import { ui } from '@acme/ui';\n${resultOf('ui')}`,
      },
      links: { 'node_modules/@acme/ui': 'packages/ui' },
      expected: { result: 1 },
    }),
  ),
  {
    name: 'a condition that the configuration names comes first',
    files: {
      'tsconfig.json': tsconfig({ customConditions: ['@acme/source'] }),
      'packages/ui/package.json':
        '{ "name": "@acme/ui", "type": "module", "exports": { "@acme/source": "./src/index.ts", "default": "./dist/index.js" } }',
      'packages/ui/src/index.ts': "export const ui = 'source';",
      'packages/ui/dist/index.js': "export const ui = 'built';",
      'src/main.ts': `import { ui } from '@acme/ui';\n${resultOf('ui')}`,
    },
    links: { 'node_modules/@acme/ui': 'packages/ui' },
    expected: { result: 'source' },
  },
  {
    name: 'packages of the workspace by main, by a pattern of outputs, and their types exported again',
    files: {
      'packages/a/package.json': '{ "name": "@acme/a", "main": "dist/index.js", "types": "src/index.ts" }',
      'packages/a/src/index.ts': 'export interface A { n: number }\nexport const a = 1;',
      'packages/b/package.json':
        '{ "name": "@acme/b", "type": "module", "exports": { "./*": "./src/*.js" } }',
      'packages/b/src/deep/x.ts': 'export const x = 2;',
      'src/index.ts': "export { A, a } from '@acme/a';\n",
      'src/main.ts': `import { A, a } from './index';\nimport { x } from '@acme/b/deep/x';\nconst all: A = { n: a + x };\n${resultOf('all')}`,
    },
    links: { 'node_modules/@acme/a': 'packages/a', 'node_modules/@acme/b': 'packages/b' },
    expected: { result: { n: 3 } },
  },
  {
    name: 'a package that imports itself by its name',
    files: {
      'package.json': '{ "name": "self", "type": "module", "exports": { "./*": "./src/*.js" } }',
      'src/x.ts': 'export const x = 1;',
      'src/main.ts': `import { x } from 'self/x';\n${resultOf('x')}`,
    },
    expected: { result: 1 },
  },
  {
    name: 'a folder with a package.json of its own',
    files: {
      'src/lib/package.json': '{ "main": "./entry.js", "type": "commonjs" }',
      'src/lib/entry.js': 'exports.entry = 1;',
      'src/main.ts': `import { entry } from './lib';\n${resultOf('entry')}`,
    },
    expected: { result: 1 },
  },
  {
    name: 'sources behind a symbolic link',
    files: {
      'shared/x.ts': "import { y } from './y';\nexport const x = y + 1;",
      'shared/y.ts': 'export const y = 1;',
      'src/main.ts': `import { x } from './linked/x';\n${resultOf('x')}`,
    },
    links: { 'src/linked': 'shared' },
    expected: { result: 2 },
  },
  {
    name: 'dynamic imports of names that are put together, and createRequire',
    files: {
      'src/parts/a.ts': 'export default 1;',
      'src/parts/b/index.ts': 'export const b = 2;',
      'src/main.ts': `import { createRequire } from 'node:module';
        const load = createRequire(import.meta.url);
        const name = 'a';
        ${resultOf("Promise.all([import(`./parts/${name}`), import('./parts/b')]).then(([a, b]) => [a.default, b.b, load('./parts/b').b])")}`,
    },
    expected: { result: [1, 2, 2] },
  },
  {
    name: 'a dynamic import with a query that makes it new',
    files: {
      'src/count.ts': '(globalThis as any).count = ((globalThis as any).count ?? 0) + 1;',
      'src/main.ts': resultOf(
        "import('./count').then(() => import('./count?t=1')).then(() => import('./count?t=2')).then(() => (globalThis as any).count)",
      ),
    },
    expected: { result: 3 },
  },
  {
    name: 'what a package does not export, by name',
    files: {
      'src/types.ts': 'export const a = 1;',
      'src/main.ts': `const n: number = 1;\nimport { b } from './types';\n${resultOf('[b, n]')}`,
    },
    expected: { file: 'src/main.ts', line: 2, message: /'\.\/types' does not export 'b'/ },
  },
  {
    name: 'a package whose code does not load',
    files: {
      'node_modules/raw-ui/package.json': '{ "name": "raw-ui", "type": "module", "exports": "./index.js" }',
      'node_modules/raw-ui/index.js': 'export const a = 1;\nexport const Box = () => <p />;\n',
      'src/ui.ts': "export { a } from 'raw-ui';\n",
      'src/main.ts': `import { a } from './ui';\n${resultOf('a')}`,
    },
    expected: { file: 'src/ui.ts', line: 1, message: /package 'raw-ui'.*node_modules\/raw-ui\/index\.js:2/ },
  },
  {
    name: 'an ESM package that awaits, from CommonJS',
    files: {
      'package.json': commonJs,
      'node_modules/waits/package.json': '{ "name": "waits", "type": "module", "exports": "./index.js" }',
      'node_modules/waits/index.js': 'export const n = await Promise.resolve(1);',
      'src/main.ts': `import { n } from 'waits';\n${resultOf('n')}`,
    },
    expected: { file: 'src/main.ts', message: /top-level await.*"type": "module"/ },
  },
  ...['server-only', 'client-only', 'next/cache'].map(
    (specifier): Shape => ({
      name: `${specifier}, which only a framework resolves`,
      files: { 'src/main.ts': `import '${specifier}';\n${resultOf('1')}` },
      expected: { result: 1 },
    }),
  ),
];
