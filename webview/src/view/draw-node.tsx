/** One node as SVG. Plain functions of their props without hooks: the SVG writer calls them too. */
import type { JSX } from 'preact';
import type { GraphNode } from '../../../server/src/workflow-graph.ts';
import type { Line, NodeBox } from '../layout/layout.ts';
import { cutToWidth, fonts, type MeasureText } from '../layout/measure.ts';
import { frames, subRole, titleRole } from '../layout/node-size.ts';
import type { NodeState } from '../overlay/overlay.ts';
import { kindLook, type StatusLook, statusLooks } from './appearance.ts';
import { type IconName, icons } from './icons.ts';
import { outline } from './outline.ts';
import type { Paint } from './paint.ts';
import { statusText } from './status-text.ts';

export interface NodeProps {
  node: GraphNode;
  box: NodeBox;
  state: NodeState | null;
  /** A run is shown and has not come here. */
  untouched: boolean;
  paint: Paint;
  measure: MeasureText;
  /** Unix milliseconds. */
  now: number;
}

export function DrawNode(props: NodeProps): JSX.Element {
  const { box, node, paint, state } = props;
  const look = kindLook(node);
  const status = state ? statusLooks[state.status] : null;
  // The path on which the run came is shown by the edges; a badge on each decision would only be noise.
  const badge = status && state?.status !== 'passed' ? status : null;
  const stroke = status ? paint[status.color] : paint.line;
  const isCard =
    box.shape === 'step' || box.shape === 'wait' || box.shape === 'start' || box.shape === 'opaque';
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
        stroke-width={badge ? 1.75 : 1.25}
        stroke-dasharray={borderDash(box, status)}
      />
      {box.shape === 'bar' || box.shape === 'decision' ? null : (
        <Icon
          box={box}
          icon={look.icon}
          color={props.untouched ? paint.quietText : paint[look.color]}
          card={isCard}
        />
      )}
      <Texts {...props} />
      {badge && isCard ? <Badge box={box} look={badge} paint={paint} /> : null}
      {badge && !isCard ? <CornerBadge box={box} look={badge} paint={paint} /> : null}
    </g>
  );
}

function borderDash(box: NodeBox, status: StatusLook | null): string | undefined {
  if (status?.animated) return '8 5';
  if (box.shape === 'opaque') return '5 4';
  return undefined;
}

function Icon(props: { box: NodeBox; icon: IconName; color: string; card: boolean }): JSX.Element {
  const { box, card } = props;
  const size = card ? 28 : 18;
  const x = card ? 10 : 7;
  const y = (box.height - size) / 2;
  const scale = card ? 1.05 : 0.88;
  const inset = (size - 16 * scale) / 2;
  return (
    <g>
      {card ? (
        <rect
          x={x}
          y={y}
          width={size}
          height={size}
          rx={box.shape === 'wait' ? 14 : 7}
          fill={props.color}
          fill-opacity="0.13"
        />
      ) : null}
      <StrokeIcon x={x + inset} y={y + inset} scale={scale} icon={props.icon} color={props.color} />
    </g>
  );
}

export function StrokeIcon(props: {
  x: number;
  y: number;
  scale: number;
  icon: IconName;
  color: string;
  spinning?: boolean;
}): JSX.Element {
  return (
    <g transform={`translate(${props.x} ${props.y}) scale(${props.scale})`}>
      <path
        class={props.spinning ? 'sl-spin' : undefined}
        d={icons[props.icon]}
        fill="none"
        stroke={props.color}
        stroke-width={1.4}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </g>
  );
}

function Texts({ node, box, state, untouched, paint, measure, now }: NodeProps): JSX.Element {
  const frame = frames[box.shape];
  const role = box.title[0] ? titleRole(box.title[0], box.shape) : 'title';
  const centred = box.shape === 'decision' || box.shape === 'bar';
  const x = centred ? box.width / 2 : frame.left;
  const live = state && box.sub.length > 0 ? statusText(state, now) : null;
  const sub: Line[] = live === null ? box.sub : [...box.sub.slice(0, -1), { text: live, mono: false }];
  const titleColor = untouched || box.shape === 'end' || box.shape === 'bar' ? paint.quietText : paint.text;
  let y = frame.vertical / 2;
  const next = (lineHeight: number, size: number): number => {
    const baseline = y + (lineHeight + size * 0.72) / 2;
    y += lineHeight;
    return Math.round(baseline * 2) / 2;
  };
  const room = box.width - frame.left - frame.right;
  return (
    <g text-anchor={centred ? 'middle' : 'start'}>
      {box.title.map((line) => (
        <text
          key={line.text}
          x={x}
          y={next(fonts[role].lineHeight, fonts[role].size)}
          fill={titleColor}
          font-family={line.mono ? paint.codeFont : paint.font}
          font-size={fonts[role].size}
          font-weight={fonts[role].weight}
        >
          {line.text}
        </text>
      ))}
      {sub.map((line, index) => {
        const isLive = live !== null && index === sub.length - 1;
        const text = isLive ? cutToWidth(line.text, 'sub', room, measure) : line.text;
        return (
          <text
            key={`${node.id}-${index}`}
            class={isLive ? 'sl-live' : undefined}
            x={x}
            y={next(fonts[subRole(line)].lineHeight, fonts[subRole(line)].size)}
            fill={isLive && state?.status === 'failed' ? paint.red : paint.quietText}
            font-family={line.mono ? paint.codeFont : paint.font}
            font-size={fonts[subRole(line)].size}
            xml:space="preserve"
          >
            {text}
          </text>
        );
      })}
    </g>
  );
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
