/** The errors of a run, each once: what the Problems view says about them. Pure. */
import { errorText, messageWithCauses } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { type StackFrame, stackFrames } from '../../../runtime/src/contract/stack-frames.ts';
import type { Overlay } from '../../../webview/src/overlay/overlay.ts';
import { attemptText } from '../format/attempt.ts';
import type { L10n } from '../l10n.ts';

export interface RunProblem {
  /** The same for the same error of a run, however often it is asked for. */
  key: string;
  /** `handled`: a step failed for good, and the code went on. */
  kind: 'failed' | 'retrying' | 'handled';
  message: string;
  /** From the innermost call to the outermost. */
  frames: StackFrame[];
  /** Where it is shown when no frame can be; null: at the function. */
  nodeId: string | null;
  runId: string;
}

/** More steps that fail, each in its own way, say little more. */
const maxProblems = 50;

export function runProblems(run: RunProgress, overlay: Overlay, l10n: L10n): RunProblem[] {
  const problems = stepProblems(run, overlay, l10n);
  const own = bodyProblem(run, overlay, l10n);
  return own ? [own, ...problems].slice(0, maxProblems) : problems.slice(0, maxProblems);
}

interface StepFailure {
  step: StepProgress;
  error: SerializedError;
  kind: RunProblem['kind'];
  /** Steps on the same node that failed alike. */
  count: number;
}

function stepProblems(run: RunProgress, overlay: Overlay, l10n: L10n): RunProblem[] {
  const nodes = nodesOf(overlay);
  const failures = new Map<string, StepFailure>();
  for (const step of run.steps) {
    const error = step.status === 'retrying' ? step.failures.at(-1)?.error : step.error;
    if (!error || (step.status !== 'failed' && step.status !== 'retrying')) continue;
    const kind = step.status === 'retrying' ? 'retrying' : isHandled(run, error) ? 'handled' : 'failed';
    const key = [run.runId, nodes.get(step.step.hashedId) ?? step.step.name, kind, errorText(error)].join(
      '\n',
    );
    const known = failures.get(key);
    failures.set(key, known ? { ...known, count: known.count + 1 } : { step, error, kind, count: 1 });
  }
  return [...failures].map(([key, { step, error, kind, count }]) => {
    const attempt = attemptText(step.attempt, run.maxAttempts, l10n);
    const where = [
      l10n.t('step "{0}"', step.step.name),
      count > 1 ? l10n.t('{0} times alike', count) : attempt,
      ...(kind === 'retrying' ? [l10n.t('will be retried')] : []),
    ];
    return {
      key,
      kind,
      message: `${errorText(error)} (${where.join(', ')})`,
      frames: stackFrames(error.stack),
      nodeId: nodes.get(step.step.hashedId) ?? null,
      runId: run.runId,
    };
  });
}

/** The run went on without this error, or ended well, or with another. */
function isHandled(run: RunProgress, error: SerializedError): boolean {
  if (run.status === 'failed') return run.error !== null && !isSame(run.error, error);
  return run.status === 'completed';
}

/** Of the code between the steps; null: there is none, or a step's problem is the same. */
function bodyProblem(run: RunProgress, overlay: Overlay, l10n: L10n): RunProblem | null {
  const failure = run.failures.findLast(({ from }) => from === 'app');
  const isRetrying = run.status !== 'failed' && run.retryAt !== null;
  const error = run.status === 'failed' ? run.error : isRetrying ? failure?.error : null;
  if (!error || run.steps.some((step) => step.error && isSame(step.error, error))) return null;
  const kind = isRetrying ? 'retrying' : 'failed';
  const where = [
    l10n.t('function "{0}"', run.functionName),
    ...(failure ? [attemptText(failure.attempt, run.maxAttempts, l10n)] : []),
    ...(isRetrying ? [l10n.t('will be retried')] : []),
  ];
  const shown = Object.entries(overlay.nodes).find(([, state]) => state.status === kind && state.error);
  return {
    key: [run.runId, kind, errorText(error)].join('\n'),
    kind,
    message: `${errorText(error)} (${where.join(', ')})`,
    frames: stackFrames(error.stack),
    nodeId: shown?.[0] ?? null,
    runId: run.runId,
  };
}

/** The SDK gives a step's error another name when it throws it into the function. */
function isSame(a: SerializedError, b: SerializedError): boolean {
  return messageWithCauses(a) === messageWithCauses(b);
}

function nodesOf(overlay: Overlay): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const [id, { steps }] of Object.entries(overlay.nodes)) for (const step of steps) nodes.set(step, id);
  return nodes;
}
