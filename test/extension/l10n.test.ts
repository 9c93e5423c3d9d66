/**
 * `l10n/bundle.l10n.json` holds every text that the extension shows, for translators: its own, and those it shares with
 * the terminal.
 * `UPDATE=1 vitest run test/extension/l10n.test.ts` writes it anew.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const bundle = join(root, 'l10n/bundle.l10n.json');

const folders = ['extension/src', 'runtime/src/contract'];

function sources(): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('cli'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

function shownTexts(): string[] {
  const literals = sources().flatMap((source) => [
    ...source.matchAll(/l10n\.t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g),
  ]);
  // The literals are the project's own source, quoted in one of two ways.
  return [...new Set(literals.map((match) => Function(`return ${match[1]}`)() as string))].sort();
}

test('the bundle contains every text that the extension shows', () => {
  const texts = Object.fromEntries(shownTexts().map((text) => [text, text]));
  expect(Object.keys(texts).length).toBeGreaterThan(50);
  if (process.env.UPDATE === '1') writeFileSync(bundle, `${JSON.stringify(texts, null, 2)}\n`);
  expect(JSON.parse(readFileSync(bundle, 'utf8'))).toEqual(texts);
});

test('every text is a literal, so that it can be found', () => {
  const dynamic = sources().flatMap((source) => [...source.matchAll(/l10n\.t\(\s*[^'"\s][^\n]*/g)]);
  expect(dynamic.map((match) => match[0])).toEqual([]);
});
