/**
 * Reruns: from the start, from a step, or from the failure of a run. The new run takes over the results before that, so that none of
 * those steps runs twice.
 */
import type { JournalEntry, JournalFact, RerunOrigin, StepResult } from '../../contract/journal.ts';
import type { RunProgress, StepProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import { foldRunEntries } from '../../contract/run-fold.ts';
import type { ServedFunction } from '../state/function-directory.ts';
import { foldRun, newRunState, type RunState } from '../state/run-state.ts';
import type { DecisionContext } from './decision-context.ts';
import { firstRequestsAfter, reporters } from './first-requests.ts';
import { queueRun } from './queue-run.ts';

export interface RerunRequest {
  /** Default: the run's start. `failure`: the last failure, with all results before it. */
  from?: 'start' | 'failure' | { step: string };
  /** Arguments for the step in `from`, instead of those in the code. */
  input?: unknown[];
  /** Other results for steps that are taken over. Steps are named by hashed id, or by name where that is unique. */
  outputs?: Readonly<Record<string, unknown>>;
}

export interface RerunSource {
  /** All entries of the run that is repeated. */
  entries: readonly JournalEntry[];
  /** Its events. */
  events: readonly EventRecord[];
}

export interface RerunRefusal {
  code: 'cannot-rerun' | 'step-not-found';
  message: string;
}

export type Rerun = { facts: JournalFact[]; runId: string } | { refusal: RerunRefusal };

/** Ops whose arguments an SDK lets be replaced (protocol 2.2). */
const takesInput: ReadonlySet<string> = new Set(['StepPlanned', 'StepRun', 'StepError', 'StepFailed']);

export function decideRerun(
  fn: ServedFunction,
  source: RerunSource,
  request: RerunRequest,
  context: DecisionContext,
): Rerun {
  const { entries, events } = source;
  const before = readRun(entries, events);
  if (!before || events.length === 0) return refused('The event that started this run is no longer stored.');
  const { progress, state } = before;
  const from = request.from ?? 'start';
  if (from !== 'start' && olderSdk(progress.sdk) !== olderSdk(fn.sdk)) {
    const message = `${sdkName(fn.sdk)} cannot use the results of ${sdkName(progress.sdk)}, which names steps differently. Rerun it from the start.`;
    return refused(message);
  }
  const chosen = typeof from === 'object' ? findStep(progress.steps, from.step) : null;
  if (chosen && 'refusal' in chosen) return chosen;
  const first = chosen?.step.hashedId ?? (from === 'failure' ? lastFailure(progress, state) : null);
  const kept = from === 'start' ? [] : keptBefore(state.stack, first);
  const taken = takeOver(kept, progress, request.outputs ?? {});
  if ('refusal' in taken) return taken;
  const problem = inputProblem(request, chosen, fn);
  if (problem) return refused(problem);
  const rerun: RerunOrigin = {
    runId: progress.runId,
    from: chosen
      ? { at: 'step', hashedId: chosen.step.hashedId, name: chosen.step.name }
      : { at: from === 'failure' ? 'failure' : 'start' },
    ...(request.input ? { input: request.input } : {}),
    ...(kept.length > 0 && state.version === 0 ? { version: 0 } : {}),
  };
  const originalRunId = progress.originalRunId ?? progress.runId;
  const [queued] = queueRun(fn, events, context, { originalRunId, rerun });
  const { runId } = queued;
  const after = state.version === 0 ? reporters(entries) : null;
  const results = taken.results.map(
    (each): JournalFact => ({
      kind: 'step-taken-over',
      runId,
      ...each,
      ...(after ? { after: after.get(each.step.hashedId) ?? null } : {}),
    }),
  );
  const ask = (target: string | null, outgoing: string | null): JournalFact => ({
    kind: 'request-queued',
    runId,
    itemId: context.newId(),
    target,
    outgoing,
    attempt: 0,
    dueAt: context.now,
  });
  if (chosen && request.input) {
    const { input } = request;
    // Requested alone: an SDK 4 that goes on in the same request never ends a step whose input was replaced.
    const planned: JournalFact = { kind: 'step-planned', runId, step: chosen.step, input };
    return { facts: [queued, ...results, planned, ask(first, kept.at(-1) ?? null)], runId };
  }
  const requests = outgoings(state, entries, kept).map((outgoing) => ask(null, outgoing));
  return { facts: [queued, ...results, ...requests], runId };
}

/** SDK 1 and 2 need a request for each step after which one follows that is not taken over; later SDKs find all in one. */
function outgoings(
  state: RunState,
  entries: readonly JournalEntry[],
  kept: readonly string[],
): (string | null)[] {
  const last = kept.at(-1) ?? null;
  return state.version === 0 && kept.length > 0 ? firstRequestsAfter(entries, kept) : [last];
}

function readRun(entries: readonly JournalEntry[], events: readonly EventRecord[]) {
  const progress = foldRunEntries(entries);
  let state: RunState | null = null;
  for (const entry of entries) {
    if (entry.kind === 'run-queued') state = newRunState(entry, events);
    else if (state && 'runId' in entry) foldRun(state, entry);
  }
  return progress && state ? { progress, state } : null;
}

function findStep(steps: readonly StepProgress[], wanted: string): StepProgress | { refusal: RerunRefusal } {
  const byId = steps.find(({ step }) => step.hashedId === wanted);
  if (byId) return byId;
  const named = steps.filter(({ step }) => step.name === wanted || step.userland?.id === wanted);
  if (named.length === 1) return named[0]!;
  if (named.length > 1) {
    const ids = named.map(({ step }) => step.hashedId).join(', ');
    return { refusal: { code: 'step-not-found', message: `Several steps are named "${wanted}": ${ids}.` } };
  }
  const names = steps.map(({ step }) => `"${step.name}"`).join(', ') || 'none';
  return {
    refusal: { code: 'step-not-found', message: `The run has no step "${wanted}". Its steps: ${names}.` },
  };
}

/** The step whose error ended the run; null when it was the function's own, or that of an unknown step. */
function lastFailure({ steps, error, status }: RunProgress, { stack }: RunState): string | null {
  if (status !== 'failed') return null;
  const failed = stack.findLast((id) =>
    steps.some(({ step, status }) => step.hashedId === id && status === 'failed'),
  );
  const step = steps.find((each) => each.step.hashedId === failed);
  return step?.error?.message === error?.message ? (failed ?? null) : null;
}

/** What had ended before the step did; all when it had not, or there is none. */
function keptBefore(stack: readonly string[], first: string | null): string[] {
  const end = first === null ? -1 : stack.indexOf(first);
  return end < 0 ? [...stack] : stack.slice(0, end);
}

type Taken = Omit<Extract<JournalFact, { kind: 'step-taken-over' }>, 'kind' | 'runId'>;

function takeOver(
  kept: readonly string[],
  { steps }: RunProgress,
  outputs: Readonly<Record<string, unknown>>,
): { results: Taken[] } | { refusal: RerunRefusal } {
  const edits = new Map<string, unknown>();
  for (const [name, output] of Object.entries(outputs)) {
    const found = findStep(steps, name);
    if ('refusal' in found) return found;
    if (!kept.includes(found.step.hashedId))
      return refused(`"${found.step.name}" runs again, so it has no result to replace.`);
    if (found.step.op === 'Sleep') return refused(`"${found.step.name}" is a sleep and has no result.`);
    edits.set(found.step.hashedId, output);
  }
  const results = kept.flatMap((hashedId): Taken[] => {
    const known = steps.find(({ step }) => step.hashedId === hashedId);
    if (!known) return [];
    return edits.has(hashedId)
      ? [
          {
            step: known.step,
            result: { status: 'completed', output: edits.get(hashedId) ?? null },
            edited: true,
          },
        ]
      : [{ step: known.step, result: resultOf(known) }];
  });
  return { results };
}

function resultOf({ status, output, error }: StepProgress): StepResult {
  if (error !== null && status === 'failed') return { status, error };
  return status === 'timed-out' ? { status } : { status: 'completed', output: output ?? null };
}

function inputProblem(
  { input }: RerunRequest,
  chosen: StepProgress | null,
  { sdk }: ServedFunction,
): string | null {
  if (input === undefined) return null;
  if (!chosen) return 'Specify the step that gets the input.';
  if (olderSdk(sdk))
    return `${sdkName(sdk)} does not pass input to steps. Edit the result of an earlier step.`;
  return takesInput.has(chosen.step.op)
    ? null
    : `"${chosen.step.name}" does not run code: its input cannot be edited.`;
}

/** SDK 1 and 2 identify a step by its position, later ones by its id. */
function olderSdk(sdk: string | null): boolean {
  return /^js:v[012]\./.test(sdk ?? '');
}

function sdkName(sdk: string | null): string {
  const major = /^js:v(\d+)/.exec(sdk ?? '')?.[1];
  return major === undefined ? 'this SDK' : `SDK ${major}`;
}

function refused(message: string): { refusal: RerunRefusal } {
  return { refusal: { code: 'cannot-rerun', message } };
}
