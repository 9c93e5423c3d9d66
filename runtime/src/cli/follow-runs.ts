/** Prints the progress of runs until all of them have ended. */
import type { RuntimeClient } from '../client/runtime-client.ts';
import { applyEntry } from '../contract/apply-entry.ts';
import type { RunProgress } from '../contract/progress.ts';
import { type EventRecord, endedStatuses } from '../contract/run.ts';
import { matchingData } from '../expressions/matching-data.ts';
import { progressLines } from './progress-lines.ts';

export interface FollowedRuns {
  /** As they were last, in the order of `runIds`. */
  runs: RunProgress[];
  /** False when it was stopped before. */
  ended: boolean;
}

/** @param after only entries with a greater `seq` are printed. @param print one line, without its end. */
export async function followRuns(
  client: RuntimeClient,
  runIds: readonly string[],
  after: number,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<FollowedRuns> {
  const runs = new Map<string, RunProgress>();
  const events = new Map<string, EventRecord>();
  for (const runId of runIds) {
    const { entries } = await client.runJournal(runId);
    let progress: RunProgress | null = null;
    for (const entry of entries) if (entry.seq <= after) progress = applyEntry(progress, entry);
    if (progress) runs.set(runId, progress);
    for (const event of (await client.getRun(runId)).events) events.set(event.internalId, event);
  }
  const dataFor = (run: RunProgress, condition: string | null) => {
    const event = events.get(run.eventIds[0] ?? '');
    return event ? matchingData(condition, { ...event }) : {};
  };
  const left = () => runIds.filter((runId) => !endedStatuses.has(runs.get(runId)?.status ?? 'queued'));
  const answer = () => ({
    runs: runIds.map((runId) => runs.get(runId)).filter((run) => run !== undefined),
    ended: left().length === 0,
  });
  if (left().length === 0) return answer();
  for await (const { event, data } of client.follow({ after, signal })) {
    if (event === 'log' && data.runId !== null && runs.has(data.runId)) print(`    | ${data.text}`);
    if (event !== 'entry' || !('runId' in data) || !runIds.includes(data.runId)) continue;
    const run = applyEntry(runs.get(data.runId) ?? null, data);
    if (!run) continue;
    runs.set(data.runId, run);
    for (const line of progressLines(data, { run, matchingData: dataFor })) print(line);
    if (left().length === 0) break;
  }
  return answer();
}
