/** `steplight runs diff`, `export`, `import` and `forget`, with and without a running runtime. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runRunsCommand } from '../../../runtime/src/cli.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { takeDataFolder } from '../../../runtime/src/data-folder.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import { entriesOfRun, eventWith } from '../../support/runtime/run-notation.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const approved = '01JD8XJ3A4R7Z9S2K6M0P5T1QA';
const rejected = '01JD8XJ3A4R7Z9S2K6M0P5T1QB';
const long = 'Tell everybody who asked for it';

let folder: ReturnType<typeof temporaryFolder>;
const cleanups: (() => unknown)[] = [];

/** An approved and a rejected run. */
beforeEach(() => {
  folder = temporaryFolder();
  cleanups.push(folder.remove);
  const data = takeDataFolder(join(folder.path, 'data'));
  const journal = openSqliteJournal(data.journalFile);
  const write = (runId: string, id: string, text: string) => {
    const event = eventWith({ id, password: 'hunter22' }, runId);
    const entries = entriesOfRun(text, { runId });
    const { lastSeq } = journal;
    const received = { seq: 1, at: 1, kind: 'event-received', event, source: 'api' } satisfies JournalEntry;
    const scheduled = {
      seq: 1,
      at: 1,
      kind: 'event-scheduled',
      eventId: event.internalId,
    } satisfies JournalEntry;
    journal.append(
      [received, ...entries, scheduled].map((entry, index) => ({ ...entry, seq: lastSeq + 1 + index })),
    );
  };
  write(
    approved,
    'upload-1',
    'load {"id":"upload-1"}\nreview ? {"id":"upload-1","ok":true}\ncreate {"n":3}\n= {"n":3}',
  );
  write(rejected, 'upload-2', 'load {"id":"upload-2"}\nreview ? {"id":"upload-2","ok":false}\n= {"n":0}');
  journal.close();
  data.release();
});
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function runs(...args: string[]) {
  const printed = { out: '', error: '' };
  const code = await runRunsCommand(args, {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    cwd: folder.path,
    env: { ...process.env, STEPLIGHT_DATA: join(folder.path, 'data') },
    signal: new AbortController().signal,
    graphOf: async (functionId) => ({ id: functionId, nodes: [{ label: long }] }),
  });
  return { code, ...printed };
}

const inFolder = (name: string) => join(folder.path, name);
const exportedFile = () => JSON.parse(readFileSync(inFolder('a.run.json'), 'utf8'));

const difference = `A  ${approved}  completed  Import
B  ${rejected}  completed  Import

The result of “review” differs at data.ok: true in A, false in B.

≠ event                        data.id: "upload-1" | "upload-2"
≠ load                         id: "upload-1" | "upload-2" (as the events do)
▶ review                       data.ok: true | false
A create                       only in A
≠ run                          n: 3 | 0
`;

describe.each(['without', 'with'])('%s a running runtime', (mode) => {
  beforeEach(async () => {
    if (mode === 'with') cleanups.push((await runRuntime({ dataFolder: join(folder.path, 'data') })).stop);
  });

  test('two runs are compared', async () => {
    expect(await runs('diff', 'QA', rejected)).toEqual({ code: 1, out: difference, error: '' });
    expect(await runs('diff', 'QA', approved)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\n\nThe runs do not differ\.\n$/),
    });
    const { code, out } = await runs('diff', 'last', 'QA', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      a: { runId: rejected },
      first: { at: 1, difference: { kind: 'value', of: 'output', path: 'data.ok', a: false, b: true } },
    });
  });

  test('a run is exported, imported, shown, compared and forgotten', async () => {
    expect(await runs('export', 'QA', '-o', 'a.run.json')).toEqual({
      code: 0,
      out: 'Exported to a.run.json. Values at 1 place are masked.\n',
      error: '',
    });
    expect(exportedFile()).toMatchObject({
      version: 1,
      source: { sdk: 'js:v4.1.0' },
      graph: { nodes: [{ label: long }] },
      events: [{ data: { id: 'upload-1', password: '••••₁' } }],
      masked: ['event.data.password'],
    });

    const id = `imported:${approved}`;
    expect(await runs('import', 'a.run.json')).toMatchObject({
      code: 0,
      out: `Imported ${id}  completed  Import\n`,
    });
    expect((await runs('import', 'a.run.json')).out).toBe(`Already imported: ${id}  completed  Import\n`);
    expect(new Set((await runs()).out.match(/\S+(?= +completed)/g))).toEqual(
      new Set([approved, rejected, id]),
    );
    expect((await runs('show', id)).out).toContain('imported, read-only: exported by Steplight');
    expect((await runs('show', approved)).out).not.toContain('imported');
    // Masked on one side only.
    expect((await runs('diff', id, 'QB')).out).toContain(
      '“review” differs at data.ok: true in A, false in B.',
    );
    expect(await runs('rerun', id)).toMatchObject({ code: 2, error: expect.stringContaining('read-only') });

    expect(await runs('forget', id)).toMatchObject({ code: 0 });
    expect(await runs('show', id)).toMatchObject({ code: 2 });
    expect(await runs('forget', id)).toMatchObject({ code: 2 });
  });
});

test('a run that is only here by its file is found by its own ID', async () => {
  await runs('export', 'QA', '-o', 'a.run.json');
  const text = readFileSync(inFolder('a.run.json'), 'utf8');
  writeFileSync(inFolder('b.run.json'), text.replaceAll(approved, approved.replace(/QA$/, 'QZ')));
  await runs('import', 'b.run.json');
  expect((await runs('show', 'QZ')).out).toContain(`imported:${approved.replace(/QA$/, 'QZ')}`);
  expect((await runs('export', 'QZ', '-o', '-')).out).toBe(readFileSync(inFolder('b.run.json'), 'utf8'));
});

test('chosen paths are masked too, and secrets only if they are to be', async () => {
  await runs('export', 'QA', '-o', 'a.run.json', '--mask', 'data.id', '--mask', 'output.n', '--keep-secrets');
  expect(exportedFile().events[0].data).toEqual({ id: '••••₁', password: 'hunter22' });
  expect(exportedFile().masked).toEqual(['event.data.id', 'output.n']);
  expect(readFileSync(inFolder('a.run.json'), 'utf8')).not.toContain('upload-1');
});

test('without a name, the file is named after the function and the run', async () => {
  expect((await runs('export', 'QA')).out).toContain('app-import-5T1QA.run.json'.replace('5T1QA', 'P5T1QA'));
  expect(existsSync(inFolder('app-import-P5T1QA.run.json'))).toBe(true);
});

test('what is wrong is said in one line', async () => {
  writeFileSync(inFolder('x.json'), 'import x');
  for (const [args, code, error] of [
    [['diff', 'QA'], 2, 'Specify two runs. `steplight runs` lists runs.\n'],
    [['diff', 'QA', 'nope'], 2, 'Run "nope" not found. `steplight runs` lists runs.\n'],
    [
      ['export', 'QA', '--mask', 'a..b'],
      2,
      '--mask: "a..b" is not a path. Write for example data.user.email, items[*].price or *.email.\n',
    ],
    [['import'], 2, 'Specify a file that `steplight runs export` has written.\n'],
    [['import', 'x.json'], 1, 'x.json is not a run that can be imported: it is not valid JSON.\n'],
    [
      ['forget', 'QA'],
      2,
      'Imported run "QA" not found. `steplight runs prune` removes runs of the runtime.\n',
    ],
  ] as const)
    expect(await runs(...args)).toEqual({ code, out: '', error });
  expect((await runs('import', 'gone.json')).error).toMatch(/^gone\.json could not be read: ENOENT/);
});
