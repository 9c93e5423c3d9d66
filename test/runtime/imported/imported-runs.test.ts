import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { exportRun } from '../../../runtime/src/history/exported-run.ts';
import { ImportedRuns, maxFileSize } from '../../../runtime/src/imported/imported-runs.ts';
import { entriesOfRun } from '../../support/runtime/run-notation.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const runId = '01JD8XJ3A4R7Z9S2K6M0P5T1QW';
const otherId = '01JD8XJ3A4R7Z9S2K6M0P5T1QX';

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

function folder() {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  const runs = new ImportedRuns(join(path, 'data'));
  const write = (name: string, content: string) => {
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
  const file = (name: string, text: string, id = runId) => {
    const parts = {
      entries: entriesOfRun(text, { runId: id }),
      events: [],
      graph: null,
      engine: 'Steplight',
    };
    return write(name, JSON.stringify(exportRun(parts), null, 2));
  };
  return { path, runs, file, write };
}

const ids = (runs: ImportedRuns) => runs.list().map(({ progress }) => progress.runId);

test('an imported run is kept, and found by both of its IDs', () => {
  const { path, runs, file } = folder();
  expect(runs.list()).toEqual([]);
  const { run, outcome } = runs.import(file('a.run.json', 'load 1\n= {"n":1}'));
  expect(outcome).toBe('new');
  expect(run.progress).toMatchObject({ runId: `imported:${runId}`, status: 'completed', output: { n: 1 } });
  const again = new ImportedRuns(join(path, 'data'));
  expect(again.get(runId)).toEqual(run);
  expect(again.get(`imported:${runId}`)).toEqual(run);
  expect(again.get(otherId)).toBe(null);
});

test('importing it twice makes no duplicate, and a newer file replaces it', () => {
  const { runs, file } = folder();
  const early = file('early.run.json', 'load 1\nreview ??');
  const late = file('late.run.json', 'load 1\nreview ? {}\n= 1');
  expect([early, early, late].map((path) => runs.import(path).outcome)).toEqual(['new', 'same', 'replaced']);
  expect(ids(runs)).toEqual([`imported:${runId}`]);
  expect(runs.get(runId)?.progress.status).toBe('completed');
});

test('the newest is first, and only as many are read as are asked for', () => {
  const { runs, file } = folder();
  runs.import(file('a', 'load 1\n= 1'));
  runs.import(file('b', 'load 1\n= 1', otherId));
  expect(ids(runs)).toEqual([`imported:${otherId}`, `imported:${runId}`]);
  expect(runs.list(1)).toHaveLength(1);
});

test('a forgotten run is gone, and nothing else', () => {
  const { path, runs, file, write } = folder();
  runs.import(file('a', 'load 1\n= 1'));
  mkdirSync(join(path, 'data'), { recursive: true });
  const kept = write('data/journal.run.json', 'x');
  expect(runs.forget('../journal')).toBe(false);
  expect(runs.forget(otherId)).toBe(false);
  expect(runs.forget(`imported:${runId}`)).toBe(true);
  expect(runs.forget(runId)).toBe(false);
  expect(ids(runs)).toEqual([]);
  expect(existsSync(kept)).toBe(true);
});

test('a file that somebody damaged is left out', () => {
  const { path, runs, file } = folder();
  runs.import(file('a', 'load 1\n= 1'));
  writeFileSync(join(path, 'data/imported', `${runId}.run.json`), '{');
  writeFileSync(join(path, 'data/imported/readme.run.json'), '{}');
  expect(runs.list()).toEqual([]);
  expect(runs.import(file('a', 'load 1\n= 1')).outcome).toBe('replaced');
});

test('a file that is too large is refused unread', () => {
  const { path, runs, write } = folder();
  const large = write('large.run.json', '');
  truncateSync(large, maxFileSize * 8);
  expect(() => runs.import(large)).toThrow('it is larger than 64 MiB.');
  expect(() => runs.import(path)).toThrow('it is not a file.');
});

test('only its user can read it', () => {
  const { path, runs, file } = folder();
  runs.import(file('a', 'load 1\n= 1'));
  const kept = join(path, 'data/imported');
  expect(statSync(kept).mode & 0o077).toBe(0);
  expect(readdirSync(kept).map((name) => statSync(join(kept, name)).mode & 0o077)).toEqual([0]);
});
