/** Journals of the real runtime, damaged at random: every entry that can be read is kept, and what is lost is told. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { EngineState } from '../../../runtime/src/engine/state/engine-state.ts';
import { type Journal, subjectOf } from '../../../runtime/src/journal/journal.ts';
import { openSqliteJournal } from '../../../runtime/src/journal/open-journal.ts';
import type { EntryRow } from '../../../runtime/src/journal/row-checksum.ts';
import { entryIn } from '../../../runtime/src/journal/rows.ts';
import fc, { runs } from '../../support/property.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { type ServedApp, serveFunctions } from '../../support/sdk/sdk.ts';
import { waitUntil } from '../../support/wait-until.ts';

interface Recording {
  /** The file, and its write-ahead log when the runtime was killed. */
  files: { name: string; bytes: Buffer }[];
  entries: Map<number, JournalEntry>;
}

const names = ['journal.sqlite', 'journal.sqlite-wal'];
const now = Date.UTC(2030, 0, 1);

let folder: ReturnType<typeof temporaryFolder>;
let closed: Recording;
let killed: Recording;

beforeAll(async () => {
  folder = temporaryFolder();
  ({ closed, killed } = await record());
}, 60_000);
afterAll(() => folder.remove());

/** Runs that ended, that wait and sleep, that were invoked, and events that are collected. */
async function record(): Promise<{ closed: Recording; killed: Recording }> {
  const path = join(folder.path, 'recorded');
  const harness = await runRuntime({ dataFolder: path });
  const app: ServedApp = await serveFunctions(3, harness, [
    {
      id: 'imports',
      event: 'list/uploaded',
      handler: async ({ step, event }) => {
        const rows = await step.run('read', () => 'row '.repeat(Number(event.data.rows)));
        await step.run('save', () => rows.length);
        if (event.data.waits) await step.waitForEvent('approval', { event: 'list/approved', timeout: '1h' });
        if (event.data.sleeps) await step.sleep('later', '1h');
        return 'done';
      },
    },
    {
      id: 'calls',
      event: 'list/called',
      handler: ({ step, event }) =>
        step.invoke('import', { function: app.functions.get('imports'), data: event.data }),
    },
    {
      id: 'collects',
      event: 'list/opened',
      options: { batchEvents: { maxSize: 50, timeout: '60s' } },
      handler: () => 1,
    },
  ]);
  const file = join(path, names[0]!);
  for (let index = 0; index < 40; index++) {
    const rows = index % 10 === 9 ? 3_000 : index % 7;
    const data = { rows, waits: index % 5 === 1, sleeps: index % 5 === 2 };
    await harness.client.sendEvent({ name: 'list/uploaded', data });
  }
  await harness.client.sendEvent({ name: 'list/opened', data: {} });
  for (const waits of [true, false])
    await harness.client.sendEvent({ name: 'list/called', data: { rows: 1, waits } });
  await waitUntil(
    'rest',
    async () =>
      (await harness.runs()).every(
        ({ status, steps }) =>
          steps.some(({ invoke, endedAt }) => invoke && endedAt === null) ||
          !['queued', 'running'].includes(status),
      ),
    () => harness.runs(),
    30_000,
  );
  const killed = read(file);
  await harness.stop();
  await app.stop();
  return { closed: read(file), killed };
}

function read(file: string): Recording {
  const files = ['', '-wal']
    .filter((end) => existsSync(file + end))
    .map((end, index) => ({ name: names[index]!, bytes: readFileSync(file + end) }));
  const copy = placed({ files, entries: new Map() }, 'copy');
  const entries = readable(copy);
  rmSync(join(folder.path, 'copy'), { recursive: true });
  return { files, entries };
}

/** Puts the files into a folder of their own. */
function placed({ files }: Recording, name: string): string {
  const path = join(folder.path, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  for (const { name, bytes } of files) writeFileSync(join(path, name), bytes);
  return join(path, names[0]!);
}

/** What SQLite reads, row by row. */
function readable(file: string): Map<number, JournalEntry> {
  const entries = new Map<number, JournalEntry>();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    const row = database.prepare('select * from journal where seq = ?');
    for (let seq = 1; seq < 2_000; seq++) {
      try {
        const found = row.get(seq);
        if (found) entries.set(seq, entryIn(found as unknown as EntryRow));
      } catch {
        // This one is lost.
      }
    }
  } catch {
    // All of them are.
  } finally {
    database?.close();
  }
  return entries;
}

type Damage =
  | { kind: 'bits'; at: number[] }
  | { kind: 'zeros' | 'garbage'; page: number; pages: number }
  | { kind: 'cut'; at: number };

