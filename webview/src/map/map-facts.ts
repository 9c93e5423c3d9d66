/** The details of a member: what it is linked to, and where the code makes each link. Pure. */
import type { EventMap, LinkKind, MapLink, Place } from '../../../server/src/event-map.ts';

export interface MapFact {
  /** Key of the member at the other end; null: it is only a place. */
  key: string | null;
  name: string;
  places: Place[];
}

export interface MapSection {
  title: string;
  facts: MapFact[];
}

const asSource: Record<LinkKind, string> = {
  sends: 'Sends',
  starts: 'Starts',
  resumes: 'Resumes',
  cancels: 'Cancels',
  invokes: 'Invokes',
};

const asTarget: Record<LinkKind, string> = {
  sends: 'Sent by',
  starts: 'Started by',
  resumes: 'Waits for',
  cancels: 'Cancelled by',
  invokes: 'Invoked by',
};

const order: readonly LinkKind[] = ['sends', 'starts', 'resumes', 'cancels', 'invokes'];

/** Only sections with facts: first what leads here, then where it leads. */
export function factsOf(map: EventMap, key: string): MapSection[] {
  const sections = [
    ...order.map((kind) => section(map, asTarget[kind], kind, (link) => link.to === key, 'from')),
    ...order.map((kind) => section(map, asSource[kind], kind, (link) => link.from === key, 'to')),
    declarations(map, key),
  ];
  return sections.filter(({ facts }) => facts.length > 0);
}

function section(
  map: EventMap,
  title: string,
  kind: LinkKind,
  isMeant: (link: MapLink) => boolean,
  end: 'from' | 'to',
): MapSection {
  const facts = map.links
    .filter((link) => link.kind === kind && isMeant(link))
    .map((link) => ({ key: link[end], name: memberName(map, link[end]), places: link.places }));
  if (kind === 'starts' && end === 'from') facts.push(...crons(map, isMeant));
  return { title, facts: facts.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function crons(
  map: EventMap,
  isMeant: (link: MapLink) => boolean,
): { key: string; name: string; places: Place[] }[] {
  return map.functions.flatMap(({ key, crons: expressions, file, range }) =>
    isMeant({ kind: 'starts', from: '', to: key, places: [] })
      ? expressions.map((cron) => ({ key, name: `cron ${cron}`, places: [{ file, range }] }))
      : [],
  );
}

function declarations(map: EventMap, key: string): MapSection {
  const declared = map.events.find((event) => event.key === key)?.declared ?? [];
  return { title: 'Declared', facts: declared.map((place) => ({ key: null, name: '', places: [place] })) };
}

/** The name; for other code, its file. */
export function memberName(map: EventMap, key: string): string {
  return (
    map.functions.find((one) => one.key === key)?.name ??
    map.events.find((one) => one.key === key)?.name ??
    map.senders.find((one) => one.key === key)?.file ??
    key.slice(key.indexOf(':') + 1)
  );
}
