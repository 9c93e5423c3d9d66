import { expect, test } from 'vitest';
import {
  type FunctionNode,
  groupFunctions,
  isFunctionMatch,
} from '../../../extension/src/views/function-groups.ts';
import type { FunctionSummary } from '../../../server/src/protocol.ts';

const noRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function some(path: string, name: string, app?: string): FunctionSummary {
  const own = app === undefined ? {} : { app };
  return {
    id: `${app ?? 'x'}-${name}`,
    localId: name,
    name,
    uri: path,
    range: noRange,
    triggers: [],
    ...own,
  };
}

const many = (count: number, path: string, app?: string) =>
  Array.from({ length: count }, (_, n) => some(path, `${path} ${String(n).padStart(2, '0')}`, app));

/** Each node on a line, folded as deep as it is. */
function check(functions: FunctionSummary[]): string[] {
  const lines = (nodes: readonly FunctionNode[], indent: string): string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'function')
        return [`${indent}${node.summary.name}${node.app === null ? '' : ` (${node.app})`}`];
      const isLong = node.children.length > 5 && node.children.every(({ kind }) => kind === 'function');
      return [
        `${indent}${node.kind} ${node.label}: ${node.count}`,
        ...(isLong ? [] : lines(node.children, `${indent}  `)),
      ];
    });
  return lines(
    groupFunctions(functions, ({ uri }) => uri, 'Other functions'),
    '',
  );
}

test('a few functions are a list by name, with the app where a name repeats', () => {
  expect(
    check([some('b.ts', 'Sync', 'web'), some('a.ts', 'Sync', 'api'), some('a.ts', 'Import', 'api')]),
  ).toEqual(['Import', 'Sync (api)', 'Sync (web)']);
});

test('many are grouped by app; those of no known app come last', () => {
  expect(
    check([...many(6, 'src/b.ts', 'web'), ...many(6, 'src/a.ts', 'api'), some('c.ts', 'alone')]),
  ).toEqual(['app api: 6', 'app web: 6', 'app Other functions: 1', '  alone']);
});

test('those of a large app are grouped by folder, named from where the folders part', () => {
  expect(
    check([
      ...many(8, 'apps/api/src/mail/a.ts', 'api'),
      ...many(6, 'apps/api/src/crm/b.ts', 'api'),
      some('apps/api/src/main.ts', 'start', 'api'),
    ]),
  ).toEqual(['folder src: 1', '  start', 'folder crm: 6', 'folder mail: 8']);
});

test.each([
  ['sync', true],
  ['API syn', true],
  ['mail/a.ts', true],
  ['cron', false],
])('%s: each word is found in its name, ID, app or path: %s', (query, expected) => {
  expect(isFunctionMatch(some('src/mail/a.ts', 'Sync', 'api'), 'src/mail/a.ts', query)).toBe(expected);
});
