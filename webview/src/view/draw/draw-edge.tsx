/** One edge as SVG: an orthogonal line with round corners, an arrowhead and its label. */
import type { JSX } from 'preact';
import type { EdgePath, Point } from '../../layout/layout.ts';
import { fonts } from '../../layout/measure.ts';
import { type EdgeLook, failedDash } from './appearance.ts';
import { sideLooks } from './comparison-marks.tsx';
import type { Paint, PaintRole } from './paint.ts';

export type Way = 'open' | 'taken' | 'failed' | 'a' | 'b' | 'both';

export interface EdgeProps {
  look: EdgeLook;
  path: EdgePath;
  /** `failed`: taken by an error; `a`, `b`, `both`: by which of two compared runs. */
  way: Way;
  paint: Paint;
}

/** What the way of a run looks like; null: as the edge does. */
const wayLooks: Record<Way, { color: PaintRole; dash?: string | null } | null> = {
  open: null,
  taken: { color: 'green' },
  failed: { color: 'red', dash: failedDash },
  ...sideLooks,
};

const cornerRadius = 9;
const arrowLength = 7;

export function DrawEdge({ look, path, way, paint }: EdgeProps): JSX.Element {
  const taken = wayLooks[way];
  const color = paint[taken?.color ?? look.color];
  const dash = taken?.dash === undefined ? look.dash : taken.dash;
  return (
    <g>
      <path
        d={lineWithRoundCorners(shortened(path.points, arrowLength - 1))}
        fill="none"
        stroke={color}
        stroke-width={way === 'open' ? 1.4 : 2.25}
        stroke-dasharray={dash ?? undefined}
      />
      <path d={arrowhead(path.points)} fill={color} />
    </g>
  );
}

/** Labels are drawn after all lines, so that no line crosses a text. */
export function DrawEdgeLabel({ look, path, way, paint }: EdgeProps): JSX.Element | null {
  const { label } = path;
  if (!label) return null;
  const taken = wayLooks[way]?.color;
  const own = look.color === 'edge' ? paint.quietText : paint[look.color];
  return (
    <g>
      <rect
        x={label.x}
        y={label.y}
        width={label.width}
        height={label.height}
        rx={label.height / 2}
        fill={paint.canvas}
        stroke={paint[taken ?? 'line']}
        stroke-width={taken ? 1.5 : 1}
      />
      <text
        x={label.x + label.width / 2}
        y={label.y + label.height / 2 + fonts.label.size * 0.36}
        text-anchor="middle"
        fill={taken ? paint.text : own}
        font-family={paint.font}
        font-size={fonts.label.size}
        font-weight={fonts.label.weight}
      >
        {label.text}
      </text>
    </g>
  );
}

/** Path data through the points; each corner is rounded by at most half of its shorter side. */
export function lineWithRoundCorners(points: Point[]): string {
  const parts: string[] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before) parts.push(`M${point.x} ${point.y}`);
    else if (!after) parts.push(`L${point.x} ${point.y}`);
    else {
      const radius = Math.min(cornerRadius, distance(before, point) / 2, distance(point, after) / 2);
      const into = towards(point, before, radius);
      const out = towards(point, after, radius);
      parts.push(`L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`);
    }
  });
  return parts.join('');
}

function shortened(points: Point[], by: number): Point[] {
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return points;
  return [...points.slice(0, -1), towards(last, before, Math.min(by, distance(last, before)))];
}

function arrowhead(points: Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return '';
  const base = towards(tip, before, arrowLength);
  const along = { x: (tip.x - base.x) / arrowLength, y: (tip.y - base.y) / arrowLength };
  const half = 4;
  return `M${tip.x} ${tip.y}L${base.x - along.y * half} ${base.y + along.x * half}L${base.x + along.y * half} ${base.y - along.x * half}z`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
