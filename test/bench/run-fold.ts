/** What folding costs as runs grow, and what it takes to show a moment of a long one. */
import type { JournalEntry } from '../../runtime/src/contract/journal.ts';
import { foldRunEntries } from '../../runtime/src/contract/run-fold.ts';
import { RunHistory } from '../../runtime/src/history/run-history.ts';
import { graphFromText } from '../../webview/src/dev/graph-notation.ts';
import { makeOverlay } from '../../webview/src/overlay/make-overlay.ts';
import { hashOfId } from '../../webview/src/overlay/step-hash.ts';
import { milliseconds } from '../support/stopwatch.ts';
import { type BenchRow, printRows } from './row.ts';

const entriesPerStep = 5;
const loop = graphFromText(`function Import on list.uploaded sdk 4
items: loop "for (const item of items)"
each: run "each" in=items
start -> items -> each -> items
items -> end`);

export async function measure(): Promise<BenchRow[]> {
  const [small, large] = [journalOf(1_000), journalOf(10_000)];
  const smallTime = least(30, () => foldRunEntries(small));
  const largeTime = least(30, () => foldRunEntries(large));
  const ratio = largeTime / smallTime;
  const long = journalOf(10_000 / entriesPerStep);
  return [
    {
      name: `fold of 10,000 steps (${large.length.toLocaleString('en')} entries)`,
      value: milliseconds(largeTime),
      limit: `${milliseconds(smallTime)} (1,000 steps)`,
      ratio: ratio.toFixed(2),
      bar: '≤ 12 ×',
      ok: ratio <= 12,
    },
    momentRow(long),
  ];
}

/** The slowest of many moments, each shown for the first time: its progress and its overlay. */
function momentRow(entries: JournalEntry[]): BenchRow {
  const history = new RunHistory(entries);
  void history.at(entries.length / 2);
  let slowest = 0;
  for (let seq = 101; seq <= entries.length; seq += 331) {
    const time = least(3, () => {
      const progress = history.at(seq);
      if (progress) makeOverlay(loop, progress);
    });
    slowest = Math.max(slowest, time);
  }
  return {
    name: `a moment of a run of ${entries.length.toLocaleString('en')} entries, with its overlay (slowest)`,
    value: milliseconds(slowest),
    limit: '',
    ratio: '',
    bar: '≤ 16 ms',
    ok: slowest <= 16,
  };
}

/** A loop over one step, a request for each. */
function journalOf(steps: number): JournalEntry[] {
  const runId = 'RUN1';
  const entries: JournalEntry[] = [];
  let seq = 0;
  const add = (fact: object) => {
    seq += 1;
    entries.push({ seq, at: seq, runId, ...fact } as JournalEntry);
  };
  add({
    kind: 'run-queued',
    functionId: 'app-import',
    functionName: 'Import',
    appId: 'app',
    sdk: 'js:v4.24.0',
    eventIds: ['E1'],
    eventName: 'list.uploaded',
    maxAttempts: 4,
  });
  add({ kind: 'run-started' });
  for (let index = 0; index < steps; index += 1) {
    const userland = { id: 'each', index };
    const step = { hashedId: hashOfId('each', index), op: 'StepRun', name: 'each', userland, parent: null };
    const request = { requestId: `r${index}`, target: null, attempt: 0, itemId: `i${index}` };
    add({ kind: 'request-started', ...request });
    add({ kind: 'step-completed', step, output: index, attempt: 0, startedAt: seq });
    add({ kind: 'output-printed', by: null, level: 'info', text: `item ${index}` });
    add({ kind: 'request-ended', requestId: `r${index}`, status: 206 });
    add({
      kind: 'request-queued',
      itemId: `i${index + 1}`,
      target: null,
      outgoing: null,
      attempt: 0,
      dueAt: seq,
    });
  }
  return entries;
}

/** Of several rounds, in milliseconds: what the work needs, whatever else the machine does meanwhile. */
function least(rounds: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

if (import.meta.main) printRows(await measure(), (text) => process.stdout.write(text));
