/** The timeline of a run: a row for the run, and one for each step. Only what is in view is drawn. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ShownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { Timeline, TimelineRow } from '../../../runtime/src/history/timeline.ts';
import { t } from '../l10n.ts';
import { ZoomButtons } from '../view/camera-buttons.tsx';
import { runLooks, statusLooks } from '../view/draw/appearance.ts';
import { rowOfKey, useVisibleRows } from '../view/use-visible-rows.ts';
import { axisOf } from './axis-marks.ts';
import { barsOf } from './bars.ts';
import { axisHeight, DrawAxis } from './draw-axis.tsx';
import { BarPatterns, rowHeight, type TrackLines } from './draw-bars.tsx';
import { lookOfStep, rowWords, timeText } from './row-text.ts';
import { type GroupPlace, rowId, TimelineRowView } from './timeline-row.tsx';
import { usePointer } from './use-pointer.ts';
import { useTimelineView, type TimelineView as View } from './use-timeline-view.ts';

export interface TimelineViewProps {
  timeline: Timeline;
  /** As the rest of the page shows it: waiting and sleeping, too. */
  status: ShownStatus;
  functionName: string;
  /** Unix milliseconds: the runtime's clock, or the shown moment. */
  now: number;
  /** The run is shown at a moment of its past. */
  isPast: boolean;
  /** Hashed id of a step; null: the run. */
  selected: string | null;
  onSelect(hashedId: string | null): void;
  /** Go to the code. */
  onOpen(hashedId: string | null): void;
}

