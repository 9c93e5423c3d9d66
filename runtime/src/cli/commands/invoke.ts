/** `steplight invoke`. */
import { defineCommand } from '../command.ts';
import { readSending, sendAndFollow, sendingHelp, sendingOptions } from '../send-and-follow.ts';

const help = `Usage: steplight invoke FUNCTION [options]

Start a function, whatever its triggers are. FUNCTION is its id, with or without the app's. If no runtime is running,
one runs for the duration of the command and hosts the functions below this folder.

Options:
  -d, --data JSON     what the function gets as event.data (default: {}); @FILE reads a file, @- standard input
${sendingHelp}`;

export const invoke = defineCommand({
  help,
  options: sendingOptions,
  async run(values, positionals, context) {
    const { name, data } = readSending('invoke FUNCTION', values, positionals, context);
    return sendAndFollow(values, context, (client) => client.invoke(name, { data }, context.signal));
  },
});
