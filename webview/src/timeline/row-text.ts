/** What a row of the timeline says: to those who see it, and to screen readers. Pure. */
import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import type { StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { TimelineRow } from '../../../runtime/src/history/timeline.ts';
import type { SegmentKind, TimelineSegment } from '../../../runtime/src/history/timeline-segment.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import { type StatusLook, statusLooks } from '../view/draw/appearance.ts';
import { attemptText } from '../view/draw/attempt-text.ts';

export function lookOfStep(status: StepStatus): StatusLook {
  const node: NodeStatus = status === 'planned' ? 'maybe-running' : status;
  const look = statusLooks[node];
  return status === 'planned' ? { ...look, word: 'queued' } : look;
}

/** How long it took, or what is left of it. @param now Unix milliseconds. */
export function timeText(segments: readonly TimelineSegment[], now: number): string {
  const last = segments.at(-1);
  if (!last) return '';
  if (last.kind === 'reused') return t('reused');
  if (last.to === null && last.due !== null)
    return last.kind === 'delay'
      ? t('in {0}', remainingText(last.due - now))
      : t('{0} left', remainingText(last.due - now));
  const first = segments.find(({ kind }) => kind !== 'queue') ?? last;
  const time = (last.to ?? Math.max(now, first.from)) - first.from;
  // What is shown of something that goes on changes once a second, not with every picture.
  return durationText(last.to === null && time >= 1000 ? Math.floor(time / 1000) * 1000 : time);
}

/** What the picture of a row says without words, for screen readers: `done, attempt 2 of 5`. */
export function rowWords(row: TimelineRow, maxAttempts: number, siblings: number): string {
  return [
    t(lookOfStep(row.status).word),
    row.attempt > 0 ? attemptText(row.attempt, maxAttempts) : '',
    siblings === 0
      ? ''
      : siblings === 1
        ? t('in parallel with 1 step')
        : t('in parallel with {0} steps', siblings),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const kindWords: Record<Exclude<SegmentKind, 'attempt'>, string> = {
  queue: 'queued',
  run: 'function',
  delay: 'delay before the next attempt',
  wait: 'wait',
  sleep: 'sleep',
  invoke: 'invoked function',
  fetch: 'HTTP request',
  reused: 'reused from the original run',
};

/** The tooltip of a segment: `attempt 1 of 5 · failed · 1.2s · gateway timed out`. */
export function segmentText(segment: TimelineSegment, maxAttempts: number, now: number): string {
  const { kind, from, to, outcome, attempt, error } = segment;
  const isBusy = kind === 'attempt' || kind === 'run';
  const word = outcome === 'completed' || outcome === 'open' ? '' : t(outcomeWords[outcome]);
  return [
    kind === 'attempt' ? attemptText(attempt, maxAttempts) : t(kindWords[kind]),
    kind === 'reused' ? '' : word,
    kind === 'reused' ? '' : durationText((to ?? now) - from),
    isBusy && error ? error.message : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const outcomeWords = {
  failed: 'failed',
  'timed-out': 'timed out',
  skipped: 'skipped',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
} as const;