export function TimelineView(props: TimelineViewProps): JSX.Element {
  const { timeline, now, selected } = props;
  const list = useRef<HTMLDivElement>(null);
  const [width, axisCell] = useWidth();
  const view = useTimelineView(timeline, width, now, props.isPast);
  const count = timeline.rows.length + 1;
  const visible = useVisibleRows(list, count, rowHeight, axisHeight);
  const indexOf = useMemo(
    () => new Map(timeline.rows.map(({ hashedId }, index) => [hashedId, index + 1])),
    [timeline.rows],
  );
  const current = selected === null ? 0 : (indexOf.get(selected) ?? 0);
  const idAt = (index: number): string | null => timeline.rows[index - 1]?.hashedId ?? null;
  usePointer(list, axisCell, view);
  // Chosen from outside, as by the graph, it must be seen.
  useEffect(() => visible.reveal(current), [selected]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.shiftKey ? null : rowOfKey(event.key, current, count, visible.page);
    if (row !== null) {
      props.onSelect(idAt(row));
      visible.reveal(row);
    } else if (event.key === 'Enter') props.onOpen(selected);
    else if (!look(view, event)) return;
    event.preventDefault();
  };

  const axis = useMemo(
    () => axisOf(view.scale, timeline.queuedAt, view.view),
    [view.scale, timeline.queuedAt, view.view.start, view.view.end],
  );
  const lines = useLines(axis, view, timeline.endedAt === null ? now : null);
  return (
    <section class="sl-timeline" aria-label={t('Timeline')}>
      <TimelineBar steps={timeline.rows.length} view={view} />
      <BarPatterns />
      <div
        ref={list}
        class="sl-tl-list"
        role="listbox"
        tabIndex={0}
        aria-label={t(
          'Timeline of {0}. Use the arrow keys to select a step, Enter to open its code.',
          props.functionName,
        )}
        aria-activedescendant={rowId(current)}
        onKeyDown={onKey}
      >
        <div class="sl-tl-head" role="presentation">
          <div class="sl-tl-name" />
          <div class="sl-tl-cell" ref={axisCell}>
            <DrawAxis axis={axis} start={view.view.start} width={width} now={lines.now} />
          </div>
          <div class="sl-tl-time" />
        </div>
        <div class="sl-tl-rows" role="presentation" style={{ height: `${count * rowHeight}px` }}>
          {indexes(visible, current).map((index) => (
            <Row
              key={index}
              {...props}
              index={index}
              count={count}
              current={current}
              width={width}
              view={view}
              lines={lines}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

function TimelineBar({ steps, view }: { steps: number; view: View }): JSX.Element {
  return (
    <div class="sl-tl-bar">
      <h2>{t('Timeline')}</h2>
      <span class="sl-quiet">{steps === 1 ? t('1 step') : t('{0} steps', steps)}</span>
      <span class="sl-tl-zoom">
        <ZoomButtons controls={view} scale={view.zoom} />
      </span>
    </div>
  );
}

/** The rows in view, and the active one, which the list names to screen readers. */
function indexes({ from, to }: { from: number; to: number }, current: number): number[] {
  const all = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  return current < from || current >= to ? [...all, current] : all;
}

interface RowProps extends TimelineViewProps {
  index: number;
  count: number;
  current: number;
  width: number;
  view: View;
  lines: TrackLines;
}

function Row(props: RowProps): JSX.Element {
  const { timeline, status, index, count, current, width, view, lines, now } = props;
  const row = timeline.rows[index - 1];
  const segments = row ? row.segments : timeline.run;
  const time = timeText(segments, now);
  const runLook = statusLooks[runLooks[status]];
  const id = row?.hashedId ?? null;
  const attempt = row?.attempt ?? 0;
  return (
    <TimelineRowView
      index={index}
      top={index}
      count={count}
      isRun={!row}
      look={row ? lookOfStep(row.status) : runLook}
      title={row?.name ?? t('Run')}
      words={
        row ? rowWords(row, timeline.maxAttempts, siblingsOf(timeline.rows, index - 1)) : t(runLook.word)
      }
      attempt={attempt > 0 ? `${attempt + 1}/${timeline.maxAttempts}` : null}
      time={time}
      group={row ? groupPlace(timeline.rows, index - 1) : null}
      selected={index === current}
      active={index === current}
      width={width}
      bars={barsOf(segments, view.scale, view.view, now)}
      lines={lines}
      maxAttempts={timeline.maxAttempts}
      now={now}
      onClick={() => props.onSelect(id)}
      onOpen={() => props.onOpen(id)}
    />
  );
}

function groupPlace(rows: readonly TimelineRow[], at: number): GroupPlace | null {
  const group = rows[at]?.group ?? null;
  if (group === null) return null;
  const above = at > 0 && rows[at - 1]?.group === group;
  const below = rows[at + 1]?.group === group;
  return above ? (below ? 'middle' : 'last') : below ? 'first' : null;
}

/** How many neighbors ran in parallel; beyond a hundred it is not counted. */
function siblingsOf(rows: readonly TimelineRow[], at: number): number {
  const group = rows[at]?.group ?? null;
  if (group === null) return 0;
  let siblings = 0;
  for (const step of [-1, 1]) {
    for (let next = at + step; rows[next]?.group === group && siblings < 100; next += step) siblings += 1;
  }
  return siblings;
}

function look(view: View, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === '+' || key === '=') view.zoomBy(1.25);
  else if (key === '-') view.zoomBy(0.8);
  else if (key === '0') view.fit();
  else if (shiftKey && key === 'ArrowLeft') view.panBy(-80);
  else if (shiftKey && key === 'ArrowRight') view.panBy(80);
  else return false;
  return true;
}

function useLines(axis: ReturnType<typeof axisOf>, { scale, view }: View, now: number | null): TrackLines {
  const at = now === null ? null : Math.round(scale.at(now) - view.start);
  return useMemo(
    () => ({
      marks: axis.marks.filter(({ label }) => label !== null).map(({ x }) => x - view.start),
      breaks: axis.breaks.map(({ x, width }) => x + width / 2 - view.start),
      now: at !== null && at >= 0 && at <= view.end - view.start ? at : null,
    }),
    [axis, view.start, view.end, at],
  );
}

/** The width of an element, which follows its size. */
function useWidth(): [number, { current: HTMLDivElement | null }] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    if (!element.current) return;
    const measure = (): void => setWidth(Math.max(60, element.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [width, element];
}
