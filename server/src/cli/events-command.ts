/** `steplight events`: every event with the schema of its data and a payload to start from. */
import { payloadFor } from '../payload/event-payload.ts';
import type { EventPayload } from '../protocol.ts';
import { oneLine } from '../values/one-line.ts';
import { notFoundMessage } from '../values/similar-names.ts';
import { openPaths } from './open-paths.ts';
import { type CommandIo, oneOfNames, runPathsCommand } from './paths-command.ts';

const help = `Usage: steplight events PATH… [options]

Print every event in the given files and folders with a sample payload, based on the event's declared type or, if there
is none, on how the code uses the event.

Options:
  --event NAME      print only this event
  --format FORMAT   text (default, one event per line), or json with a JSON Schema (draft 2020-12) for each event's data
  -h, --help        show this help
`;

/** Exit code: 0 printed, 1 nothing found or failed, 2 usage. */
export function runEventsCommand(args: string[], io: CommandIo): Promise<number> {
  return runPathsCommand(
    {
      name: 'events',
      help,
      options: { event: { type: 'string' }, format: { type: 'string', default: 'text' } },
      async run(values, paths) {
        const format = oneOfNames('format', values.format, ['text', 'json']);
        const workspace = await openPaths(paths);
        const { names } = workspace.events();
        const wanted = names.filter((name) => values.event === undefined || name === values.event);
        if (wanted.length === 0) {
          io.error(notThere(values.event, names));
          return 1;
        }
        const now = new Date();
        const events = wanted.map((name) => payloadFor(workspace, name, now));
        io.out(
          format === 'json' ? `${JSON.stringify({ version: 1, events }, null, 2)}\n` : printEvents(events),
        );
        return 0;
      },
    },
    args,
    io,
  );
}

function notThere(wanted: string | undefined, names: readonly string[]): string {
  return wanted === undefined || names.length === 0
    ? 'No events found.\n'
    : notFoundMessage('event', wanted, names);
}

const origins: Record<EventPayload['source'], string> = {
  types: 'declared',
  usage: 'inferred from usage',
  none: 'unknown',
};

function printEvents(events: readonly EventPayload[]): string {
  return events
    .map(({ event, source, skeleton }) => {
      const payload = source === 'none' ? '' : ` ${JSON.stringify(skeleton)}`;
      return `${oneLine(event)}${payload}  (${origins[source]})\n`;
    })
    .join('');
}
