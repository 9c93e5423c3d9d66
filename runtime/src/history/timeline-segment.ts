/** A span of time in which a run or a step did one thing. Pure; no Node imports. */
import type { SerializedError } from '../contract/run.ts';

export type SegmentKind =
  /** Planned, and its request was not sent yet. */
  | 'queue'
  /** The function's body: from the run's start, or its retry, to its end. */
  | 'run'
  | 'attempt'
  /** Between two attempts. */
  | 'delay'
  | 'wait'
  | 'sleep'
  /** Another function runs for the step. */
  | 'invoke'
  /** The runtime makes an HTTP request for the step. */
  | 'fetch'
  /** A moment: the result was reused from the original run. */
  | 'reused';

/** `interrupted`: the request ended and said nothing about the step. `skipped`: a user ended it before its time. */
export type SegmentOutcome =
  | 'open'
  | 'completed'
  | 'failed'
  | 'timed-out'
  | 'skipped'
  | 'cancelled'
  | 'interrupted';

export interface TimelineSegment {
  kind: SegmentKind;
  /** Unix milliseconds. */
  from: number;
  /** Null while it lasts. */
  to: number | null;
  /** When it ends at the latest: a delay, a sleep, a wait's time-out; null when nothing ends it by itself. */
  due: number | null;
  outcome: SegmentOutcome;
  /** 0-based; of a delay, the attempt that failed before it. */
  attempt: number;
  error: Pick<SerializedError, 'name' | 'message'> | null;
}

export function opened(
  kind: SegmentKind,
  from: number,
  { due: end = null, attempt = 0 }: { due?: number | null; attempt?: number } = {},
): TimelineSegment {
  return { kind, from, to: null, due: end, outcome: 'open', attempt, error: null };
}

/** The segments with the last one closed, if it was open. */
export function closed(
  segments: readonly TimelineSegment[],
  at: number,
  outcome: SegmentOutcome,
  error?: SerializedError,
): TimelineSegment[] {
  const last = segments.at(-1);
  if (!last || last.to !== null) return [...segments];
  const why = error ? { name: error.name, message: error.message } : null;
  return [...segments.slice(0, -1), { ...last, to: Math.max(last.from, at), outcome, error: why }];
}

/** The delay ends now. */
export function due(segments: readonly TimelineSegment[], at: number): TimelineSegment[] {
  const last = segments.at(-1);
  return last?.kind === 'delay' ? [...segments.slice(0, -1), { ...last, due: at }] : [...segments];
}
