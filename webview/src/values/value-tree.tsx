/** The rows of a value. Only those in view are drawn. */
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { rowOfKey, useVisibleRows } from '../view/use-visible-rows.ts';
import { isFoldable, pathOf, type ValueNode } from './value-node.ts';
import type { ValueRows } from './value-rows.ts';
import { matchParts } from './value-search.ts';
import { copiedText, nameText, pathText, valueText } from './value-text.ts';

const rowHeight = 20;
const mostRows = 18;
/** Above and below all rows together. */
const padding = 8;
/** Deeper levels are not indented further. */
const deepestIndent = 20;
const indent = 14;
/** A tip says no more of a long text. */
const tipLength = 1_000;

export interface ValueTreeProps {
  name: string;
  tree: ValueRows;
  /** Highlighted; empty: nothing. */
  query: string;
  selected: ValueNode;
  onSelect(node: ValueNode): void;
  onToggle(node: ValueNode): void;
}

export function ValueTree(props: ValueTreeProps): JSX.Element {
  const { tree, selected, query } = props;
  const { rows, unfolded } = tree;
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const visible = useVisibleRows(list, rows.length, rowHeight, padding);
  const current = Math.max(0, rows.indexOf(selected));
  useEffect(() => visible.reveal(current), [selected]);

  const onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
      if (getSelection()?.isCollapsed !== false) void navigator.clipboard.writeText(copiedText(selected));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowOfKey(event.key, current, rows.length, visible.page);
    if (row !== null) props.onSelect(rows[row] as ValueNode);
    else if (!fold(event.key, props)) return;
    event.preventDefault();
  };

  const shown = Array.from({ length: visible.to - visible.from }, (_, at) => visible.from + at);
  if (current < visible.from || current >= visible.to) shown.push(current);
  return (
    <div
      ref={list}
      class="sl-tree"
      role="tree"
      tabIndex={0}
      aria-label={props.name}
      aria-activedescendant={`${id}-${current}`}
      style={{ height: `${Math.min(rows.length, mostRows) * rowHeight + padding + 2}px` }}
      onKeyDown={onKey}
    >
      <div class="sl-tree-rows" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {shown.map((index) => {
          const node = rows[index];
          return node ? (
            <Row
              key={index}
              id={`${id}-${index}`}
              node={node}
              top={index * rowHeight}
              isUnfolded={unfolded.has(node)}
              isSelected={index === current}
              query={query}
              onClick={() => {
                props.onSelect(node);
                if (isFoldable(node)) props.onToggle(node);
              }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

/** False: the key is for something else. */
function fold(key: string, { tree, selected, onToggle, onSelect }: ValueTreeProps): boolean {
  const isUnfolded = tree.unfolded.has(selected);
  switch (key) {
    case 'ArrowRight':
      if (isUnfolded) onSelect(selected.children?.[0] ?? selected);
      else onToggle(selected);
      return true;
    case 'ArrowLeft':
      if (isUnfolded) onToggle(selected);
      else if (selected.parent) onSelect(selected.parent);
      return true;
    case 'Enter':
    case ' ':
      onToggle(selected);
      return true;
    default:
      return false;
  }
}

interface RowProps {
  id: string;
  node: ValueNode;
  /** CSS pixels. */
  top: number;
  isUnfolded: boolean;
  isSelected: boolean;
  query: string;
  onClick(): void;
}

function Row({ id, node, top, isUnfolded, isSelected, query, onClick }: RowProps): JSX.Element {
  const canFold = isFoldable(node);
  const text = valueText(node);
  const hidesValue = isUnfolded && node.kind !== 'string';
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names its active row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the tree.
    <div
      id={id}
      class={isSelected ? 'sl-tree-row sl-selected' : 'sl-tree-row'}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-posinset={node.position + 1}
      aria-setsize={node.siblings}
      aria-selected={isSelected}
      aria-expanded={canFold ? isUnfolded : undefined}
      title={tipOf(node)}
      style={{ top: `${top}px`, paddingLeft: `${6 + Math.min(node.depth, deepestIndent) * indent}px` }}
      onClick={onClick}
    >
      <span
        class={canFold ? `sl-twist${isUnfolded ? ' sl-open' : ''}` : 'sl-twist sl-none'}
        aria-hidden="true"
      />
      {node.key === null ? null : (
        <>
          <span class="sl-key">
            <Marked text={nameText(node.key)} query={query} />
          </span>
          <span class="sl-quiet">: </span>
        </>
      )}
      <span class={`sl-value sl-value-${lookOf(node)}`}>
        {hidesValue ? (
          <span class="sl-quiet">{countOf(node)}</span>
        ) : (
          <Marked text={text} query={canMark(node) ? query : ''} />
        )}
      </span>
    </div>
  );
}

function canMark({ kind }: ValueNode): boolean {
  return kind === 'string' || kind === 'scalar' || kind === 'text';
}

function Marked({ text, query }: { text: string; query: string }): JSX.Element {
  if (query === '') return <>{text}</>;
  return (
    <>
      {matchParts(text, query).map((part, index) =>
        index % 2 === 1 ? <mark key={index}>{part}</mark> : part,
      )}
    </>
  );
}

/** In place of what stands in the rows below. */
function countOf(node: ValueNode): string {
  if (node.kind === 'array') return `[${node.to}]`;
  return node.kind === 'object' ? `{${node.to}}` : valueText(node);
}

function lookOf({ kind, value }: ValueNode): string {
  if (kind === 'scalar') return typeof value === 'number' ? 'number' : 'word';
  return kind === 'text' ? 'string' : kind;
}

function tipOf(node: ValueNode): string {
  const path = pathText(pathOf(node), '$');
  const { kind, value } = node;
  return kind === 'string' || kind === 'text' ? `${path}\n${String(value).slice(0, tipLength)}` : path;
}
