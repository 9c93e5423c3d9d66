/** What the members of a map are called in texts, by key: unique within the map. */
import type { EventMap } from '../event-map.ts';

export function namesOf(map: EventMap): Map<string, string> {
  const counts = new Map<string, number>();
  for (const { id } of map.functions) counts.set(id, (counts.get(id) ?? 0) + 1);
  return new Map([
    ...map.functions.map(({ key, id, file, range }): [string, string] => {
      const isAlone = counts.get(id) === 1;
      return [key, isAlone ? id : `${id} (${file}:${range.start.line + 1})`];
    }),
    ...map.events.map(({ key, name }): [string, string] => [key, name]),
    ...map.senders.map(({ key, file }): [string, string] => [key, file]),
  ]);
}
