/** The next request of a run, from its state. */
import { buildEndpointRequest } from '../sdk-protocol/endpoint.ts';
import { buildRequest, type ExecutionRequest } from '../sdk-protocol/request.ts';
import type { ServedFunction } from './state/function-directory.ts';
import type { QueueItem, RunState } from './state/run-state.ts';

export function executionRequest(
  run: RunState,
  item: QueueItem,
  requestId: string,
  fn: ServedFunction,
): ExecutionRequest {
  if (run.endpoint) {
    const { url, method } = run.endpoint;
    const { runId, version, planOnly } = run;
    const data = run.events[0]?.data ?? {};
    return buildEndpointRequest({
      url,
      method,
      data,
      runId,
      requestId,
      target: item.target,
      version,
      planOnly: planOnly !== false,
    });
  }
  return buildRequest({
    url: fn.url,
    functionId: run.functionId,
    runId: run.runId,
    requestId,
    jobId: item.itemId,
    events: [...run.events],
    stack: run.stack,
    memos: run.memos,
    editedInput: run.editedInput,
    defers: Object.fromEntries(
      [...run.defers].map(([id, { status }]) => [id, { abortable: status === 'after-run' }]),
    ),
    current: currentOf(run, item),
    target: item.target,
    attempt: item.attempt,
    maxAttempts: run.maxAttempts,
    version: run.version,
    planOnly: run.planOnly !== false,
    checkpoints: fn.targetsThisRuntime,
    stateByApi: fetchesState(fn),
  });
}

/**
 * SDK 1 and the Go SDK cannot, though the latter takes the request; SDK 2 asks the address in its environment, which only
 * the host sets.
 */
function fetchesState({ sdk, sdkMajor, source, targetsThisRuntime }: ServedFunction): boolean {
  if (sdk?.startsWith('py:')) return targetsThisRuntime;
  if (sdkMajor === null || sdkMajor < 2) return false;
  return sdkMajor === 2 ? source === 'hosted' : targetsThisRuntime;
}

/** SDK 1 and 2 replay up to the step whose end caused the request (protocol 2.6); later ones take all. */
function currentOf(run: RunState, item: QueueItem): number {
  if (run.version !== 0) return run.stack.length;
  return item.outgoing === null ? 0 : run.stack.indexOf(item.outgoing) + 1;
}
