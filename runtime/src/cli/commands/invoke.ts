/** `steplight invoke`. */
import { UsageError } from '../../process-options.ts';
import type { CommandContext } from '../command-io.ts';
import { parseSending, readData, sendAndFollow } from './send.ts';

export const invokeHelp = `steplight invoke FUNCTION [--data JSON|@FILE] [--wait] [--json] [--data-folder DIR]

Starts a function whatever its triggers are: one with a schedule, one that others invoke, one that an event starts.
FUNCTION is its id, with or without the app's. When no runtime runs, one is started for the duration.

  --data JSON|@FILE   what the function gets as event.data, as JSON or from a file (@- reads standard input); default {}
  --wait              follow the run until it has ended; exit code 1 when it failed
  --json              print the answer, or with --wait the ended run, as JSON
  --data-folder DIR   the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function invoke(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parseSending(args);
  if (values.help) {
    io.out(invokeHelp);
    return 0;
  }
  const [functionId, ...rest] = positionals;
  if (functionId === undefined || rest.length > 0)
    throw new UsageError('Name one function. See `steplight invoke --help`.');
  if (values.id !== undefined) throw new UsageError('--id is of `steplight send` only.');
  const data = readData(values.data, io);
  return sendAndFollow(values, io, (client) => client.invoke(functionId, { data }, io.signal));
}
