/** What a person should know about a damaged journal. */
import { basename } from 'node:path';
import { countText } from '../../text/count.ts';
import type { Salvaged } from './salvage.ts';

/** Names of runs in a message; more are counted. */
const maxNamed = 5;

export function lossText(
  { kept, lost, isExact, between, cancelled, dropped, incomplete }: Salvaged,
  { path, aside, reason }: { path: string; aside: string; reason: string },
): string {
  return [
    `The journal ${basename(path)} was damaged (${reason}).`,
    kept === 0
      ? 'Nothing in it could be read; the history is empty.'
      : `${countText(kept, 'entry', 'entries')} ${kept === 1 ? 'was' : 'were'} kept.`,
    ...(kept === 0 ? [] : [lostText(lost, isExact, between)]),
    ...named(
      'active run',
      cancelled,
      'was cancelled, since results may be missing',
      'were cancelled, since results may be missing',
    ),
    ...named(
      'run',
      dropped,
      'was dropped, since its first entry is lost',
      'were dropped, since their first entries are lost',
    ),
    ...named('ended run', incomplete, 'is incomplete', 'are incomplete'),
    `The damaged file is kept beside it as ${basename(aside)}.`,
  ].join(' ');
}

function lostText(lost: number, isExact: boolean, between: Salvaged['between']): string {
  if (lost === 0) return isExact ? 'Nothing was lost.' : 'The latest entries may be lost.';
  const count = `${isExact ? '' : 'At least '}${countText(lost, 'entry', 'entries')} ${lost === 1 ? 'is' : 'are'} lost`;
  return `${count}${between === null ? '' : rangeText(between)}.`;
}

function rangeText({ after, before }: { after: number | null; before: number | null }): string {
  if (after !== null && before !== null) return `, recorded from ${timeText(after)} to ${timeText(before)}`;
  if (after !== null) return `, recorded since ${timeText(after)}`;
  return before === null ? '' : `, recorded before ${timeText(before)}`;
}

function timeText(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

function named(noun: string, ids: readonly string[], one: string, many: string): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length > maxNamed ? `, and ${ids.length - maxNamed} more` : '';
  return [
    `${countText(ids.length, noun)} ${ids.length === 1 ? one : many}: ${ids.slice(0, maxNamed).join(', ')}${rest}.`,
  ];
}
