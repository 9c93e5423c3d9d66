/** Tests of events read as: this source names these events, in these places, for these ends. */
import { expect } from 'vitest';
import { functionsIn } from '../../../server/src/definitions/functions.ts';
import { CodeOwners } from '../../../server/src/events/code-owners.ts';
import type { EventUse } from '../../../server/src/events/event-use.ts';
import { eventUsesIn } from '../../../server/src/events/event-uses.ts';
import { senderNamesIn } from '../../../server/src/events/senders.ts';
import type { Sources } from '../../../server/src/syntax/sources.ts';
import { filesIn, sourcesOf } from './check-graph.ts';

/** Checks the first file of a fixture. A line: `role name 'source' [in function] [spelled file 'source']`. */
export function checkEventUses(fixture: string, expected: string): void {
  const { uses, sources, path } = usesIn(fixture);
  const textAt = (place: { path: string; range: EventUse['range'] }): string => {
    const own = sources.file(place.path);
    return own ? own.text.slice(own.offsetAt(place.range.start), own.offsetAt(place.range.end)) : '';
  };
  const print = (use: EventUse): string => {
    const { spelled } = use;
    const parts = [use.role, use.name, `\`${textAt(use)}\``];
    if (use.functionId !== null) parts.push(`in ${use.functionId}`);
    if (!spelled) parts.push('not spelled');
    else if (spelled.path !== path || textAt(use) !== textAt(spelled)) {
      parts.push(`spelled ${spelled.path} \`${textAt(spelled)}\``);
    }
    return parts.join(' ');
  };
  const tidy = expected.split('\n').flatMap((line) => line.trim() || []);
  expect(uses.map(print)).toEqual(tidy);
}

/** Names of the events that the first file of a fixture sends. */
export function sentNamesIn(fixture: string): string[] {
  const { uses } = usesIn(fixture);
  return [...new Set(uses.flatMap(({ role, name }) => (role === 'sends' ? [name] : [])))].sort();
}

function usesIn(fixture: string): { uses: EventUse[]; sources: Sources; path: string } {
  const files = filesIn(fixture);
  const sources = sourcesOf(files);
  const [path = '/main.ts'] = files.keys();
  const file = sources.file(path);
  if (!file) throw new Error(`The fixture has no file:\n${fixture}`);
  // The first look learns which functions are wrappers, as the index of a workspace does.
  functionsIn(file, sources);
  const definitions = functionsIn(file, sources);
  const senders = new Set<string>();
  // Twice, since senders call senders.
  for (const name of [...files.keys(), ...files.keys()]) {
    const each = sources.file(name);
    for (const sender of each ? senderNamesIn(each, sources, senders) : []) senders.add(sender);
  }
  const owners = new CodeOwners(definitions, file, sources);
  return { uses: eventUsesIn(file, sources, definitions, owners, senders), sources, path };
}
