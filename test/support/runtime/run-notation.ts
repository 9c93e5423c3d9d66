/**
 * Runs in short, one line for each entry, for tests that compare or export them:
 *
 *     load 20ms {"n":1}        a step that took 20ms and returned this
 *     pay 30ms !declined       failed
 *     pay 5ms !busy ×2         failed after two attempts
 *     review ? {"ok":true}   received its event with this data
 *     review ~               its wait timed out
 *     review ??              still waits
 *     load 20ms {"n":1} <a     reported after the result of `a` (default: the line above)
 *     = {"done":true}        the run completed with this;  `! message`: it failed
 */
import { createHash } from 'node:crypto';
import type { JournalEntry, JournalFact } from '../../../runtime/src/contract/journal.ts';
import type { EventRecord, StepIdentity } from '../../../runtime/src/contract/run.ts';
import type { ComparedRun } from '../../../runtime/src/history/run-comparison.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';

export interface NotedRun {
  /** Default: SDK 4, whose steps have IDs. SDK 1 hashes the steps' positions. */
  sdk?: 1 | 4;
  runId?: string;
  event?: Record<string, unknown>;
}

const line =
  /^(?<name>[\w-]+)(?: (?<took>\d+)ms)? ?(?<what>\{.*\}|\[.*\]|"[^"]*"|\d+|\?\?|\? .*?|~|!.*?|null)?(?: ×(?<tries>\d+))?(?: <(?<parent>[\w-]*))?$/;

export function entriesOfRun(text: string, noted: NotedRun = {}): JournalEntry[] {
  const { sdk = 4, runId = '01JD8XJ3A4R7Z9S2K6M0P5T1QW' } = noted;
  const entries: JournalEntry[] = [];
  let now = 1_000_000;
  const add = (fact: JournalFact, after = 1) => {
    now += after;
    entries.push({ seq: entries.length + 1, at: now, ...fact });
  };
  add({
    kind: 'run-queued',
    runId,
    functionId: 'app-import',
    functionName: 'Import',
    appId: 'app',
    sdk: `js:v${sdk}.1.0`,
    eventIds: [`${runId}-event`],
    eventName: 'list.uploaded',
    maxAttempts: 5,
  });
  add({ kind: 'run-started', runId });
  const hashes = new Map<string, string>();
  const counts = new Map<string, number>();
  let parent: string | null = null;
  for (const each of text.split('\n').map((one) => one.trim())) {
    if (each === '') continue;
    if (each.startsWith('= ')) add({ kind: 'run-completed', runId, output: JSON.parse(each.slice(2)) });
    else if (each.startsWith('! '))
      add({ kind: 'run-failed', runId, error: { name: 'Error', message: each.slice(2) } });
    if (/^[=!] /.test(each)) continue;
    const found = line.exec(each)?.groups;
    if (!found) throw new Error(`not a step: ${each}`);
    const { name = '', took = '10', what = 'null', tries = '1', parent: named } = found;
    const before: string | null = named === undefined ? parent : (hashes.get(named) ?? null);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const step = identity(sdk, name, count, before, what.startsWith('?') || what === '~');
    hashes.set(name, step.hashedId);
    tell(step, what, Number(took), Number(tries));
    parent = step.hashedId;
  }
  return entries;

  function tell(step: StepIdentity, what: string, took: number, tries: number): void {
    const { hashedId } = step;
    if (what.startsWith('?') || what === '~') {
      add({ kind: 'wait-started', runId, step, event: 'reviewed', if: null, expiresAt: now + 1e6 });
      if (what === '~') add({ kind: 'wait-timed-out', runId, hashedId, skipped: false }, took);
      else if (what !== '??')
        add(
          { kind: 'wait-matched', runId, hashedId, event: eventWith(JSON.parse(what.slice(2)), runId) },
          took,
        );
      return;
    }
    const attempt = tries - 1;
    const error = { name: 'Error', message: what.slice(1) };
    const startedAt = now;
    if (what.startsWith('!')) add({ kind: 'step-failed', runId, step, error, attempt, startedAt }, took);
    else add({ kind: 'step-completed', runId, step, output: JSON.parse(what), attempt, startedAt }, took);
  }
}

export function runFrom(text: string, noted: NotedRun = {}): ComparedRun {
  const { latest } = new RunHistory(entriesOfRun(text, noted));
  if (latest === null) throw new Error('a run without entries');
  return { progress: latest, events: noted.event ? [eventWith(noted.event, latest.runId)] : [] };
}

/** The sender's part is given; the rest is another for each run. */
export function eventWith(data: Record<string, unknown>, runId: string): EventRecord {
  const ts = 1_000_000 + runId.charCodeAt(runId.length - 1);
  const id = `${runId}-event`;
  return { internalId: id, id, name: 'list.uploaded', data, user: {}, ts, receivedAt: ts };
}

function identity(
  sdk: 1 | 4,
  name: string,
  count: number,
  parent: string | null,
  isWait: boolean,
): StepIdentity {
  const hash = (text: string) => createHash('sha1').update(text).digest('hex');
  if (sdk === 1)
    return {
      hashedId: hash(JSON.stringify([parent, name, count])),
      op: isWait ? 'WaitForEvent' : 'Step',
      name,
      parent,
    };
  return {
    hashedId: hash(count === 0 ? name : `${name}:${count}`),
    op: isWait ? 'WaitForEvent' : 'StepRun',
    name,
    userland: count === 0 ? { id: name } : { id: name, index: count },
    parent,
  };
}
