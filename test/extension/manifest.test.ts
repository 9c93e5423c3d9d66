/** package.json, its translations and the code name the same things. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { lookNames } from '../../extension/src/format/state-look.ts';
import { lineTones } from '../../extension/src/inline/step-text.ts';
import {
  readSettings,
  runtimeArguments,
  settingsTable,
  settingsThatRestart,
} from '../../extension/src/settings-table.ts';
import { runContexts } from '../../extension/src/views/run-contexts.ts';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const nls = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const readme = readFileSync(join(root, 'README.md'), 'utf8');

interface AnySetting {
  key: string;
  default: unknown;
  choices?: readonly unknown[];
}
type DeclaredSetting = { default: unknown; enum?: unknown[] };

const contributed: string[] = manifest.contributes.commands.map(
  (command: { command: string }) => command.command,
);

function registered(): string[] {
  const folder = join(root, 'extension/src/commands');
  return readdirSync(folder)
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/^ {2}id: '(steplight\.\w+)'/gm),
    ])
    .map((match) => match[1] ?? '');
}

test('every command of the manifest is registered, and vice versa', () => {
  expect(registered().sort()).toEqual([...contributed].sort());
});

test('every registered command is in the list', () => {
  const list = readFileSync(join(root, 'extension/src/commands/register.ts'), 'utf8');
  const count = /const commands[^=]*= \[([^\]]*)\]/
    .exec(list)?.[1]
    ?.split(',')
    .filter((name) => name.trim()).length;
  expect(count).toBe(contributed.length);
});

test('menus, keys, welcomes and walkthrough name commands that exist', () => {
  const named = [
    ...JSON.stringify([manifest.contributes, nls]).matchAll(
      /(?:"command":"|command:|onCommand:)(steplight\.\w+)/g,
    ),
  ];
  const unknown = named.map((match) => match[1] ?? '').filter((id) => !contributed.includes(id));
  expect(unknown).toEqual([]);
});

test('the palette finds every command by the name of the SDK', () => {
  const commands: { command: string; category: string }[] = manifest.contributes.commands;
  expect(commands.filter(({ category }) => category !== manifest.displayName)).toEqual([]);
});

test('conditions of menus ask for what the code sets', () => {
  const asked = [...JSON.stringify(manifest.contributes.menus).matchAll(/"when":"([^"]*)"/g)].flatMap(
    ([, when = '']) => [...when.matchAll(/(?<![\w:/.]|== )steplight\.(\w+)/g)].map(([, key = '']) => key),
  );
  const source = readdirSync(join(root, 'extension/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'extension/src', name), 'utf8'))
    .join('\n');
  const set = [...source.matchAll(/'steplight\.(\w+)'|setContext\('(\w+)'/g)].map(
    (match) => match[1] ?? match[2],
  );
  const known = new Set([...set, ...Object.keys(runContexts([]))]);
  expect([...new Set(asked)].filter((key) => !known.has(key))).toEqual([]);
});

test('every text of the manifest has a translation, and no translation is unused', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1] ?? '');
  expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
});

test('every file that the manifest names exists', () => {
  const files = [...JSON.stringify(manifest).matchAll(/"(extension\/media\/[^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('the manifest declares each setting of the table, with its default and its choices', () => {
  // The first section is the extension's; the rules' is the server's, see rules.test.ts.
  const declared = manifest.contributes.configuration[0].properties as Record<string, DeclaredSetting>;
  const expected = Object.values(settingsTable).map(({ key, default: value, choices }: AnySetting) => [
    `steplight.${key}`,
    { default: value, enum: choices },
  ]);
  const found = Object.entries(declared).map(([name, { default: value, enum: choices }]) => [
    name,
    { default: value, enum: choices },
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('the README lists each setting of the table, with its default', () => {
  const rows = [...readme.matchAll(/^\| `steplight\.([\w.]+)` \| (?:`(.+?)`) \|/gm)].map((match) => [
    match[1],
    match[2],
  ]);
  const expected = Object.values(settingsTable).map(({ key, default: value }: AnySetting) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});

test('the runtime gets every setting that restarts it', () => {
  const values = readSettings((_key, fallback) => fallback);
  expect(runtimeArguments(values)).toEqual([
    '--port',
    '8288',
    '--backoff',
    'short',
    '--no-cron',
    '--keep',
    '30d',
    '--keep-size',
    '1gb',
  ]);
  const changed = { ...values, schedules: true, hostDebug: true, allowedOrigins: ['https://a', 'https://b'] };
  expect(runtimeArguments(changed).slice(-5)).toEqual([
    '--inspect',
    '--allow-origin',
    'https://a',
    '--allow-origin',
    'https://b',
  ]);
  const inContainer = { ...values, allowedHosts: ['host.docker.internal'] };
  expect(runtimeArguments(inContainer).slice(-2)).toEqual(['--allow-host', 'host.docker.internal']);
  expect(runtimeArguments({ ...values, refuseConnections: true }).slice(-1)).toEqual([
    '--refuse-connections',
  ]);
  for (const name of settingsThatRestart('runtime')) {
    expect(settingsTable[name].runtimeArguments, name).toBeDefined();
  }
});

test('every tone of a line has its color and its icons', () => {
  const colors = manifest.contributes.colors.map((color: { id: string }) =>
    color.id.replace('steplight.', ''),
  );
  expect(colors).toEqual([...lineTones]);
  const icons = readdirSync(join(root, 'extension/media/gutter')).sort();
  const named = [...new Set([...lineTones, ...lookNames])];
  expect(icons).toEqual(named.flatMap((name) => [`${name}-dark.svg`, `${name}-light.svg`]).sort());
});
