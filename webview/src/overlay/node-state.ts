/** The state of one node from the steps that belong to it. */
import { messageWithCauses } from '../../../runtime/src/contract/error-text.ts';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress, StepProgress, StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import type { NodeState, NodeStatus } from './overlay.ts';

/** When several steps share a node, the most active one determines its state; among equals, the newest. */
const liveliness: NodeStatus[] = ['running', 'retrying', 'waiting', 'sleeping', 'maybe-running', 'failed'];

const statuses: Record<StepStatus, NodeStatus> = {
  planned: 'maybe-running',
  running: 'running',
  retrying: 'retrying',
  waiting: 'waiting',
  sleeping: 'sleeping',
  completed: 'completed',
  failed: 'failed',
  'timed-out': 'timed-out',
  cancelled: 'cancelled',
};

/** @param steps at least one, in the order in which they were reported. */
export function stateOfSteps(run: RunProgress, steps: StepProgress[]): NodeState {
  const speaker = speakerOf(steps);
  const status = statuses[speaker.status];
  const lastFailure = speaker.failures.at(-1)?.error ?? null;
  const error = speaker.error ?? (status === 'retrying' ? lastFailure : null);
  return {
    status,
    steps: steps.map((step) => step.step.hashedId),
    shown: speaker.step.hashedId,
    chosen: null,
    done: steps.filter((step) => step.status === 'completed').length,
    failed: steps.filter((step) => step.status === 'failed').length,
    attempt: speaker.attempt,
    maxAttempts: run.maxAttempts,
    dueAt: dueAt(speaker),
    startedAt: speaker.startedAt,
    endedAt: speaker.endedAt,
    preview: status === 'completed' ? outputPreview(speaker) : null,
    error: error && shownError(error),
    ...(speaker.takenOver ? { takenOver: speaker.takenOver } : {}),
    wait: speaker.wait ? { event: speaker.wait.event, nearMisses: speaker.wait.nearMisses.length } : null,
  };
}

/** Another state of the same steps. */
export function withStepsOf(state: NodeState, { steps, done, failed }: NodeState): NodeState {
  return { ...state, steps, done, failed };
}

/** What a node says of an error. */
export function shownError(error: SerializedError): { name: string; message: string } {
  return { name: error.name, message: messageWithCauses(error) };
}

function speakerOf(steps: StepProgress[]): StepProgress {
  for (const status of liveliness) {
    const found = steps.filter((step) => statuses[step.status] === status).at(-1);
    if (found) return found;
  }
  return steps.at(-1) as StepProgress;
}

function dueAt(step: StepProgress): number | null {
  switch (step.status) {
    case 'retrying':
      return step.retryAt;
    case 'waiting':
      return step.wait?.expiresAt ?? null;
    case 'sleeping':
      return step.sleep?.until ?? null;
    default:
      return null;
  }
}

function outputPreview(step: StepProgress): string | null {
  if (step.sleep?.skipped) return 'woken manually';
  // The status says more than the headers, which come first in the answer.
  if (step.fetch?.by === 'fetch' && step.output) {
    const { status_code: status, body } = step.output as { status_code: number; body: string };
    return [String(status), preview(body)].filter(Boolean).join(' ');
  }
  return preview(step.wait?.matched ? step.wait.matched.data : step.output);
}

/** State of a node without steps of its own. */
export function plainState(status: NodeStatus, run: RunProgress, more: Partial<NodeState> = {}): NodeState {
  return {
    status,
    steps: [],
    shown: null,
    chosen: null,
    done: 0,
    failed: 0,
    attempt: 0,
    maxAttempts: run.maxAttempts,
    dueAt: null,
    startedAt: null,
    endedAt: null,
    preview: null,
    error: null,
    wait: null,
    ...more,
  };
}
