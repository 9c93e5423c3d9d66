/** A node of the graph in the page: takes focus and clicks, and has a name for screen readers. */
import { Component, type ComponentChildren } from 'preact';
import type { GraphNode, Note } from '../../../server/src/workflow-graph.ts';
import type { NodeBox } from '../layout/layout.ts';
import type { MeasureText } from '../layout/measure.ts';
import type { ComparedNode } from '../overlay/graph-comparison.ts';
import type { DecisionReason, NodeState } from '../overlay/overlay.ts';
import { ticks } from '../view/draw/status-text.ts';
import { comparedNodeName, nodeName } from './node-name.ts';

export interface NodeShellProps {
  node: GraphNode;
  box: NodeBox;
  state: NodeState | null;
  reason: DecisionReason | null;
  /** Null: no runs are compared. */
  compared: ComparedNode | null;
  hasRun: boolean;
  now: number;
  selected: boolean;
  lit: boolean;
  tabStop: boolean;
  measure: MeasureText;
  notes: readonly Note[];
  onFocus(): void;
  onClick(): void;
  children?: ComponentChildren;
}

function isOther<T>(next: T, now: T): boolean {
  return next !== now && JSON.stringify(next) !== JSON.stringify(now);
}

/** Renders again only when something about this node changed, so that the clock costs little however many there are. */
export class NodeShell extends Component<NodeShellProps> {
  override shouldComponentUpdate(next: NodeShellProps): boolean {
    const now = this.props;
    return (
      next.node !== now.node ||
      next.box !== now.box ||
      next.selected !== now.selected ||
      next.lit !== now.lit ||
      next.tabStop !== now.tabStop ||
      next.hasRun !== now.hasRun ||
      next.measure !== now.measure ||
      next.notes !== now.notes ||
      isOther(next.state, now.state) ||
      isOther(next.reason, now.reason) ||
      isOther(next.compared, now.compared) ||
      (next.now !== now.now && next.state !== null && ticks(next.state))
    );
  }

  override render({
    node,
    state,
    reason,
    compared,
    now,
    selected,
    lit,
    tabStop,
    notes,
    onFocus,
    onClick,
    children,
  }: NodeShellProps) {
    const name = compared
      ? comparedNodeName(node, compared, notes)
      : nodeName(node, state, now, notes, reason);
    const classes = ['sl-node', selected && 'sl-selected', lit && 'sl-lit'].filter(Boolean).join(' ');
    return (
      // biome-ignore lint/a11y/useSemanticElements: SVG cannot contain an HTML button.
      <g
        class={classes}
        role="button"
        data-node={node.id}
        tabindex={tabStop ? 0 : -1}
        data-name={name}
        aria-pressed={selected}
        onFocus={onFocus}
        onClick={onClick}
      >
        {/* The name for screen readers, and the tip under the pointer: texts on the node may be shortened. */}
        <title>{name}</title>
        {children}
      </g>
    );
  }
}
