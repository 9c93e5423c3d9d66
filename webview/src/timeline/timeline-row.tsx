/** One row of the timeline. */
import { Component, type JSX } from 'preact';
import type { StatusLook } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';
import { rowHeight, Track, type TrackProps } from './draw-bars.tsx';

/** Where the row is among those that ran in parallel with it. */
export type GroupPlace = 'first' | 'middle' | 'last';

export interface TimelineRowProps extends TrackProps {
  index: number;
  count: number;
  /** Where it is drawn: how many rows are above it. */
  top: number;
  look: StatusLook;
  title: string;
  /** What the picture says without words. */
  words: string;
  /** `2 of 5`; null: the first attempt. */
  attempt: string | null;
  time: string;
  group: GroupPlace | null;
  isRun: boolean;
  selected: boolean;
  active: boolean;
  onClick(): void;
  onOpen(): void;
}

export function rowId(index: number): string {
  return `sl-tl-row-${index}`;
}

/** Renders again only when something about it changed, so that the clock costs little. */
export class TimelineRowView extends Component<TimelineRowProps> {
  override shouldComponentUpdate(next: TimelineRowProps): boolean {
    const before = this.props;
    const keys = [
      'top',
      'index',
      'count',
      'words',
      'title',
      'time',
      'attempt',
      'group',
      'selected',
      'active',
    ] as const;
    return (
      keys.some((key) => next[key] !== before[key]) ||
      next.look.word !== before.look.word ||
      next.width !== before.width ||
      next.lines !== before.lines ||
      next.bars.length !== before.bars.length ||
      next.bars.some((bar, at) => {
        const old = before.bars[at];
        return !old || bar.x !== old.x || bar.width !== old.width || bar.segment !== old.segment;
      })
    );
  }

  override render(props: TimelineRowProps): JSX.Element {
    const { index, look, group, isRun, selected, active } = props;
    const name = [props.title, props.words, props.time].filter((part) => part !== '').join(', ');
    const classes = ['sl-tl-row', isRun && 'sl-tl-run', selected && 'sl-selected', active && 'sl-active'];
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names its active row.
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the list.
      <div
        id={rowId(index)}
        class={classes.filter(Boolean).join(' ')}
        role="option"
        aria-selected={selected}
        data-name={name}
        aria-posinset={index + 1}
        aria-setsize={props.count}
        style={{ top: `${props.top * rowHeight}px` }}
        onClick={props.onClick}
        onDblClick={props.onOpen}
      >
        <div class="sl-tl-name" title={name}>
          <span class={`sl-tl-branch${group === null ? '' : ` sl-tl-${group}`}`} />
          <Icon name={look.icon} color={look.color} size={14} spinning={look.animated} />
          <span class="sl-tl-title">
            {props.title}
            <span class="sl-unseen">{`, ${props.words},`}</span>
          </span>
          {props.attempt === null ? null : (
            <span class="sl-tl-attempt" aria-hidden="true">
              {props.attempt}
            </span>
          )}
        </div>
        <Track {...props} />
        <div class="sl-tl-time" title={props.time}>
          {props.time}
        </div>
      </div>
    );
  }
}
