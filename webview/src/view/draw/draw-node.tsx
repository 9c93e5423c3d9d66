/** One node as SVG. Plain functions of their props without hooks: the SVG writer calls them too. */
import type { JSX } from 'preact';
import type { GraphNode, Note } from '../../../../server/src/workflow-graph.ts';
import type { NodeBox } from '../../layout/layout.ts';
import { cutToWidth, type MeasureText } from '../../layout/measure.ts';
import { frames } from '../../layout/node-size.ts';
import type { ComparedNode } from '../../overlay/graph-comparison.ts';
import type { NodeState } from '../../overlay/overlay.ts';
import { kindLook, type StatusLook, statusLooks } from './appearance.ts';
import { NodeMark, sideLooks } from './comparison-marks.tsx';
import { BoxIcon, BoxTexts, StrokeIcon } from './draw-box.tsx';
import { outline } from './outline.ts';
import type { Paint } from './paint.ts';
import { statusTexts } from './status-text.ts';

export interface NodeProps {
  node: GraphNode;
  box: NodeBox;
  state: NodeState | null;
  /** A run is shown and has not reached this node. */
  untouched: boolean;
  /** Null: no runs are compared. */
  compared: ComparedNode | null;
  paint: Paint;
  measure: MeasureText;
  /** Unix milliseconds. */
  now: number;
  notes: readonly Note[];
}

export function DrawNode(props: NodeProps): JSX.Element {
  const { box, node, paint, state } = props;
  const look = kindLook(node);
  const status = state ? statusLooks[state.status] : null;
  // The path on which the run came is shown by the edges; a badge on each decision would only be noise.
  const badge = status && state?.status !== 'passed' ? status : null;
  const side = props.compared?.on ? sideLooks[props.compared.on] : null;
  const color = status?.color ?? side?.color;
  const stroke = color ? paint[color] : paint.line;
  const isCard =
    box.shape === 'step' || box.shape === 'wait' || box.shape === 'start' || box.shape === 'opaque';
  const isQuiet = props.untouched || box.shape === 'end' || box.shape === 'bar';
  return (
    <g transform={`translate(${box.x} ${box.y})`}>
      <path class="sl-halo" d={outline(box, 4)} fill="none" stroke="none" />
      <path class="sl-shape" d={outline(box, 0)} fill={paint.node} />
      {badge && isCard ? <path d={outline(box, 0)} fill={paint[badge.color]} fill-opacity="0.07" /> : null}
      <path
        class={status?.animated ? 'sl-border sl-running' : 'sl-border'}
        d={outline(box, 0)}
        fill="none"
        stroke={stroke}
        stroke-width={badge || side ? 1.75 : 1.25}
        stroke-dasharray={side?.dash ?? borderDash(box, status)}
      />
      {box.shape === 'bar' || box.shape === 'decision' ? null : (
        <BoxIcon
          box={box}
          icon={look.icon}
          color={props.untouched ? paint.quietText : paint[look.color]}
          card={isCard}
        />
      )}
      <BoxTexts
        box={box}
        live={liveLine(props)}
        titleColor={isQuiet ? paint.quietText : paint.text}
        paint={paint}
      />
      {badge && isCard ? <Badge box={box} look={badge} paint={paint} /> : null}
      {badge && !isCard ? <CornerBadge box={box} look={badge} paint={paint} /> : null}
      {props.compared ? <NodeMark box={box} compared={props.compared} paint={paint} /> : null}
      <NoteMark notes={props.notes} paint={paint} />
    </g>
  );
}

function borderDash(box: NodeBox, status: StatusLook | null): string | undefined {
  if (status?.animated) return '8 5';
  if (box.shape === 'opaque') return '5 4';
  return undefined;
}

/** The state in words takes the place of the last quiet line. */
function liveLine({ box, state, paint, measure, now }: NodeProps): { text: string; color: string } | null {
  const texts = state && box.sub.length > 0 ? statusTexts(state, now) : [];
  const [longest] = texts;
  if (longest === undefined) return null;
  const frame = frames[box.shape];
  const width = box.width - frame.left - frame.right;
  const fitting = texts.find((words) => measure(words, 'sub') <= width);
  const text = fitting ?? cutToWidth(texts.at(-1) ?? longest, 'sub', width, measure);
  return { text, color: state?.status === 'failed' ? paint.red : paint.quietText };
}

function Badge({ box, look, paint }: { box: NodeBox; look: StatusLook; paint: Paint }): JSX.Element {
  const x = box.width - 19;
  const y = box.height / 2;
  const color = paint[look.color];
  const solid = look.icon === 'check' || look.icon === 'cross';
  return (
    <g>
      {solid ? <circle cx={x} cy={y} r={9} fill={color} /> : null}
      <StrokeIcon
        x={x - (solid ? 6.4 : 8)}
        y={y - (solid ? 6.4 : 8)}
        scale={solid ? 0.8 : 1}
        icon={look.icon}
        color={solid ? paint.node : color}
        spinning={look.animated}
      />
    </g>
  );
}

/** For small shapes without room inside. */
function CornerBadge({ box, look, paint }: { box: NodeBox; look: StatusLook; paint: Paint }): JSX.Element {
  return (
    <g transform={`translate(${box.width - 4} 4)`}>
      <circle r={8} fill={paint.canvas} stroke={paint[look.color]} stroke-width={1.25} />
      <StrokeIcon
        x={-5.2}
        y={-5.2}
        scale={0.65}
        icon={look.icon}
        color={paint[look.color]}
        spinning={look.animated}
      />
    </g>
  );
}

/** A dot on the corner; mere information appears only in the tooltip. */
function NoteMark({ notes, paint }: { notes: readonly Note[]; paint: Paint }): JSX.Element | null {
  const isError = notes.some(({ severity }) => severity === 'error');
  if (!isError && !notes.some(({ severity }) => severity === 'warning')) return null;
  return (
    <circle
      class="sl-note"
      cx={7}
      cy={1}
      r={4.5}
      fill={isError ? paint.red : paint.orange}
      stroke={paint.canvas}
      stroke-width={1.5}
    />
  );
}
