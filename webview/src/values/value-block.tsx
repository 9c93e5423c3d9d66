/** A JSON value under a title: a tree that folds, can be searched, and of which paths and parts can be copied. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import { CopyButton } from '../view/copy-button.tsx';
import { SearchField } from './search-field.tsx';
import { isFoldable, pathOf, rootOf, type ValueNode } from './value-node.ts';
import { nodeAt, revealed, toggled, type ValueRows, valueRows } from './value-rows.ts';
import { searchValue, type ValueMatches } from './value-search.ts';
import { copiedText, jsonText, pathText } from './value-text.ts';
import { ValueTree } from './value-tree.tsx';

export interface ValueBlockProps {
  /** Empty: what is around the value says what it is. */
  title: string;
  /** For screen readers, where there is no title. */
  name?: string;
  value: unknown;
  /** What the value is called in code: `event`, `output`. */
  code: string;
}

/** Fewer rows are seen at a glance. */
const rowsToSearch = 12;
const nothing: ValueMatches = { paths: [], cut: false };

export function ValueBlock({ title, name = title, value, code }: ValueBlockProps): JSX.Element {
  const [tree, setTree] = useTree(value);
  const [selected, setSelected] = useState<ValueNode | null>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const matches = useMemo(() => (query === '' ? nothing : searchValue(value, query)), [value, query]);
  const current = selected && shownNode(tree, selected);
  const path = current?.parent ? pathOf(current) : null;

  const goTo = (found: ValueMatches, index: number): void => {
    const wanted = found.paths[index];
    if (!wanted) return;
    const { state, node } = revealed(tree, wanted);
    setTree(state);
    setSelected(node);
    setAt(index);
  };
  const search = (text: string): void => {
    setQuery(text);
    setAt(0);
    if (text !== '') goTo(searchValue(value, text), 0);
  };
  const step = (by: number): void => {
    const count = matches.paths.length;
    if (count > 0) goTo(matches, (at + by + count) % count);
  };
  const isLarge =
    tree.rows.length > rowsToSearch || tree.rows.some((row) => isFoldable(row) && !tree.unfolded.has(row));
  return (
    <div class="sl-json">
      <div class="sl-json-head">
        {title === '' ? null : <h4>{title}</h4>}
        {path ? (
          <code class="sl-json-path" title={pathText(path, '$')}>
            {pathText(path, '$')}
          </code>
        ) : null}
        <span class="sl-json-tools">
          <CopyButton text={() => (current ? copiedText(current) : jsonText(value))} />
          {path ? (
            <>
              <CopyButton text={() => pathText(path, '$')}>{t('Copy Path')}</CopyButton>
              <CopyButton text={() => pathText(path, code)}>{t('Copy as Code')}</CopyButton>
            </>
          ) : null}
        </span>
      </div>
      {isLarge || query !== '' ? (
        <SearchField query={query} matches={matches} at={at} onQuery={search} onStep={step} />
      ) : null}
      <ValueTree
        name={name}
        tree={tree}
        query={query}
        selected={current ?? tree.root}
        onSelect={setSelected}
        onToggle={(node) => setTree(toggled(tree, node))}
      />
    </div>
  );
}

/** What is unfolded, which outlives a change of the value. */
function useTree(value: unknown): [ValueRows, (tree: ValueRows) => void] {
  const kept = useRef<{ value: unknown; tree: ValueRows } | null>(null);
  const [, setCount] = useState(0);
  if (kept.current === null || kept.current.value !== value)
    kept.current = { value, tree: valueRows(value, isTree(value) ? (kept.current?.tree ?? null) : null) };
  const set = (tree: ValueRows): void => {
    kept.current = { value, tree };
    setCount((count) => count + 1);
  };
  return [kept.current.tree, set];
}

/** The same part of the value, which may have been replaced; null: it cannot be seen. */
function shownNode(tree: ValueRows, node: ValueNode): ValueNode | null {
  if (tree.rows.includes(node)) return node;
  const same = nodeAt(tree.root, pathOf(node));
  return same && tree.rows.includes(same) ? same : null;
}

function isTree(value: unknown): boolean {
  return isFoldable(rootOf(value));
}
