/** The .vsix itself: what people download. */
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vsix } from './harness/paths.ts';
import { listZip } from './harness/zip-listing.ts';

const megabyte = 1024 * 1024;
const entries = listZip(vsix);
const names = entries.map(({ name }) => name);
const textOf = (name: string) =>
  entries
    .find((entry) => entry.name === name)
    ?.read()
    .toString('utf8') ?? '';

test('is at most 4 MB', () => {
  expect(statSync(vsix).size / megabyte).toBeLessThanOrEqual(4);
});

test('contains each process, the page, and nothing that is only for development', () => {
  expect(names).toEqual(
    expect.arrayContaining(
      [
        ...['extension.cjs', 'server.cjs', 'runtime.cjs', 'runtime-main.cjs', 'host.cjs', 'cli.cjs'],
        ...['webview.js', 'webview.css'],
      ].map((name) => `extension/dist/${name}`),
    ),
  );
  expect(names.filter((name) => /\.(ts|tsx|map|vsix)$|node_modules|\/test\//.test(name))).toEqual([]);
});

test('has no native code, so that one file serves every platform', () => {
  expect(names.filter((name) => /\.(node|so|dll|dylib|exe|wasm)$/.test(name))).toEqual([]);
  expect(textOf('extension.vsixmanifest')).not.toContain('TargetPlatform');
});

test('has TypeScript once', () => {
  // The key of a message that is in every copy of it.
  const copies = entries.filter(
    ({ name, read }) => name.endsWith('.cjs') && read().includes('Unterminated_string_literal_1002'),
  );
  expect(copies.map(({ name }) => name)).toEqual(['extension/dist/typescript.cjs']);
});

test('has what the marketplace shows: icon, readme, changelog, license', () => {
  const manifest = JSON.parse(textOf('extension/package.json'));
  expect(names).toContain(`extension/${manifest.icon}`);
  expect(manifest).toMatchObject({
    license: 'MIT',
    categories: expect.any(Array),
    keywords: expect.any(Array),
  });
  const shown = names.map((name) => name.toLowerCase());
  expect(shown).toEqual(
    expect.arrayContaining([
      'extension/readme.md',
      'extension/changelog.md',
      expect.stringMatching(/^extension\/licen[cs]e/),
    ]),
  );
});

test('names the license of everything that is bundled', () => {
  const notices = textOf('extension/dist/THIRD-PARTY-NOTICES.txt');
  expect(notices).toContain('Eclipse Public License');
  for (const name of ['elkjs', 'typescript', 'ts-morph', 'preact', 'hono', 'vscode-languageclient']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  }
});
