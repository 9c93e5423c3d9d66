/** The bars of a row: where each segment is drawn, and how it looks. Pure. */
import type { TimelineSegment } from '../../../runtime/src/history/timeline-segment.ts';
import { drawnSpan, type TimeScale } from './time-scale.ts';

export type BarLook =
  | 'queue'
  | 'run'
  | 'done'
  | 'failed'
  | 'running'
  | 'delay'
  | 'wait'
  | 'sleep'
  | 'invoke'
  | 'fetch'
  | 'reused'
  | 'stopped';

export interface Bar {
  /** CSS pixels from the left edge of what is seen. */
  x: number;
  width: number;
  look: BarLook;
  segment: TimelineSegment;
}

const narrowest = 3;

/** @param view the part of the scale that is seen, in pixels. */
export function barsOf(
  segments: readonly TimelineSegment[],
  scale: TimeScale,
  view: { start: number; end: number },
  now: number,
): Bar[] {
  return segments.flatMap((segment) => {
    const { x, width } = drawnSpan(
      scale,
      { from: segment.from, to: Math.max(segment.from, segment.to ?? now) },
      narrowest,
    );
    if (x > view.end || x + width < view.start) return [];
    // Far beyond the edges a rectangle would be too large to be drawn.
    const left = Math.max(x, view.start - 50);
    const right = Math.min(x + width, view.end + 50);
    return [{ x: left - view.start, width: right - left, look: barLook(segment), segment }];
  });
}

function barLook({ kind, outcome }: TimelineSegment): BarLook {
  if (kind !== 'attempt' && kind !== 'run' && kind !== 'fetch') return kind;
  if (outcome === 'failed') return 'failed';
  if (outcome === 'cancelled' || outcome === 'interrupted') return 'stopped';
  if (kind !== 'attempt') return kind;
  return outcome === 'open' ? 'running' : 'done';
}
