/** Which part of the time is seen, and how large: zoom and pan. Progress changes neither. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Timeline } from '../../../runtime/src/history/timeline.ts';
import { stretchesOf } from './stretches.ts';
import { type ScaleUnits, steadyUnits, type TimeScale, timeScale, unitsToFit } from './time-scale.ts';

/** A millisecond is never wider, in pixels. */
const widestMillisecond = 60;

export interface TimelineView {
  scale: TimeScale;
  zoom: number;
  /** The part of the scale that is seen, in pixels. */
  view: { start: number; end: number };
  /** @param x what stays where it is, in pixels from the left edge; the middle when absent. */
  zoomBy(factor: number, x?: number): void;
  panBy(pixels: number): void;
  fit(): void;
}

/**
 * @param width of the track, in CSS pixels.
 * @param isPast the run is shown at a moment of its past.
 */
export function useTimelineView(
  timeline: Timeline,
  width: number,
  now: number,
  isPast: boolean,
): TimelineView {
  const shown = isPast ? 'past' : timeline.endedAt === null ? 'live' : 'ended';
  const [{ zoom, offset }, setLook] = useState({ zoom: 1, offset: 0 });
  const steady = useRef<{ key: string; units: ScaleUnits } | null>(null);
  const stretches = useMemo(() => stretchesOf(timeline, now), [timeline, timeline.endedAt ?? now]);

  const key = `${timeline.runId} ${width} ${zoom}`;
  const known = steady.current?.key === key ? steady.current.units : null;
  const units = useMemo(
    () => steadyUnits(known, stretches, width * zoom, shown),
    [known, stretches, width, zoom, shown],
  );
  steady.current = { key, units };
  const scale = useMemo(() => timeScale(stretches, units), [stretches, units]);
  const start = Math.max(0, Math.min(offset, scale.width - width));

  const latest = useRef({ stretches, scale, start, zoom, width, shown });
  latest.current = { stretches, scale, start, zoom, width, shown };

  const zoomBy = useCallback((factor: number, x?: number) => {
    const {
      stretches: parts,
      scale: before,
      start: from,
      zoom: old,
      width: space,
      shown: mode,
    } = latest.current;
    const most = Math.max(1, (old * widestMillisecond) / before.pixels);
    const next = Math.min(most, Math.max(1, old * factor));
    const anchor = x ?? space / 2;
    const after = timeScale(parts, unitsToFit(parts, space * next * (mode === 'live' ? 0.7 : 1)));
    setLook({ zoom: next, offset: after.at(before.timeAt(from + anchor)) - anchor });
  }, []);
  const panBy = useCallback((pixels: number) => {
    const { start: from, scale: current, width: space } = latest.current;
    const to = Math.max(0, Math.min(from + pixels, current.width - space));
    setLook((look) => ({ ...look, offset: to }));
  }, []);
  const fit = useCallback(() => {
    steady.current = null;
    setLook({ zoom: 1, offset: 0 });
  }, []);
  return { scale, zoom, view: { start, end: start + width }, zoomBy, panBy, fit };
}
