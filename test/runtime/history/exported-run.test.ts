import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import {
  ExportedRunError,
  exportRun,
  importedEntries,
  readExportedRun,
} from '../../../runtime/src/history/exported-run.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import { entriesOfRun, eventWith } from '../../support/runtime/run-notation.ts';

const root = resolve(import.meta.dirname, '../../..');
const runId = '01JD8XJ3A4R7Z9S2K6M0P5T1QW';
const text = 'load 20ms {"n":1}\nreview ? {"ok":true}\npay 5ms !no ×2\nload 2\n= {"n":3}';

function file(entries: readonly JournalEntry[] = entriesOfRun(text)) {
  return exportRun({
    entries,
    events: [eventWith({ id: 'u-1' }, runId)],
    graph: { id: 'app-import', nodes: [] },
    engine: 'Steplight 0.3.0',
    commit: 'abc',
  });
}

test('an exported run is read as it was', () => {
  const run = file();
  expect(readExportedRun(JSON.stringify(run))).toEqual({ run, notices: [] });
  expect(run).toMatchObject({
    version: 1,
    source: { engine: 'Steplight 0.3.0', sdk: 'js:v4.1.0', commit: 'abc' },
    function: { id: 'app-import', name: 'Import', appId: 'app' },
  });
});

test('it is what the JSON schema in the package describes', () => {
  const schema = JSON.parse(readFileSync(join(root, 'extension/schemas/run.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate(JSON.parse(JSON.stringify(file()))), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...file(), entries: [] })).toBe(false);
});

test('it has the same progress at every moment, under an ID that says that it is imported', () => {
  const steps = ['load 20ms 1', 'review ? {"ok":true}', 'review ~', 'review ??', 'pay 5ms !no ×2', 'end "x"'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 20 }), fc.nat(60), (lines, seq) => {
      const entries = entriesOfRun([...lines, '= 1'].join('\n'));
      const { run } = readExportedRun(JSON.stringify(file(entries)));
      const before = new RunHistory(entries).at(seq);
      const after = new RunHistory(importedEntries(run)).at(seq);
      expect(after).toEqual(before && { ...before, runId: `imported:${runId}` });
    }),
  );
});

test('of a newer version what is known is read, and what is not is said', () => {
  const run = { ...file(), version: 2, colors: ['red'] };
  const added = { seq: 900, at: 1, runId, kind: 'step-dreamed', step: 5 };
  const { run: read, notices } = readExportedRun(
    JSON.stringify({ ...run, entries: [...run.entries, added] }),
  );
  expect(read).toEqual(file());
  expect(notices).toEqual([
    'The file has version 2; this version of Steplight reads version 1. What it does not know is left out.',
    '1 journal entries of unknown kinds are left out.',
  ]);
});

describe('refused is', () => {
  const run = file();
  const [queued, ...rest] = run.entries;
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const withEntry = (entry: object) =>
    JSON.stringify({ ...run, entries: [queued, { seq: 50, at: 1, runId, ...entry }] });

  test.each<[string, string, string]>([
    ['no JSON', 'import x', 'it is not valid JSON.'],
    ['another value', '[]', 'it must be an object.'],
    ['another format', '{"version":"1"}', '"version" must be a positive integer.'],
    ['a package', '{"name":"x","version":1}', '"entries" must be an array of journal entries.'],
    [
      'a run without entries',
      JSON.stringify({ ...run, entries: [] }),
      '"entries" must be an array of journal entries.',
    ],
    [
      'a run without its beginning',
      JSON.stringify({ ...run, entries: rest }),
      '"entries" must begin with "run-queued" of a run.',
    ],
    [
      'an ID that leads elsewhere',
      JSON.stringify({ ...run, entries: [{ ...queued, runId: '../../../../etc/passwd' }] }),
      '"entries" must begin with "run-queued" of a run.',
    ],
    [
      'an entry of another run',
      withEntry({ kind: 'run-started', runId: 'other' }),
      'entry 2 is not a journal entry of this run.',
    ],
    [
      'a step without an ID',
      withEntry({ kind: 'step-planned', step: { name: {} } }),
      'entry 2 is not a journal entry of this run.',
    ],
    [
      'an entry of the wrong shape',
      withEntry({ kind: 'run-failed', error: 'no' }),
      'entry 2 is not a journal entry of this run.',
    ],
    ['entries in disorder', withEntry({ kind: 'run-started', seq: 0 }), 'entry 2 is out of order.'],
    ['a source without name', JSON.stringify({ ...run, source: {} }), '"source" must name its "engine".'],
    [
      'a graph of the wrong shape',
      JSON.stringify({ ...run, graph: [] }),
      '"graph" must be an object or null.',
    ],
    [
      'events of the wrong shape',
      JSON.stringify({ ...run, events: [{}] }),
      '"events" must be an array of events.',
    ],
    [
      'what is nested too deep',
      JSON.stringify(run).replace('{"n":3}', nested(100_000)),
      'its values are nested deeper than 200 levels.',
    ],
    [
      'a prototype',
      JSON.stringify(run).replace('{"n":3}', '{"__proto__":{"polluted":true}}'),
      'it has a member named "__proto__".',
    ],
  ])('%s', (_, content, message) => {
    expect(() => readExportedRun(content)).toThrow(new ExportedRunError(message));
  });
});

test('anything else is refused with an ExportedRunError, or can be folded', () => {
  const run = file();
  fc.assert(
    fc.property(fc.nat(run.entries.length - 1), fc.string(), fc.jsonValue(), (index, key, value) => {
      const names = Object.keys(run.entries[index]!);
      const name = key.length === 0 ? 'step' : names[key.length % names.length]!;
      const entries = run.entries.map((entry, at) => (at === index ? { ...entry, [name]: value } : entry));
      try {
        const read = readExportedRun(JSON.stringify({ ...run, entries }));
        expect(new RunHistory(importedEntries(read.run)).latest).not.toBe(null);
      } catch (error) {
        expect(error).toBeInstanceOf(ExportedRunError);
      }
    }),
    { numRuns: 400 },
  );
});
