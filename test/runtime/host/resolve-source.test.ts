import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findFunctionFiles } from '../../../runtime/src/host/function-files.ts';
import { resolveSource } from '../../../runtime/src/host/loading/resolve-source.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function projectWith(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'steplight-resolve-')));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** What an import in `src/main.ts` means, relative to the project; null: node decides. */
function checkImport(files: Record<string, string>, specifier: string, expected: string | null) {
  const root = projectWith(files);
  const found = resolveSource(specifier, join(root, 'src/main.ts'));
  expect(found === null ? null : relative(root, found)).toBe(expected);
}

test.each([
  ['./a', 'src/a.ts'],
  ['./a.js', 'src/a.ts'],
  ['./a.ts', 'src/a.ts'],
  ['./view.js', 'src/view.tsx'],
  ['./m.mjs', 'src/m.mts'],
  ['./deep', 'src/deep/index.ts'],
  ['..', 'index.ts'],
  ['./real.js', 'src/real.js'],
  ['./missing', null],
  ['some-package', null],
  ['node:fs', null],
])('the import %s is %s', (specifier, expected) =>
  checkImport(
    {
      'src/a.ts': '',
      'src/view.tsx': '',
      'src/m.mts': '',
      'src/deep/index.ts': '',
      'index.ts': '',
      'src/real.js': '',
      'src/real.ts': '',
    },
    specifier,
    expected,
  ),
);

const aliases = (paths: Record<string, string[]>, rest: object = {}) =>
  JSON.stringify({ compilerOptions: { paths, ...rest } });

test('an alias with a star', () =>
  checkImport(
    { 'tsconfig.json': aliases({ '@/*': ['./src/*'] }), 'src/lib/db.ts': '' },
    '@/lib/db',
    'src/lib/db.ts',
  ));

test('the longest alias wins, and the first target that exists', () =>
  checkImport(
    {
      'tsconfig.json': aliases({ '~/*': ['./wrong/*'], '~/lib/*': ['./none/*', './lib/*'] }),
      'wrong/lib/db.ts': '',
      'lib/db.ts': '',
    },
    '~/lib/db',
    'lib/db.ts',
  ));

test('baseUrl', () =>
  checkImport(
    { 'tsconfig.json': aliases({}, { baseUrl: './src' }), 'src/lib/db.ts': '' },
    'lib/db',
    'src/lib/db.ts',
  ));

test('an alias of an extended file is relative to that file', () =>
  checkImport(
    {
      'src/tsconfig.json': '{ "extends": ["../config/base"] }',
      'config/base.json': aliases({ '#/*': ['./here/*'] }),
      'config/here/db.ts': '',
    },
    '#/db',
    'config/here/db.ts',
  ));

test('a solution file leads to the project that defines the aliases', () =>
  checkImport(
    {
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "./tsconfig.node.json" }, { "path": "./tsconfig.app.json" }] }',
      'tsconfig.node.json': '{}',
      'tsconfig.app.json': aliases({ '@/*': ['./src/*'] }),
      'src/db.ts': '',
    },
    '@/db',
    'src/db.ts',
  ));

test('a broken tsconfig is ignored', () =>
  checkImport({ 'tsconfig.json': '{ "compilerOptions": ', 'src/a.ts': '' }, './a', 'src/a.ts'));

test('files that may define functions are found by their content', async () => {
  const root = projectWith({
    'src/pay.ts': "import { inngest } from './client'; inngest.createFunction({});",
    'src/old.js': "const { Inngest } = require('inngest'); createFunction();",
    'src/other.ts': 'factory.createFunction()',
    'src/client.ts': "import { Inngest } from 'inngest';",
    'src/pay.test.ts': 'inngest.createFunction()',
    'src/types.d.ts': 'inngest createFunction',
    'node_modules/inngest/index.js': 'inngest createFunction',
    '.next/server.js': 'inngest createFunction',
    'dist/pay.js': 'inngest createFunction',
  });
  const found = await findFunctionFiles(root);
  expect(found.map((file) => relative(root, file))).toEqual(['src/old.js', 'src/pay.ts']);
});