/** Places from 0 to 1: the recordings differ a little each time. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const overwritten: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('bits' as const), at: fc.array(place, { minLength: 1, maxLength: 200 }) }),
  fc.record({
    kind: fc.constantFrom('zeros' as const, 'garbage' as const),
    page: place,
    pages: fc.integer({ min: 1, max: 4 }),
  }),
);
const cut: fc.Arbitrary<Damage> = fc.record({ kind: fc.constant('cut' as const), at: place });

const pageBytes = 4096;

function damaged(bytes: Buffer, damage: Damage): Buffer {
  if (damage.kind === 'cut') return bytes.subarray(0, Math.floor(damage.at * bytes.length));
  const copy = Buffer.from(bytes);
  if (damage.kind === 'bits') {
    for (const at of damage.at) copy[Math.floor(at * copy.length)]! ^= 1 << Math.floor((at * 1e9) % 8);
    return copy;
  }
  const from = Math.floor((damage.page * copy.length) / pageBytes) * pageBytes;
  return copy.fill(
    damage.kind === 'zeros' ? 0 : 0xa5,
    from,
    Math.min(copy.length, from + damage.pages * pageBytes),
  );
}

interface Opened {
  entries: JournalEntry[];
  notices: string[];
  active: string[];
}

function opened(file: string): Opened {
  const notices: string[] = [];
  const journal = openSqliteJournal(file, {
    afterCrash: true,
    now: () => now,
    onNotice: (text) => notices.push(text),
  });
  const entries = journal.read(0, 10_000);
  const active = journal.unendedRuns();
  checkViews(journal);
  journal.close();
  return { entries, notices, active };
}

/** Everything that a runtime reads of it can be read and folded. */
function checkViews(journal: Journal): void {
  const state = new EngineState((id) => journal.event(id));
  for (const entry of journal.openBuffers()) state.apply(entry);
  for (const runId of journal.unendedRuns()) for (const entry of journal.entriesOf(runId)) state.apply(entry);
  for (const runId of journal.listRuns({ limit: 1_000 })) {
    let progress: RunProgress | null = null;
    for (const entry of journal.entriesOf(runId)) progress = applyEntry(progress, entry);
    expect(progress?.runId).toBe(runId);
  }
  journal.listEvents({ limit: 1_000 });
  journal.unscheduledEvents();
  journal.clockSetting();
}

let opens = 0;

function checkDamaged(recording: Recording, files: Recording['files']): Opened {
  const original = recording.entries;
  const file = placed({ files, entries: original }, `damaged-${opens++}`);
  copyFileSync(file, `${file}-copy`);
  if (files.length > 1) copyFileSync(`${file}-wal`, `${file}-copy-wal`);
  const bySqlite = readable(`${file}-copy`);
  const first = opened(file);
  const kept = new Map(first.entries.map((entry) => [entry.seq, entry]));
  const keptSubjects = new Set(first.entries.map(subjectOf));
  const lostOf = new Set<string>();
  for (const [seq, entry] of original) {
    const now = kept.get(seq);
    if (now && JSON.stringify(now) === JSON.stringify(entry)) continue;
    // What was added after the damage may have its number, if it was the last one.
    if (now) expect(added.has(now.kind)).toBe(true);
    lostOf.add(subjectOf(entry));
    const readBySqlite = JSON.stringify(bySqlite.get(seq)) === JSON.stringify(entry);
    if (readBySqlite) expect(keptSubjects).not.toContain(subjectOf(entry));
  }
  for (const [seq, entry] of kept) if (!original.has(seq)) expect(added.has(entry.kind)).toBe(true);
  if (lostOf.size > 0) expect(first.notices).toHaveLength(1);
  // Nobody goes on with a run that lost something.
  expect(first.active.filter((runId) => lostOf.has(runId))).toEqual([]);
  if (first.notices.length > 0 && files[0]!.bytes.length > 0)
    expect(readdirSync(join(file, '..')).some((name) => name.includes('-damaged-'))).toBe(true);
  const second = opened(file);
  expect(second).toEqual({ ...first, notices: [] });
  rmSync(join(file, '..'), { recursive: true });
  return first;
}

const added: ReadonlySet<string> = new Set([
  'run-cancelled',
  'hold-released',
  'event-scheduled',
  'clock-set',
]);

describe('random damage', () => {
  const check = (recording: () => Recording, which: number, damages: fc.Arbitrary<Damage>) =>
    fc.assert(
      fc.property(damages, (how) => {
        const { files } = recording();
        checkDamaged(
          recording(),
          files.map((each, index) => (index === which ? { ...each, bytes: damaged(each.bytes, how) } : each)),
        );
      }),
      { numRuns: runs(25) },
    );

  test('of a journal that was closed', () => check(() => closed, 0, fc.oneof(overwritten, cut)), 300_000);
  test(
    'of a journal whose runtime was killed',
    () => check(() => killed, 0, fc.oneof(overwritten, cut)),
    300_000,
  );
  // A log that ends early is like one whose end was never written.
  test('of the write-ahead log', () => check(() => killed, 1, overwritten), 300_000);
});

test('an undamaged journal is left as it is', () => {
  for (const recording of [closed, killed]) {
    const { entries, notices, active } = checkDamaged(recording, recording.files);
    expect(notices).toEqual([]);
    expect(entries).toEqual([...recording.entries.values()]);
    expect(active.length).toBeGreaterThan(10);
  }
});
