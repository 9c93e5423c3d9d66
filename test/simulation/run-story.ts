/** A run as its journal tells it. */
import type { JournalEntry } from '../../runtime/src/contract/journal.ts';
import {
  foldRun,
  newRunState,
  type RunEntry,
  type RunState,
} from '../../runtime/src/engine/state/run-state.ts';
import type { MemoryJournal } from '../../runtime/src/journal/memory-journal.ts';

type EndEntry = Extract<
  JournalEntry,
  { kind: 'run-completed' | 'run-failed' | 'run-cancelled' | 'run-skipped' }
>;

export interface RunStory {
  runId: string;
  functionId: string;
  eventIds: readonly string[];
  /** `data.key` of its first event. */
  key: unknown;
  queuedAt: number;
  queuedSeq: number;
  startedAt: number | null;
  end: EndEntry | null;
  memos: Record<string, unknown>;
  entries: readonly JournalEntry[];
}

export function runsOf(journal: MemoryJournal, runId: string): RunStory {
  const entries = journal.entriesOf(runId);
  const [queued] = entries;
  if (queued?.kind !== 'run-queued') throw new Error(`run ${runId} does not begin with being queued`);
  const events = queued.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
  if (events.length !== queued.eventIds.length) throw new Error(`run ${runId} has events that are not kept`);
  // Most looks at a run are looks at its entries.
  let folded: RunState | null = null;
  const state = () => {
    if (folded) return folded;
    folded = newRunState(queued, events);
    for (const entry of entries.slice(1)) foldRun(folded, entry as RunEntry);
    return folded;
  };
  return {
    runId,
    functionId: queued.functionId,
    eventIds: queued.eventIds,
    key: events[0]?.data?.key,
    queuedAt: queued.at,
    queuedSeq: queued.seq,
    get startedAt() {
      return state().startedAt;
    },
    end: entries.find(isEnd) ?? null,
    get memos() {
      return Object.fromEntries(state().memos);
    },
    entries,
  };
}

function isEnd(entry: JournalEntry): entry is EndEntry {
  return (
    entry.kind === 'run-completed' ||
    entry.kind === 'run-failed' ||
    entry.kind === 'run-cancelled' ||
    entry.kind === 'run-skipped'
  );
}
