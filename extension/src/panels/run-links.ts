/** The runs that have to do with a run: who started it, what it started, and what repeats it. Pure. */
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { recordOf } from '../../../runtime/src/contract/records.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import type { RunLink } from '../../../webview/src/run-protocol.ts';

export interface RunsAround {
  /** Newest first. */
  all: readonly RunProgress[];
  /** The first entry of the run. */
  first: JournalEntry | undefined;
  /** What started the run; empty while it is not known. */
  events: readonly EventRecord[];
}

export function linksOf(run: RunProgress, { all, first, events }: RunsAround): RunLink[] {
  const byId = new Map(all.map((other) => [other.runId, other]));
  const named = (relation: RunLink['relation'], runId: string, hashedId: string | null = null): RunLink => {
    const other = byId.get(runId);
    return {
      relation,
      hashedId,
      runId,
      functionName: other?.functionName ?? '',
      status: other?.status ?? null,
    };
  };
  const parent = first?.kind === 'run-queued' ? first.invokedBy?.runId : undefined;
  const origin = run.rerun?.runId ?? run.originalRunId;
  const deferredBy = recordOf(events[0]?.data?._inngest).parent_run_id;
  return [
    ...(parent === undefined ? [] : [named('invoked-by', parent)]),
    ...(typeof deferredBy === 'string' ? [named('deferred-by', deferredBy)] : []),
    ...(origin === null ? [] : [named('rerun-of', origin)]),
    ...all
      .filter(
        (other) => other.rerun?.runId === run.runId || (!other.rerun && other.originalRunId === run.runId),
      )
      .map((other) => named('reruns', other.runId)),
    ...invokedBy(run, all),
    ...(run.defers ?? [])
      .filter(({ status }) => status === 'after-run')
      .map(({ hashedId, functionId, name }) => deferred(run, { hashedId, functionId, name }, all)),
  ];
}

function invokedBy(run: RunProgress, all: readonly RunProgress[]): RunLink[] {
  const steps = run.steps.filter(({ invoke }) => invoke !== null);
  if (steps.length === 0) return [];
  const byEvent = new Map(all.flatMap((other) => other.eventIds.map((eventId) => [eventId, other])));
  return steps.flatMap(({ step, invoke }) => {
    if (!invoke) return [];
    const other = byEvent.get(invoke.eventId);
    return [
      {
        relation: 'invokes',
        hashedId: step.hashedId,
        functionName: other?.functionName ?? invoke.functionId,
        runId: other?.runId ?? null,
        status: other?.status ?? null,
      },
    ];
  });
}

/** Its event is sent when this run has ended: of the function's runs, the first one queued since. */
function deferred(
  run: RunProgress,
  { hashedId, functionId, name }: { hashedId: string; functionId: string; name: string },
  all: readonly RunProgress[],
): RunLink {
  const { endedAt } = run;
  const other =
    endedAt === null
      ? undefined
      : all.findLast(
          (one) =>
            one.functionId === functionId && one.queuedAt >= endedAt && one.eventName === deferredEvent,
        );
  return {
    relation: 'defers',
    hashedId,
    functionName: other?.functionName ?? name,
    runId: other?.runId ?? null,
    status: other?.status ?? null,
  };
}

const deferredEvent = 'inngest/deferred.schedule';
