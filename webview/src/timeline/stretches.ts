/** The moments of a timeline at which something begins or ends, and what lies between them. Pure. */
import type { Timeline } from '../../../runtime/src/history/timeline.ts';
import type { SegmentKind } from '../../../runtime/src/history/timeline-segment.ts';
import type { Stretch } from './time-scale.ts';

/** In the others, the run waits for time, an event, another function, or its turn. */
const busyKinds: ReadonlySet<SegmentKind> = new Set(['attempt', 'fetch']);

/** @param now Unix milliseconds: what is open lasts until then. */
export function stretchesOf(timeline: Timeline, now: number): Stretch[] {
  const { queuedAt, endedAt, run, rows } = timeline;
  const end = Math.max(endedAt ?? now, queuedAt);
  const moments: number[] = [queuedAt, end];
  /** +1 where code begins to run, -1 where it ends. */
  const changes: [at: number, by: number][] = [];
  for (const segments of [run, ...rows.map((row) => row.segments)]) {
    for (const { kind, from, to } of segments) {
      const until = Math.max(from, to ?? end);
      moments.push(from, until);
      if (busyKinds.has(kind)) changes.push([from, 1], [until, -1]);
    }
  }
  changes.sort((a, b) => a[0] - b[0]);
  const sorted = Float64Array.from(moments).sort();
  const stretches: Stretch[] = [];
  let running = 0;
  let next = 0;
  let from = sorted[0] ?? queuedAt;
  for (const to of sorted) {
    if (to === from) continue;
    for (; next < changes.length && (changes[next] as [number, number])[0] <= from; next += 1)
      running += (changes[next] as [number, number])[1];
    stretches.push({ from, to, quiet: running === 0 });
    from = to;
  }
  return stretches.length > 0 ? stretches : [{ from: queuedAt, to: end, quiet: true }];
}
