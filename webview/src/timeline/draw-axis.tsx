/** The head of the timeline: how much time has passed. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import { type Axis, labelIndent } from './axis-marks.ts';

export const axisHeight = 26;

/** @param start of what is seen, in pixels of the axis. */
export function DrawAxis(props: {
  axis: Axis;
  start: number;
  width: number;
  now: number | null;
}): JSX.Element {
  const { axis, start, width, now } = props;
  return (
    <svg class="sl-tl-axis" width={width} height={axisHeight} aria-hidden="true">
      {axis.marks.map(({ x, label }) => (
        <g key={x}>
          <line
            class="sl-tl-mark"
            x1={x - start}
            x2={x - start}
            y1={label === null ? 20 : 4}
            y2={axisHeight}
          />
          {label === null ? null : (
            <text x={x - start + labelIndent} y={16}>
              {label}
            </text>
          )}
        </g>
      ))}
      {axis.breaks.map(({ x, width: wide, label, fits }) => (
        <g key={x} class="sl-tl-break">
          <title>{t('{0}, compressed', label)}</title>
          <rect x={x - start} y={2} width={wide} height={axisHeight - 4} rx={3} />
          {fits ? (
            <text x={x - start + wide / 2} y={16} text-anchor="middle">
              {label}
            </text>
          ) : null}
        </g>
      ))}
      {now === null ? null : <path class="sl-tl-now-sign" d={`M${now - 4} ${axisHeight - 6}h8l-4 6z`} />}
    </svg>
  );
}
