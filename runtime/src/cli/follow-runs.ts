/** Prints the progress of runs until all of them have ended. */
import { setTimeout as pause } from 'node:timers/promises';
import { RuntimeError } from '../client/runtime-client.ts';
import { readSession } from '../client/session.ts';
import type { JournalEntry } from '../contract/journal.ts';
import type { RunProgress } from '../contract/progress.ts';
import { type EventRecord, endedStatuses } from '../contract/run.ts';
import { type RunFacts, RunFold } from '../contract/run-fold.ts';
import { matchingData } from '../expressions/matching-data.ts';
import { oneLine } from '../text/printable.ts';
import { progressLines } from './progress-lines.ts';
import type { RuntimeConnection } from './runtime-connection.ts';
import { readEntries } from './stored-journal.ts';

/** Requests in flight get up to five seconds. */
const maxShutdownMs = 6_000;

export interface FollowedRuns {
  /** Their latest state, in the order of `runIds`. */
  runs: RunProgress[];
  /** False when following was stopped before. */
  ended: boolean;
}

/** @param after only entries with a greater `seq` are printed. @param print prints one line, given without a newline. */
export async function followRuns(
  connection: RuntimeConnection,
  runIds: readonly string[],
  after: number,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<FollowedRuns> {
  const runs = new RunPrinter(runIds, after, print);
  try {
    await followConnected(connection, runs, signal);
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'unreachable') throw error;
    await untilGone(connection, signal);
  }
  // The runtime may have belonged to another command that ended with its own run.
  if (!runs.ended && !signal.aborted && isGone(connection)) {
    const io = { error: (text: string) => print(text.trimEnd()) };
    for (const runId of runIds) runs.take(await readEntries(connection.dataFolder, runId, io));
  }
  return { runs: runs.all, ended: runs.ended };
}

/** Prints what happened to a run that nothing continues. @param print as for {@link followRuns}. */
export function printRun(
  {
    run,
    events,
    entries,
  }: { run: RunProgress; events: readonly EventRecord[]; entries: readonly JournalEntry[] },
  print: (line: string) => void,
): FollowedRuns {
  const runs = new RunPrinter([run.runId], -1, print);
  for (const event of events) runs.events.set(event.internalId, event);
  runs.take(entries);
  return { runs: runs.all, ended: runs.ended };
}

async function followConnected(
  connection: RuntimeConnection,
  runs: RunPrinter,
  signal: AbortSignal,
): Promise<void> {
  const { client } = connection;
  for (const runId of runs.runIds) {
    for (const event of (await client.getRun(runId)).events) runs.events.set(event.internalId, event);
    runs.take((await client.runJournal(runId)).entries);
  }
  if (runs.ended) return;
  const lost = new AbortController();
  const following = client.follow({
    after: runs.takenSeq,
    signal: AbortSignal.any([signal, lost.signal]),
    onConnection: (connected) => {
      if (!connected && isGone(connection)) lost.abort();
    },
  });
  for await (const { event, data } of following) {
    if (event === 'log') runs.log(data.runId, data.text);
    if (event === 'entry') runs.take([data]);
    if (runs.ended) return;
  }
}

/** A runtime that shuts down refuses connections before it gives up its session. */
async function untilGone(connection: RuntimeConnection, signal: AbortSignal): Promise<void> {
  if (connection.own) return;
  const deadline = Date.now() + maxShutdownMs;
  while (!isGone(connection) && !signal.aborted && Date.now() < deadline) await pause(100);
}

function isGone({ own, dataFolder }: RuntimeConnection): boolean {
  return !own && readSession(dataFolder) === null;
}

class RunPrinter {
  readonly runIds: readonly string[];
  /** By internalId. */
  readonly events = new Map<string, EventRecord>();
  readonly #after: number;
  readonly #print: (line: string) => void;
  readonly #runs: ReadonlyMap<string, RunFold>;

  constructor(runIds: readonly string[], after: number, print: (line: string) => void) {
    this.runIds = runIds;
    this.#runs = new Map(runIds.map((runId) => [runId, new RunFold()]));
    this.#after = after;
    this.#print = (line) => print(oneLine(line));
  }

  get all(): RunProgress[] {
    return [...this.#runs.values()].map((fold) => fold.current).filter((run) => run !== null);
  }

  /** Every entry up to this one has been taken, for each run. */
  get takenSeq(): number {
    return Math.min(
      ...[...this.#runs.values()].filter((fold) => fold.facts !== null).map((fold) => fold.lastSeq),
    );
  }

  get ended(): boolean {
    return [...this.#runs.values()].every((fold) => endedStatuses.has(fold.facts?.status ?? 'queued'));
  }

  /** Entries that were taken before are ignored. */
  take(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const fold = 'runId' in entry ? this.#runs.get(entry.runId) : undefined;
      if (!fold || entry.seq <= fold.lastSeq || !fold.apply(entry)) continue;
      if (entry.seq <= this.#after) continue;
      const matchingData = (run: RunFacts, condition: string | null) => this.#dataFor(run, condition);
      for (const line of progressLines(entry, { fold, matchingData })) this.#print(line);
    }
  }

  log(runId: string | null, text: string): void {
    if (runId === null || !this.#runs.has(runId)) return;
    for (const line of text.split('\n')) this.#print(`    | ${line}`);
  }

  #dataFor(run: RunFacts, condition: string | null): Record<string, unknown> {
    const event = this.events.get(run.eventIds[0] ?? '');
    return event ? matchingData(condition, { ...event }) : {};
  }
}
