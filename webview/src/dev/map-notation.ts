/** Event maps written as text, in the notation of `steplight map`: `shop-ship -sends-> order.shipped`. */
import type { EventMap, LinkKind, MapEvent, MapFunction, MapLink } from '../../../server/src/event-map.ts';

/**
 * A name with a `/` that ends in `.ts` is other code; what is sent, or starts, resumes or cancels is an event; the rest
 * are functions. `id @ file` names the file of a function.
 */
export function mapFromText(text: string): EventMap {
  const functions = new Map<string, MapFunction>();
  const events = new Map<string, MapEvent>();
  const senders = new Map<string, { key: string; file: string }>();
  const links: MapLink[] = [];
  const at = { line: 0, character: 0 };
  const range = { start: at, end: at };
  const functionOf = (name: string): string => {
    const [id = name, file = `src/functions/${id}.ts`] = name.split(' @ ');
    const key = `function:${id}`;
    if (!functions.has(key)) functions.set(key, { key, id, name: titleOf(id), file, range, crons: [] });
    return key;
  };
  const eventOf = (name: string): string => {
    const key = `event:${name}`;
    const origin = name.startsWith('inngest/') ? 'system' : 'workspace';
    events.set(key, { key, name, origin, isUnsent: false, isUnheard: false, declared: [] });
    return key;
  };
  const senderOf = (name: string): string => {
    if (!name.endsWith('.ts') || name.includes(' @ ')) return functionOf(name);
    senders.set(name, { key: `code:${name}`, file: name });
    return `code:${name}`;
  };
  for (const line of text.split('\n')) {
    const [, left = '', word = '', right = ''] = /^\s*(.+?) -(\w+)-> (.+?)\s*$/.exec(line) ?? [];
    if (word === '') continue;
    const cron = /^cron (.+)$/.exec(left)?.[1];
    if (cron !== undefined) {
      functions.get(functionOf(right))?.crons.push(cron);
      continue;
    }
    const kind = word as LinkKind;
    const from = kind === 'sends' ? senderOf(left) : kind === 'invokes' ? functionOf(left) : eventOf(left);
    const to = kind === 'sends' ? eventOf(right) : functionOf(right);
    const file = functions.get(kind === 'sends' || kind === 'invokes' ? from : to)?.file ?? left;
    links.push({ kind, from, to, places: [{ file, range }] });
  }
  const sent = new Set(links.map(({ to }) => to));
  const heard = new Set(links.map(({ from }) => from));
  return {
    version: 1,
    functions: [...functions.values()],
    events: [...events.values()].map((event) => ({
      ...event,
      isUnsent: event.origin === 'workspace' && !sent.has(event.key),
      isUnheard: !heard.has(event.key),
    })),
    senders: [...senders.values()],
    links,
  };
}

/** `shop-send-mail` → `Send mail`. */
function titleOf(id: string): string {
  const words = id.split('-').slice(1).join(' ') || id;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
