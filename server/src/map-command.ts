/** `steplight map`: who sends what, and what it starts, as text or for other programs. */
import { parseArgs } from 'node:util';
import { type EventMap, keysOf, neighbourhood, partOf } from './event-map.ts';
import { dotMap, mermaidMap } from './map/diagrams.ts';
import { printMap } from './map/print-map.ts';
import { mapOf } from './map/workspace-map.ts';
import { notHere } from './values/spelling.ts';
import { PathNotFound } from './workspace/analyse.ts';
import { openPaths } from './workspace/open-paths.ts';

interface CommandIo {
  out(text: string): void;
  error(text: string): void;
}

const help = `steplight map PATH… [--event NAME] [--function ID] [--format text|json|mermaid|dot|svg]

Prints which function sends, is started by, waits for, is cancelled by and invokes what, in the given files and folders.

  --event NAME    only what has to do with this event
  --function ID   only what has to do with this function (its id or name)
  --hops N        with --event or --function: how many links away from there; 1 when not given
  --format        text (default, one link a line), json, mermaid, dot (Graphviz); svg draws a picture
  --theme         light (default) or dark: the colours of the svg
`;

const formats = {
  text: printMap,
  json: (map: EventMap) => JSON.stringify(map, null, 2),
  mermaid: mermaidMap,
  dot: dotMap,
} as const;

/** A format of the caller's own: pictures need more than the server has. */
export interface MapPicture {
  name: string;
  draw(map: EventMap, theme: 'light' | 'dark'): Promise<string>;
}

/** Exit code: 0 printed, 1 nothing found or failed, 2 usage. */
export async function runMapCommand(args: string[], io: CommandIo, picture?: MapPicture): Promise<number> {
  const usage = (message: string): number => {
    io.error(`${message} See \`steplight map --help\`.\n`);
    return 2;
  };
  let parsed: ReturnType<typeof parseMapArgs>;
  try {
    parsed = parseMapArgs(args);
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.out(help);
    return 0;
  }
  if (positionals.length === 0) return usage('Name at least one file or folder, for example `.`.');
  const format = Object.hasOwn(formats, values.format) ? (values.format as keyof typeof formats) : null;
  const isPicture = picture !== undefined && values.format === picture.name;
  if (!format && !isPicture) {
    return usage(`There is no format "${values.format}". Use text, json, mermaid, dot or svg.`);
  }
  const theme = values.theme === 'light' || values.theme === 'dark' ? values.theme : null;
  if (!theme) return usage(`There is no theme "${values.theme}". Use light or dark.`);
  const hops = Number(values.hops);
  if (!Number.isInteger(hops) || hops < 1)
    return usage(`--hops wants a number from 1 on, not "${values.hops}".`);
  try {
    const { map } = mapOf(await openPaths(positionals));
    if (keysOf(map).length === 0) {
      io.error('No Inngest function or event found here.\n');
      return 1;
    }
    const from = wantedKeys(map, values);
    if (from !== null && from.length === 0) {
      io.error(notThere(map, values));
      return 1;
    }
    const shown = from === null ? map : partOf(map, neighbourhood(map, from, hops));
    io.out(isPicture ? await picture.draw(shown, theme) : `${formats[format ?? 'text'](shown)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof PathNotFound)) throw error;
    io.error(`${error.message}\n`);
    return 1;
  }
}

function parseMapArgs(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      event: { type: 'string' },
      function: { type: 'string' },
      hops: { type: 'string', default: '1' },
      format: { type: 'string', default: 'text' },
      theme: { type: 'string', default: 'light' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

interface Wanted {
  event?: string | undefined;
  function?: string | undefined;
}

/** Null: everything is wanted. */
function wantedKeys(map: EventMap, wanted: Wanted): string[] | null {
  if (wanted.event === undefined && wanted.function === undefined) return null;
  const events = map.events.filter(({ name }) => name === wanted.event);
  const functions = map.functions.filter(
    ({ id, name, app }) =>
      wanted.function !== undefined &&
      (id === wanted.function || name === wanted.function || id === `${app}-${wanted.function}`),
  );
  return [...events, ...functions].map(({ key }) => key);
}

function notThere(map: EventMap, wanted: Wanted): string {
  return wanted.event === undefined
    ? notHere(
        'function',
        wanted.function ?? '',
        map.functions.map(({ id }) => id),
      )
    : notHere(
        'event',
        wanted.event,
        map.events.map(({ name }) => name),
      );
}
