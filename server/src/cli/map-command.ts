/** `steplight map`: who sends what, and what it starts, as text or for other programs. */
import { type EventMap, keysOf, neighborhood, partOf } from '../event-map.ts';
import { dotMap, mermaidMap } from '../map/diagrams.ts';
import { printMap } from '../map/print-map.ts';
import { mapOf } from '../map/workspace-map.ts';
import { notFoundMessage } from '../values/similar-names.ts';
import { openPaths } from './open-paths.ts';
import { type CommandIo, oneOfNames, runPathsCommand, UsageError } from './paths-command.ts';

const help = `Usage: steplight map PATH… [options]

Print which functions send, handle and invoke what in the given files and folders.

Options:
  --event NAME      print only what is linked to this event
  --function ID     print only what is linked to this function (ID or name)
  --hops N          with --event or --function: maximum distance in links (default: 1)
  --format FORMAT   text (default, one link per line), json, mermaid, dot (Graphviz) or svg
  --theme THEME     colors of the SVG: light (default) or dark
  -h, --help        show this help
`;

const formats = {
  text: printMap,
  json: (map: EventMap) => JSON.stringify(map, null, 2),
  mermaid: mermaidMap,
  dot: dotMap,
} as const;

const formatNames = Object.keys(formats) as (keyof typeof formats)[];

/** A format of the caller's own: pictures need more than the server has. */
export interface MapPicture {
  name: string;
  draw(map: EventMap, theme: 'light' | 'dark'): Promise<string>;
}

/** Exit code: 0 printed, 1 nothing found or failed, 2 usage. */
export function runMapCommand(args: string[], io: CommandIo, picture?: MapPicture): Promise<number> {
  return runPathsCommand(
    {
      name: 'map',
      help,
      options: {
        event: { type: 'string' },
        function: { type: 'string' },
        hops: { type: 'string', default: '1' },
        format: { type: 'string', default: 'text' },
        theme: { type: 'string', default: 'light' },
      },
      async run(values, paths) {
        const print = printerOf(values.format, picture);
        const theme = oneOfNames('theme', values.theme, ['light', 'dark']);
        const hops = Number(values.hops);
        if (!Number.isInteger(hops) || hops < 1) throw new UsageError('--hops must be a positive integer.');
        const { map } = mapOf(await openPaths(paths));
        if (keysOf(map).length === 0) {
          io.error('No Inngest functions or events found.\n');
          return 1;
        }
        const from = wantedKeys(map, values);
        if (from !== null && from.length === 0) {
          io.error(notThere(map, values));
          return 1;
        }
        const shown = from === null ? map : partOf(map, neighborhood(map, from, hops));
        io.out(await print(shown, theme));
        return 0;
      },
    },
    args,
    io,
  );
}

function printerOf(format: string, picture: MapPicture | undefined): MapPicture['draw'] {
  if (picture && format === picture.name) return picture.draw;
  const print = formats[oneOfNames('format', format, formatNames, ['svg'])];
  return async (map) => `${print(map)}\n`;
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
    ? notFoundMessage(
        'function',
        wanted.function ?? '',
        map.functions.map(({ id }) => id),
      )
    : notFoundMessage(
        'event',
        wanted.event,
        map.events.map(({ name }) => name),
      );
}
