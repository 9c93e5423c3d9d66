/** Rules, settings, translations and pages agree one to one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteCodes } from '../../../server/src/rules/model/note-codes.ts';
import { documentationFolder, ruleHeads, rules } from '../../../server/src/rules/registry.ts';
import {
  isRuleSetting,
  type Manifest,
  ruleSettings,
  ruleTexts,
} from '../../support/analysis/rule-settings.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const codes = [...ruleHeads.keys()].sort();
const folders = ['rules', 'notes'] as const;
const codesIn = (folder: string): string[] => codes.filter((code) => documentationFolder(code) === folder);
const howTo = 'run `node test/support/analysis/rule-settings.ts`';

test('codes are kebab-case, and each rule has its own', () => {
  const own = rules.map(({ code }) => code);
  expect(new Set(own).size).toBe(own.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
});

test('every rule is in the file of its name', () => {
  const files = readdirSync(join(root, 'server/src/rules'));
  for (const { code } of rules) expect(files).toContain(`${code}.ts`);
});

test('package.json declares the setting of every code', () => {
  const { contributes } = JSON.parse(read('package.json')) as Manifest;
  const all = Object.assign({}, ...[contributes.configuration].flat().map(({ properties }) => properties));
  const declared = Object.fromEntries(Object.entries(all).filter(([name]) => isRuleSetting(name)));
  expect(declared, howTo).toEqual(ruleSettings());
});

test('package.nls.json describes each setting', () => {
  const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const declared = Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('rule.')));
  expect(declared, howTo).toEqual(ruleTexts());
});

test('every code has a page, and every page a code', () => {
  for (const folder of folders) {
    const pages = readdirSync(join(root, 'server/docs', folder)).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(codesIn(folder).map((code) => `${code}.md`));
  }
});

test.each(codes)('the page of %s names the code, its title, its severity and shows code', (code) => {
  const page = read(`server/docs/${documentationFolder(code)}/${code}.md`);
  const { title, defaultSeverity } = ruleHeads.get(code) ?? { title: '', defaultSeverity: '' };
  expect(page).toMatch(new RegExp(`^# ${code}\n\n`));
  expect(page).toContain(`**${title}.**`);
  expect(page).toContain(`Severity: \`${defaultSeverity}\``);
  expect(page).toContain('```ts\n');
});

test.each(folders)('the list of %s links to every page', (folder) => {
  const list = read(`server/docs/${folder}/README.md`);
  const linked = [...list.matchAll(/\]\(([a-z-]+)\.md\)/g)].map((match) => match[1] ?? '');
  expect(linked.sort()).toEqual(codesIn(folder));
});

test('every code of a Note in the analysis is listed', () => {
  const folders = ['graph', 'definitions', 'syntax', 'workspace'].map((name) =>
    join(root, 'server/src', name),
  );
  const found = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .flatMap((entry) => noteCodesIn(readFileSync(join(entry.parentPath, entry.name), 'utf8'))),
  );
  expect([...new Set(found)].filter((code) => !ruleHeads.has(code))).toEqual([]);
  expect(found.length).toBeGreaterThan(5);
  const listed = noteCodes.map(({ code }) => code);
  expect(listed.filter((code) => !found.includes(code))).toEqual([]);
});

/** `note('warning', 'code', …)`, `code: 'code'`, `opaqueBlock(…, 'code', why, …)`. */
function noteCodesIn(source: string): string[] {
  const code = "'([a-z]+(?:-[a-z]+)*)'";
  const kebab = "'([a-z]+(?:-[a-z]+)+)'";
  const patterns = [
    String.raw`note\(\s*'(?:error|warning|info)',\s*${code}`,
    String.raw`\bcode: ${code},\s*message`,
    String.raw`opaqueBlock\([^;]*?${kebab},\s*(?:why|\x60|')`,
  ];
  return patterns.flatMap((pattern) =>
    [...source.matchAll(new RegExp(pattern, 'g'))].map((match) => match[1] ?? ''),
  );
}
