/** Which of two compared runs took a way: by color, by the style of the line, and by its letter. */
import type { JSX } from 'preact';
import type { EdgePath, NodeBox, Point } from '../../layout/layout.ts';
import type { OnPath } from '../../overlay/compare-overlays.ts';
import type { ComparedNode } from '../../overlay/graph-comparison.ts';
import { outline } from './outline.ts';
import type { Paint, PaintRole } from './paint.ts';

export interface SideLook {
  color: PaintRole;
  /** SVG dash pattern; null: a full line. */
  dash: string | null;
  /** Null: the way of both needs none. */
  letter: string | null;
  meaning: string;
}

export const sideLooks: Record<OnPath, SideLook> = {
  a: { color: 'blue', dash: null, letter: 'A', meaning: 'taken by run A only' },
  b: { color: 'orange', dash: '9 4', letter: 'B', meaning: 'taken by run B only' },
  both: { color: 'text', dash: null, letter: null, meaning: 'taken by both compared runs' },
};

export const partingMark = 'A ≠ B';

const height = 16;

/** On the upper right corner of a node. */
export function NodeMark(props: { box: NodeBox; compared: ComparedNode; paint: Paint }): JSX.Element | null {
  const { box, compared, paint } = props;
  const look = compared.on === null ? null : sideLooks[compared.on];
  const text = compared.parts ? partingMark : (look?.letter ?? null);
  if (text === null) return null;
  const at = { x: box.width - 8, y: 0 };
  return (
    <g>
      {compared.parts ? (
        <path d={outline(box, 4)} fill="none" stroke={paint.text} stroke-width={1.5} stroke-dasharray="2 3" />
      ) : null}
      <Chip
        at={at}
        text={text}
        color={compared.parts ? paint.text : paint[look?.color ?? 'text']}
        paint={paint}
      />
    </g>
  );
}

/** In the middle of the longest part of an edge. */
export function EdgeMark(props: { path: EdgePath; on: OnPath; paint: Paint }): JSX.Element | null {
  const { color, letter } = sideLooks[props.on];
  if (letter === null) return null;
  return <Chip at={middle(props.path)} text={letter} color={props.paint[color]} paint={props.paint} />;
}

function Chip(props: { at: Point; text: string; color: string; paint: Paint }): JSX.Element {
  const { at, text, color, paint } = props;
  const width = text.length === 1 ? height : 44;
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <rect
        x={-width / 2}
        y={-height / 2}
        width={width}
        height={height}
        rx={4}
        fill={paint.canvas}
        stroke={color}
        stroke-width={1.5}
      />
      <text
        y={4}
        text-anchor="middle"
        fill={paint.text}
        font-family={paint.font}
        font-size={11}
        font-weight={700}
      >
        {text}
      </text>
    </g>
  );
}

/** Beside the label, where that lies on the line. */
function middle({ points, label }: EdgePath): Point {
  let longest = { length: -1, at: { x: 0, y: 0 } };
  points.slice(1).forEach((to, index) => {
    const from = points[index]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length > longest.length) longest = { length, at: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
  });
  const { at } = longest;
  const isOnLabel =
    label !== undefined &&
    label !== null &&
    Math.abs(label.y + label.height / 2 - at.y) < label.height / 2 + height / 2 &&
    at.x > label.x - height / 2 &&
    at.x < label.x + label.width + height / 2;
  return isOnLabel ? { x: label.x + label.width + height / 2 + 2, y: label.y + label.height / 2 } : at;
}
