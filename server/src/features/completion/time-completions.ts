/** Durations as their reader takes them, schedules that people use, and time zones. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { type DurationReader, formatDuration, readDuration } from '../../values/duration.ts';
import type { Position, Range } from '../../workflow-graph.ts';
import { cronSentence } from '../describe/describe-cron.ts';

const commonDurations = ['10s', '30s', '1m', '5m', '15m', '30m', '1h', '6h', '12h', '1d', '3d', '7d', '30d'];
const units = ['s', 'm', 'h', 'd', 'w'];

export function durationCompletions(before: string, reader: DurationReader, range: Range): CompletionItem[] {
  const amount = /^\s*(\d+)/.exec(before)?.[1];
  const texts = amount === undefined ? commonDurations : units.map((unit) => `${amount}${unit}`);
  return texts.flatMap((text, index): CompletionItem[] => {
    const milliseconds = readDuration(text, reader);
    if (milliseconds === null) return [];
    return [
      {
        label: text,
        kind: CompletionItemKind.Value,
        labelDetails: { description: formatDuration(milliseconds) },
        sortText: String(index).padStart(2, '0'),
        // `5 mi` still means `5m`.
        filterText: before === '' ? text : `${before}${text}`,
        textEdit: { range, newText: text },
      },
    ];
  });
}

const schedules = [
  '* * * * *',
  '*/5 * * * *',
  '*/15 * * * *',
  '0 * * * *',
  '0 */6 * * *',
  '0 0 * * *',
  '0 9 * * *',
  '0 9 * * 1-5',
  '0 9 * * 1',
  '0 0 1 * *',
];

/** @param cursor zones replace only the text before it. */
export function cronCompletions(before: string, range: Range, cursor: Position): CompletionItem[] {
  const zone = /^((?:CRON_)?TZ=)(\S*)$/.exec(before);
  if (zone) return zoneCompletions(zone[1] ?? '', range, cursor);
  const [prefix = ''] = /^(?:CRON_)?TZ=\S+\s+/.exec(before) ?? [];
  const items = schedules.map((schedule, index): CompletionItem => {
    const text = `${prefix}${schedule}`;
    return {
      label: schedule,
      kind: CompletionItemKind.Value,
      labelDetails: { description: cronSentence(text) ?? '' },
      sortText: String(index).padStart(2, '0'),
      // Editors match the whole text that is replaced; the words may be typed, too.
      filterText: `${text} ${cronSentence(text) ?? ''}`,
      textEdit: { range, newText: text },
    };
  });
  if (prefix !== '') return items;
  return [
    ...items,
    {
      label: 'TZ=',
      kind: CompletionItemKind.Keyword,
      labelDetails: { description: 'in a time zone (default: UTC)' },
      sortText: '99',
      textEdit: { range, newText: 'TZ=' },
      command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
    },
  ];
}

function zoneCompletions(prefix: string, range: Range, cursor: Position): CompletionItem[] {
  const typed = { start: range.start, end: cursor };
  return Intl.supportedValuesOf('timeZone').map((zone) => ({
    label: zone,
    kind: CompletionItemKind.Constant,
    filterText: `${prefix}${zone}`,
    textEdit: { range: typed, newText: `${prefix}${zone}` },
  }));
}
