/** `steplight events`: every event with the schema of its data and a payload to start from. */
import { parseArgs } from 'node:util';
import { payloadFor } from './features/event-payload.ts';
import type { EventPayload } from './protocol.ts';
import { PathNotFound } from './workspace/analyse.ts';
import { openPaths } from './workspace/open-paths.ts';

interface CommandIo {
  out(text: string): void;
  error(text: string): void;
}

const help = `steplight events PATH… [--event NAME] [--format text|json]

Prints every event that the code in the given files and folders declares, sends, waits for or is started by, with a
payload to start from. It is made from the event's declared type, else from the way the code uses the event.

  --event NAME    only this event
  --format        text (default, one event a line); json with the JSON Schema (draft 2020-12) of each event's data
`;

/** Exit code: 0 printed, 1 nothing found or failed, 2 usage. */
export async function runEventsCommand(args: string[], io: CommandIo): Promise<number> {
  const usage = (message: string): number => {
    io.error(`${message} See \`steplight events --help\`.\n`);
    return 2;
  };
  let parsed: ReturnType<typeof parseEventsArgs>;
  try {
    parsed = parseEventsArgs(args);
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.out(help);
    return 0;
  }
  if (positionals.length === 0) return usage('Name at least one file or folder, for example `.`.');
  const { format } = values;
  if (format !== 'text' && format !== 'json')
    return usage(`There is no format "${format}". Use text or json.`);
  try {
    const workspace = await openPaths(positionals);
    const { names } = workspace.events();
    const wanted = names.filter((name) => values.event === undefined || name === values.event);
    if (wanted.length === 0) {
      io.error(notThere(values.event, names));
      return 1;
    }
    const now = new Date();
    const events = wanted.map((name) => payloadFor(workspace, name, now));
    io.out(format === 'json' ? `${JSON.stringify({ version: 1, events }, null, 2)}\n` : printEvents(events));
    return 0;
  } catch (error) {
    if (!(error instanceof PathNotFound)) throw error;
    io.error(`${error.message}\n`);
    return 1;
  }
}

function parseEventsArgs(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      event: { type: 'string' },
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function notThere(wanted: string | undefined, names: readonly string[]): string {
  return wanted === undefined || names.length === 0
    ? 'No event found here.\n'
    : `There is no event "${wanted}" here. There are: ${names.join(', ')}.\n`;
}

const origins: Record<EventPayload['source'], string> = {
  types: 'declared',
  usage: 'guessed from the code',
  none: 'unknown',
};

function printEvents(events: readonly EventPayload[]): string {
  return events
    .map(({ event, source, skeleton }) => {
      const payload = source === 'none' ? '' : ` ${JSON.stringify(skeleton)}`;
      return `${event}${payload}  (${origins[source]})\n`;
    })
    .join('');
}
