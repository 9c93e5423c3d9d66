/** Finding runs in a journal, and how much of it is read for that. */
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { runMatcher } from '../../../runtime/src/search/run-matcher.ts';
import { type SearchOptions, searchRuns } from '../../../runtime/src/search/search-runs.ts';
import { queued } from '../../support/runtime/journal-entries.ts';

/** Counts the runs whose entries are read. */
class CountingJournal extends MemoryJournal {
  runsRead = 0;
  override entriesOf(subject: string): JournalEntry[] {
    this.runsRead += 1;
    return super.entriesOf(subject);
  }
}

/** `R0` to `R<count - 1>`; each tenth is of another function, and ended with its number as output. */
function journalOf(count: number): CountingJournal {
  const journal = new CountingJournal();
  for (let n = 0; n < count; n++) {
    const runId = `R${n}`;
    const functionId = n % 10 === 0 ? 'app-tenth' : 'app-import';
    journal.append([{ ...queued, seq: 2 * n + 1, at: n, runId, functionId } as JournalEntry]);
    if (n % 10 === 0)
      journal.append([
        { seq: 2 * n + 2, at: n, kind: 'run-completed', runId, output: { n } } as JournalEntry,
      ]);
  }
  return journal;
}

const find = async (journal: MemoryJournal, filter: RunFilter, options: Partial<SearchOptions> = {}) => {
  const { runs, next } = await searchRuns(journal, runMatcher(filter, 0), { limit: 3, ...options });
  return { ids: runs.map(({ runId }) => runId), next };
};

test('finds the newest first, page by page', async () => {
  const journal = journalOf(5);
  expect(await find(journal, {})).toEqual({ ids: ['R4', 'R3', 'R2'], next: 'R2' });
  expect(await find(journal, {}, { before: 'R2' })).toEqual({ ids: ['R1', 'R0'], next: null });
  expect(await find(journal, {}, { limit: 5 })).toMatchObject({ next: null });
});

test('reads nothing of runs of another function, or with another end, and nothing beyond the limit', async () => {
  const journal = journalOf(1_000);
  expect(await find(journal, { functionId: 'tenth' })).toEqual({
    ids: ['R990', 'R980', 'R970'],
    next: 'R970',
  });
  expect(journal.runsRead).toBe(3);
  expect((await find(journal, { status: 'completed', where: 'output.n < 985' })).ids).toEqual([
    ...['R980', 'R970', 'R960'],
  ]);
  expect(journal.runsRead).toBe(3 + 4);
  await find(journal, { runIds: ['R5', 'R7'] });
  expect(journal.runsRead).toBe(7 + 2);
});

test('a search that takes too long says where to continue', async () => {
  const journal = journalOf(50);
  expect(await find(journal, { text: 'nowhere' }, { maxMs: 0 })).toEqual({ ids: [], next: 'R49' });
  expect(await find(journal, { text: 'nowhere' })).toEqual({ ids: [], next: null });
});

test('a search ends when nobody waits for it any more', async () => {
  const journal = journalOf(500);
  const abort = new AbortController();
  abort.abort();
  await expect(find(journal, { text: 'nowhere' }, { signal: abort.signal })).rejects.toThrow(/abort/i);
  expect(journal.runsRead).toBe(1);
});
