/** Runs as GraphQL objects of the older type FunctionRun, without the objects they lead to (`links.ts`). */
import type { RunProgress } from '../../contract/progress.ts';
import type { Services } from '../services.ts';
import { batchIdOf, cronOf } from '../views/run-facts.ts';
import { runSpanStatus } from '../views/run-trace.ts';
import { isoTime, uuidOf } from '../views/wire-id.ts';
import { functionOf } from './app-view.ts';
import { historyOf, historyOutput } from './run-history.ts';
import { outputText } from './run-view.ts';

export function functionRunFields(services: Services, run: RunProgress) {
  const entries = () => services.journal.entriesOf(run.runId);
  return {
    id: run.runId,
    functionID: uuidOf(run.functionId),
    function: () => functionOf(services, run),
    workspace: { id: 'local' },
    batchID: () => batchIdOf(services, run),
    batchCreatedAt: run.eventIds.length > 1 ? isoTime(run.queuedAt) : null,
    status: runSpanStatus[run.status],
    waitingFor: () => waitingFor(run),
    pendingSteps: run.steps.filter(({ endedAt }) => endedAt === null).length,
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.endedAt),
    output: () => outputText(run),
    history: () => historyOf(entries()),
    historyItemOutput: ({ id }: { id: string }) => historyOutput(entries(), id),
    eventID: run.eventIds[0] ?? '',
    cron: () => cronOf(services, run),
  };
}

function waitingFor(run: RunProgress) {
  const step = run.steps.find(({ status }) => status === 'waiting' || status === 'sleeping');
  if (step?.wait) {
    const { event, if: expression, expiresAt } = step.wait;
    return { eventName: event, expression, expiryTime: isoTime(expiresAt) };
  }
  return step?.sleep ? { eventName: null, expression: null, expiryTime: isoTime(step.sleep.until) } : null;
}
