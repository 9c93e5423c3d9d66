/** Asks for the filter of the Runs view: a line of text, with completions and the filters used before. */
import * as vscode from 'vscode';
import type { RunFilter } from '../../../runtime/src/contract/run-filter.ts';
import { completions, filterText, type KnownValues, parseFilter } from './run-filter-text.ts';

interface FilterItem extends vscode.QuickPickItem {
  /** What the text becomes. */
  text: string;
  /** Whether the text is complete, and the filter is applied. */
  applies: boolean;
}

const historyKey = 'steplight.runs.filters';
const maxRemembered = 10;

/** @param current what is filtered by now. @returns null: all runs; undefined: the user went back. */
export async function askFilter(
  memory: vscode.Memento,
  known: KnownValues,
  current: RunFilter | null,
): Promise<RunFilter | null | undefined> {
  const remembered = memory.get<string[]>(historyKey, []);
  const text = await askText(current ? filterText(current) : '', (value) =>
    itemsFor(value, known, remembered),
  );
  if (text === undefined) return undefined;
  const parsed = parseFilter(text, vscode.l10n);
  if (!parsed.ok) return undefined;
  if (Object.keys(parsed.filter).length === 0) return null;
  await memory.update(
    historyKey,
    [text, ...remembered.filter((each) => each !== text)].slice(0, maxRemembered),
  );
  return parsed.filter;
}

function askText(start: string, items: (value: string) => FilterItem[]): Promise<string | undefined> {
  const input = vscode.window.createQuickPick<FilterItem>();
  input.title = vscode.l10n.t('Filter Runs');
  input.placeholder = vscode.l10n.t('status:failed function:NAME event:NAME where:output.count > 3, or text');
  input.value = start;
  const show = () => {
    input.items = items(input.value);
  };
  show();
  return new Promise((resolve) => {
    input.onDidChangeValue(show);
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (!item) return;
      if (!item.applies) {
        input.value = item.text;
        show();
        return;
      }
      resolve(item.text);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

function itemsFor(value: string, known: KnownValues, remembered: readonly string[]): FilterItem[] {
  const { l10n } = vscode;
  const text = value.trim();
  const parsed = parseFilter(text, l10n);
  const apply: FilterItem = parsed.ok
    ? {
        label: text === '' ? l10n.t('Show all runs') : l10n.t('Filter by {0}', text),
        text,
        applies: true,
      }
    : { label: `$(error) ${parsed.problem}`, text: value, applies: false };
  const further = completions(value, known).map((each) => ({ ...each, applies: false }));
  const earlier = remembered
    .filter((each) => each !== text && each.includes(text))
    .map((each) => ({ label: `$(history) ${each}`, text: each, applies: true }));
  const list = value === '' ? [...further, ...earlier, apply] : [apply, ...further, ...earlier];
  return list.map((item) => ({ ...item, alwaysShow: true }));
}
