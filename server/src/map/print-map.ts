/**
 * A map as text, one link a line: what `steplight map` prints and what tests expect. By event: its senders,
 * then its handlers; then invocations, and what crons start.
 */
import type { EventMap, LinkKind, MapLink, Place } from '../event-map.ts';
import { oneLine } from '../values/one-line.ts';
import { namesOf } from './map-names.ts';

const order: readonly LinkKind[] = ['sends', 'starts', 'resumes', 'cancels', 'invokes'];

export function printMap(map: EventMap): string {
  const links = printLinks(map, ({ places }) => `  (${places.map(printPlace).join(', ')})`);
  return [...links, ...printRemarks(map)].map(oneLine).join('\n');
}

/** @param suffix appended to a link. */
export function printLinks(map: EventMap, suffix: (link: MapLink) => string): string[] {
  const names = namesOf(map);
  const line = (link: MapLink): string =>
    `${names.get(link.from)} -${link.kind}-> ${names.get(link.to)}${suffix(link)}`;
  const crons = map.functions.flatMap(({ key, crons }) =>
    crons.map((cron) => `cron ${cron} -starts-> ${names.get(key)}`),
  );
  return [...inOrder(map).map(line), ...crons];
}

/** By event, by kind, by name. */
function inOrder(map: EventMap): MapLink[] {
  const names = namesOf(map);
  const rank = new Map(map.events.map(({ key }, index) => [key, index]));
  const eventOf = ({ kind, from, to }: MapLink): number =>
    rank.get(kind === 'sends' ? to : from) ?? Number.POSITIVE_INFINITY;
  const nameOf = ({ from, to }: MapLink): string => `${names.get(from)} ${names.get(to)}`;
  return [...map.links].sort((a, b) => {
    const [first, second] = [eventOf(a), eventOf(b)];
    if (first !== second) return first - second;
    if (a.kind !== b.kind) return order.indexOf(a.kind) - order.indexOf(b.kind);
    return nameOf(a) < nameOf(b) ? -1 : 1;
  });
}

/** What is not as one would expect. */
export function printRemarks(map: EventMap): string[] {
  const linked = new Set(map.links.flatMap(({ from, to }) => [from, to]));
  const remark = (title: string, names: string[]): string[] =>
    names.length === 0 ? [] : [`${title}: ${names.join(', ')}`];
  const named = (isMeant: (event: EventMap['events'][number]) => boolean): string[] =>
    map.events.filter(isMeant).map(({ name }) => name);
  return [
    ...remark(
      'never sent here',
      named(({ isUnsent }) => isUnsent),
    ),
    ...remark(
      'never handled here',
      named(({ isUnheard }) => isUnheard),
    ),
    ...remark(
      'declared only',
      named(({ key, declared }) => !linked.has(key) && declared.length > 0),
    ),
    ...remark(
      'never started here',
      map.functions
        .filter(({ key, crons }) => crons.length === 0 && !isStarted(map, key))
        .map(({ id }) => id),
    ),
  ];
}

function isStarted(map: EventMap, key: string): boolean {
  return map.links.some(({ kind, to }) => to === key && (kind === 'starts' || kind === 'invokes'));
}

export function printPlace({ file, range }: Place): string {
  return `${file}:${range.start.line + 1}`;
}
