/** Imports inside the server run downwards, values and types alike: what comes first here knows nothing of what follows. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../../server/src');

const order = [
  'workflow-graph.ts',
  'values',
  'syntax',
  'definitions',
  'evaluation',
  'graph',
  'schema',
  'events',
  'workspace',
  'rules',
  'event-map.ts',
  'protocol.ts',
  'payload',
  'features',
  'map',
  'lsp',
  'cli',
  'cli.ts',
  'compile-cache.ts',
  'main.ts',
];

const importPattern = /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"](\.[^'"]+)['"]/g;

function roomOf(path: string): string {
  return relative(source, path).split(sep)[0] ?? '';
}

test('every file of the server is in a room of the order', () => {
  expect(readdirSync(source).filter((name) => !order.includes(name))).toEqual([]);
});

test('no import of the server runs upwards', () => {
  const upwards = readdirSync(source, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(importPattern)].flatMap(([, specifier = '']) => {
        const target = resolve(dirname(file), specifier);
        const isUpwards = order.indexOf(roomOf(target)) > order.indexOf(roomOf(file));
        return isUpwards ? [`${relative(source, file)} imports ${relative(source, target)}`] : [];
      }),
    );
  expect(upwards).toEqual([]);
});
