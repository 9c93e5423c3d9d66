/** Which function the graph shows: those of its file first, the others by app. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { FromWebview, PickableFunction } from '../protocol.ts';
import type { GraphState } from './graph-model.ts';

export interface FunctionPickerProps {
  state: GraphState;
  post(message: FromWebview): void;
}

/** With more, a list is no way to find one: VS Code's own picker searches. */
const maxListed = 20;
const search = 'search';

export function FunctionPicker({ state, post }: FunctionPickerProps): JSX.Element {
  const { functions, graph, uri } = state;
  const shown = functions.findIndex(
    (one) => one.id === graph?.id && (one.uri === undefined || one.uri === uri),
  );
  const options = functions.map((one, index) => ({ one, index }));
  const groups = [...Map.groupBy(options, ({ one }) => groupOf(one, uri))];
  const option = ({ one, index }: { one: PickableFunction; index: number }) => (
    <option key={`${one.uri}#${one.id}`} value={index}>
      {one.name}
    </option>
  );
  return (
    <select
      aria-label={t('Function')}
      value={shown < 0 ? '' : shown}
      onChange={(change) => {
        const select = change.currentTarget;
        const picked = functions[Number(select.value)];
        if (select.value === search) {
          select.value = shown < 0 ? '' : String(shown);
          post({ kind: 'search-function' });
        } else if (picked) post({ kind: 'pick-function', functionId: picked.id, uri: picked.uri });
      }}
    >
      {shown < 0 ? <option value="">{graph ? graph.name : t('Select a function')}</option> : null}
      {functions.length > maxListed ? <option value={search}>{t('Search Functions…')}</option> : null}
      {groups.length < 2
        ? options.map(option)
        : groups.map(([label, found]) => (
            <optgroup key={label} label={label}>
              {found.map(option)}
            </optgroup>
          ))}
    </select>
  );
}

function groupOf({ app, uri }: PickableFunction, shownUri: string | null): string {
  if (uri !== undefined && uri === shownUri) return t('This file');
  return app ?? t('Other functions');
}
