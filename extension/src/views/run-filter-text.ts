/** The filter of the Runs view as a person types it: `status:failed function:import where:output.count > 3`. Pure. */
import type { RunStatus } from '../../../runtime/src/contract/run.ts';
import { type RunFilter, runStatuses, wantedOf } from '../../../runtime/src/contract/run-filter.ts';
import type { L10n } from '../l10n.ts';

const fields = ['status', 'function', 'event', 'where'] as const;

export type ParsedFilter = { ok: true; filter: RunFilter } | { ok: false; problem: string };

/** Words without a field are looked for in the whole run. `where:` takes the rest of the text. */
export function parseFilter(text: string, l10n: L10n): ParsedFilter {
  const [before = '', where] = splitWhere(text);
  const words: string[] = [];
  const found = { status: [] as RunStatus[], function: [] as string[], event: [] as string[] };
  for (const [, field, quoted, word] of before.matchAll(
    /(?:(status|function|event):)?(?:"([^"]*)"?|(\S+))/g,
  )) {
    const value = quoted ?? word ?? '';
    if (value === '') continue;
    if (field === 'status') {
      const status = runStatuses.find((each) => each === value.toLowerCase());
      if (!status)
        return { ok: false, problem: l10n.t('"{0}" is not a status: {1}.', value, runStatuses.join(', ')) };
      found.status.push(status);
    } else if (field === 'function' || field === 'event') found[field].push(value);
    else if (!/^(status|function|event):$/.test(value)) words.push(value);
  }
  return {
    ok: true,
    filter: {
      ...(found.status.length > 0 ? { status: found.status } : {}),
      ...(found.function.length > 0 ? { functionId: found.function } : {}),
      ...(found.event.length > 0 ? { event: found.event } : {}),
      ...(words.length > 0 ? { text: words.join(' ') } : {}),
      ...(where ? { where } : {}),
    },
  };
}

/** Text that is parsed to the same filter. */
export function filterText({ status, functionId, event, text, where }: RunFilter): string {
  const lists = { status, function: functionId, event };
  return [
    ...Object.entries(lists).flatMap(([field, list]) =>
      (wantedOf<string>(list) ?? []).map((value) => `${field}:${quoted(value)}`),
    ),
    ...(text ? [text] : []),
    ...(where ? [`where:${where}`] : []),
  ].join(' ');
}

export interface Completion {
  /** What it adds. */
  label: string;
  /** The whole text when it is taken. */
  text: string;
}

export interface KnownValues {
  functions: readonly string[];
  events: readonly string[];
}

const maxCompletions = 100;

/** Ways to go on from the last word. None within `where:`. */
export function completions(text: string, known: KnownValues): Completion[] {
  if (splitWhere(text)[1] !== undefined) return [];
  const start = /(?:^|\s)((?:(?:status|function|event):"[^"]*|\S*))$/.exec(text);
  const word = start?.[1] ?? '';
  const before = text.slice(0, text.length - word.length);
  const [, field, begun = ''] = /^(status|function|event):"?(.*)$/.exec(word) ?? [];
  const valuesOf = { status: runStatuses, function: known.functions, event: known.events };
  const labels =
    field === undefined
      ? fields.map((each) => `${each}:`).filter((each) => each.startsWith(word.toLowerCase()))
      : valuesOf[field as keyof typeof valuesOf]
          .filter((value) => value.toLowerCase().includes(begun.toLowerCase()))
          .map((value) => `${field}:${quoted(value)} `);
  return labels.slice(0, maxCompletions).map((label) => ({ label: label.trim(), text: `${before}${label}` }));
}

function splitWhere(text: string): [before: string, where?: string] {
  const found = /(?:^|\s)where:/.exec(text);
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length).trim()] : [text];
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
