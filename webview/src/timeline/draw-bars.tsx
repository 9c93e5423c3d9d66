/** The track of one row: its bars, and the lines that pass through all rows. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { Bar } from './bars.ts';
import { segmentText } from './row-text.ts';

export const rowHeight = 28;
const middle = rowHeight / 2;
const barHeight = 12;

export interface TrackLines {
  /** X of the axis's marks, of the middle of each break, and of the present; null: it is not in view. */
  marks: readonly number[];
  breaks: readonly number[];
  now: number | null;
}

export interface TrackProps {
  width: number;
  bars: readonly Bar[];
  lines: TrackLines;
  maxAttempts: number;
  now: number;
}

export function Track({ width, bars, lines, maxAttempts, now }: TrackProps): JSX.Element {
  return (
    <svg class="sl-tl-track" width={width} height={rowHeight} aria-hidden="true">
      {lines.marks.map((x) => (
        <line key={x} class="sl-tl-mark" x1={x} x2={x} y1={0} y2={rowHeight} />
      ))}
      {bars.map((bar) => (
        <g key={`${bar.segment.kind} ${bar.segment.from}`} class={`sl-bar sl-bar-${bar.look}`}>
          <title>{segmentText(bar.segment, maxAttempts, now)}</title>
          <BarShape {...bar} />
        </g>
      ))}
      {lines.breaks
        .filter((x) => bars.some((bar) => bar.x < x && x < bar.x + bar.width))
        .map((x) => (
          <Cut key={x} x={x} />
        ))}
      {lines.now === null ? null : (
        <line class="sl-tl-now" x1={lines.now} x2={lines.now} y1={0} y2={rowHeight} />
      )}
    </svg>
  );
}

function BarShape({ x, width, look }: Bar): JSX.Element {
  if (look === 'queue' || look === 'delay')
    return (
      <>
        {/* Thin lines are hard to point at. */}
        <rect class="sl-bar-area" x={x} y={middle - 6} width={width} height={barHeight} />
        <line x1={x} x2={x + width} y1={middle} y2={middle} />
      </>
    );
  if (look === 'reused') return <path d={`M${x + 1} ${middle - 6}l6 6-6 6-6-6z`} />;
  const height = look === 'run' ? 6 : barHeight;
  return (
    <>
      <rect x={x} y={middle - height / 2} width={width} height={height} rx={Math.min(2.5, width / 2)} />
      {look === 'failed' && width >= 14 ? (
        <path class="sl-bar-sign" d={`M${x + width - 10} ${middle - 3}l6 6m0-6l-6 6`} />
      ) : null}
    </>
  );
}

/** Where time is left out, two slanted lines cut the bar. */
function Cut({ x }: { x: number }): JSX.Element {
  const [top, bottom] = [middle - 9, middle + 9];
  return (
    <g class="sl-tl-cut">
      <path class="sl-tl-gap" d={`M${x - 5} ${bottom}L${x} ${top}h5L${x} ${bottom}z`} />
      <path d={`M${x - 5} ${bottom}L${x} ${top}M${x} ${bottom}L${x + 5} ${top}`} />
    </g>
  );
}

/** Patterns that the bars are filled with, once for the page. */
export function BarPatterns(): JSX.Element {
  return (
    <svg class="sl-unseen" width={0} height={0} aria-hidden="true">
      <defs>
        <pattern
          id="sl-hatch"
          width={5}
          height={5}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="sl-hatch-ground" width={5} height={5} />
          <line class="sl-hatch-line" x1={0} x2={0} y1={0} y2={5} />
        </pattern>
      </defs>
      <title>{t('Patterns')}</title>
    </svg>
  );
}
