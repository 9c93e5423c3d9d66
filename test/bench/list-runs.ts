/** Listing and filtering the runs of a stored journal. Figures only: the bars are those of the searches' own tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../runtime/src/contract/journal.ts';
import type { RunFilter } from '../../runtime/src/contract/run-filter.ts';
import { openSqliteJournal } from '../../runtime/src/journal/open-journal.ts';
import { runMatcher } from '../../runtime/src/search/run-matcher.ts';
import { searchRuns } from '../../runtime/src/search/search-runs.ts';
import { milliseconds } from '../support/stopwatch.ts';
import type { BenchRow } from './row.ts';

const runs = 10_000;
const steps = 10;

/** The last one to be found is the oldest. */
const searches: [name: string, filter: RunFilter, limit: number][] = [
  ['latest 50', {}, 50],
  ['of a rare function, all', { functionId: 'app-rare' }, 1_000],
  ['failed, all', { status: 'failed' }, 1_000],
  ['where output.count > 3, first 50', { where: 'output.count > 3' }, 50],
  ['where, no match', { where: 'output.count > 1000' }, 50],
  ['where over events, no match', { where: 'event.data.user_id == "nobody"' }, 50],
  ['text, no match', { text: 'nowhere' }, 50],
];

export async function measure(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'));
  try {
    let seq = 0;
    for (let first = 0; first < runs; first += 500) {
      const entries: JournalEntry[] = [];
      for (let n = first; n < first + 500; n++)
        for (const fact of factsOf(n)) entries.push({ seq: ++seq, at: n, ...fact } as JournalEntry);
      journal.append(entries);
    }
    const rows: BenchRow[] = [];
    for (const [name, filter, limit] of searches) {
      const since = performance.now();
      const found = await searchRuns(journal, runMatcher(filter, 0), { limit });
      rows.push({
        name: `search ${runs / 1000},000 stored runs: ${name} (${found.runs.length} found)`,
        value: milliseconds(performance.now() - since),
        ...{ limit: '', ratio: '', bar: '', ok: true },
      });
    }
    return rows;
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function factsOf(n: number): object[] {
  const [runId, eventId] = [`R${n}`, `E${n}`];
  const functionId = n % 100 === 0 ? 'app-rare' : 'app-import';
  const data = { user_id: `user-${n}`, rows: Array.from({ length: 5 }, (_, row) => ({ row })) };
  const event = {
    internalId: eventId,
    id: eventId,
    name: 'list.uploaded',
    data,
    user: {},
    ts: n,
    receivedAt: n,
  };
  const step = (name: string) => ({ hashedId: `${runId}-${name}`, op: 'StepRun', name, parent: null });
  return [
    { kind: 'event-received', event, source: 'api' },
    {
      ...{ kind: 'run-queued', runId, functionId, functionName: functionId, appId: 'app', sdk: null },
      ...{ eventIds: [eventId], eventName: 'list.uploaded', maxAttempts: 4 },
    },
    ...Array.from({ length: steps }, (_, index) => ({
      ...{ kind: 'step-completed', runId, step: step(`step ${index}`), attempt: 0, startedAt: n },
      output: {
        index,
        text: 'a result of about a hundred characters, as they often are in a function of this kind',
      },
    })),
    n % 50 === 0
      ? { kind: 'run-failed', runId, error: { name: 'Error', message: 'no answer' } }
      : { kind: 'run-completed', runId, output: { count: n % 100 } },
  ];
}
