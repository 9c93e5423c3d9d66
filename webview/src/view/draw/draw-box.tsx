/** Parts of every card in a picture: icon and texts. Plain functions without hooks: the SVG writer calls them too. */
import type { JSX } from 'preact';
import type { Line, NodeBox } from '../../layout/layout.ts';
import { fonts } from '../../layout/measure.ts';
import { frames, subRole, titleRole } from '../../layout/node-size.ts';
import { type IconName, icons } from './icons.ts';
import type { Paint } from './paint.ts';

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

/** @param props.card the icon is on a patch of its color; else it is small and bare. */
export function BoxIcon(props: { box: NodeBox; icon: IconName; color: string; card: boolean }): JSX.Element {
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

export interface BoxTextsProps {
  box: NodeBox;
  /** In place of the last quiet line; null: the box keeps its own. */
  live: { text: string; color: string } | null;
  titleColor: string;
  paint: Paint;
}

export function BoxTexts({ box, live, titleColor, paint }: BoxTextsProps): JSX.Element {
  const frame = frames[box.shape];
  const role = box.title[0] ? titleRole(box.title[0], box.shape) : 'title';
  const centred = box.shape === 'decision' || box.shape === 'bar';
  const x = centred ? box.width / 2 : frame.left;
  const sub: Line[] = live === null ? box.sub : [...box.sub.slice(0, -1), { text: live.text, mono: false }];
  let y = frame.vertical / 2;
  const next = (lineHeight: number, size: number): number => {
    const baseline = y + (lineHeight + size * 0.72) / 2;
    y += lineHeight;
    return Math.round(baseline * 2) / 2;
  };
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
        return (
          <text
            key={index}
            class={isLive ? 'sl-live' : undefined}
            x={x}
            y={next(fonts[subRole(line)].lineHeight, fonts[subRole(line)].size)}
            fill={isLive ? live.color : paint.quietText}
            font-family={line.mono ? paint.codeFont : paint.font}
            font-size={fonts[subRole(line)].size}
            xml:space="preserve"
          >
            {line.text}
          </text>
        );
      })}
    </g>
  );
}
