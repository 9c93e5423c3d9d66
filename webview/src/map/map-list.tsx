/** Every function, event and sender by name: the way into a large map. */
import type { JSX } from 'preact';
import type { EventMap } from '../../../server/src/event-map.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import { Icon } from '../view/icon.tsx';
import { groupsOf } from './map-groups.ts';
import { danglingLook, isDangling, mapLooks } from './map-text.ts';

export interface MapListProps {
  map: EventMap;
  /** Keys that match the filter; null: there is no filter. */
  matches: ReadonlySet<string> | null;
  selected: string | null;
  onPick(key: string): void;
}

interface Entry {
  key: string;
  name: string;
  icon: keyof typeof mapLooks;
  isLoose: boolean;
}

export function MapList({ map, matches, selected, onPick }: MapListProps): JSX.Element {
  const isKept = ({ key }: Entry): boolean => matches === null || matches.has(key);
  const sections = sectionsOf(map)
    .map(({ title, entries }) => ({ title, entries: entries.filter(isKept) }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <nav class="sl-map-list" aria-label={t('Functions and events')}>
      {sections.length === 0 ? <p class="sl-quiet">{t('No matches.')}</p> : null}
      {sections.map(({ title, entries }) => (
        // What a filter leaves is shown open.
        <details
          key={title}
          open={matches !== null || sections.length < 8 || entries.some(({ key }) => key === selected)}
        >
          <summary>
            {title} <span class="sl-quiet">{entries.length}</span>
          </summary>
          <ul>
            {entries.map((entry) => (
              <li key={entry.key}>
                <EntryButton entry={entry} isCurrent={entry.key === selected} onPick={onPick} />
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}

function EntryButton(props: { entry: Entry; isCurrent: boolean; onPick(key: string): void }): JSX.Element {
  const { entry } = props;
  const look = entry.isLoose ? danglingLook : mapLooks[entry.icon];
  return (
    <Button look="entry" current={props.isCurrent} tip={entry.name} onClick={() => props.onPick(entry.key)}>
      <Icon class="sl-map-icon" name={look.icon} color={look.color} size={14} />
      <span class="sl-map-label">{entry.name}</span>
    </Button>
  );
}

function sectionsOf(map: EventMap): { title: string; entries: Entry[] }[] {
  const byKey = new Map(map.functions.map((one) => [one.key, one]));
  const groups = groupsOf(map);
  const functions = groups.map(({ name, functions: keys }) => ({
    title: groups.length === 1 ? t('Functions') : name,
    entries: keys
      .map((key): Entry => ({ key, name: byKey.get(key)?.name ?? key, icon: 'function', isLoose: false }))
      .sort(byName),
  }));
  const events = map.events.map(
    (event): Entry => ({ key: event.key, name: event.name, icon: 'event', isLoose: isDangling(event) }),
  );
  const senders = map.senders.map(
    ({ key, file }): Entry => ({ key, name: file, icon: 'code', isLoose: false }),
  );
  return [
    { title: t('Events'), entries: events.sort(byName) },
    ...functions,
    { title: t('Other code'), entries: senders.sort(byName) },
  ];
}

function byName(a: Entry, b: Entry): number {
  return a.name.localeCompare(b.name);
}
