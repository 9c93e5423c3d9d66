/** `steplight runs prune`, beside a runtime and without one. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runRunsCommand } from '../../../runtime/src/cli.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { takeDataFolder } from '../../../runtime/src/data-folder.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import { event, queued } from '../../support/runtime/journal-entries.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const day = 86_400_000;
let folder: ReturnType<typeof temporaryFolder>;

/** Two runs that ended 40 and 10 days ago. */
beforeEach(() => {
  folder = temporaryFolder();
  const data = takeDataFolder(folder.path);
  const journal = openSqliteJournal(data.journalFile);
  for (const age of [40, 10]) {
    const [runId, name] = [`RUN${age}`, `days-${age}`];
    const facts = [
      { kind: 'event-received', event: event(name), source: 'api' },
      { ...queued, runId, eventIds: [`I-${name}`] },
      { kind: 'event-scheduled', eventId: `I-${name}` },
      { kind: 'run-completed', runId, output: null },
    ];
    const { lastSeq } = journal;
    const at = Date.now() - age * day;
    journal.append(facts.map((fact, index) => ({ seq: lastSeq + 1 + index, at, ...fact }) as JournalEntry));
  }
  journal.close();
  data.release();
});
afterEach(() => folder.remove());

async function prune(...args: string[]) {
  const printed = { out: '', error: '' };
  const code = await runRunsCommand(['prune', ...args], {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    env: { ...process.env, STEPLIGHT_DATA: folder.path },
    signal: new AbortController().signal,
  });
  return { code, ...printed };
}

const said = (out: string) => ({ code: 0, out: `${out}\n`, error: '' });

test('without a runtime, it works on the file', async () => {
  expect(await prune('--dry-run')).toEqual(said('This would remove 1 run.'));
  expect(await prune()).toEqual(said('Removed 1 run and 1 event.'));
  expect(await prune()).toEqual(said('Nothing to remove.'));
  expect(await prune('--keep', '5d')).toEqual(said('Removed 1 run and 1 event.'));
});

test('if a runtime is running, that runtime prunes', async () => {
  const { client, stop } = await runRuntime({ dataFolder: folder.path });
  try {
    expect(await prune('--keep', 'forever', '--dry-run')).toEqual(said('This would remove 0 runs.'));
    expect(await prune('--keep', '30d', '--json')).toEqual(said('{"runs":1,"events":1}'));
    expect((await client.listRuns()).runs.map(({ runId }) => runId)).toEqual(['RUN10']);
  } finally {
    await stop();
  }
});

test.each([
  [['--keep', 'soon'], '--keep must be a duration such as 30d, or "forever".'],
  [['--keep-size', 'much'], '--keep-size must be a size such as 500mb, or "any".'],
])('%j says what is wrong', async (args, message) => {
  expect(await prune(...args)).toEqual({ code: 2, out: '', error: `${message}\n` });
});
