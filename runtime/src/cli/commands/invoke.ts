/** `steplight invoke`. */
import { defineCommand } from '../command.ts';
import { readSending, sendAndFollow, sendingHelp, sendingOptions } from '../send-and-follow.ts';

const help = `Usage: steplight invoke FUNCTION [options]

Start a function, regardless of its triggers. FUNCTION is its ID, with or without the app ID. If no runtime is running,
the command runs one until it ends, and hosts the functions in this folder.

Options:
  -d, --data JSON     the value of event.data (default: {}); @FILE reads a file, @- standard input
${sendingHelp}`;

export const invoke = defineCommand({
  help,
  options: sendingOptions,
  async run(values, positionals, context) {
    const { name, data } = readSending('invoke FUNCTION', values, positionals, context);
    return sendAndFollow(values, context, (client) => client.invoke(name, { data }, context.signal));
  },
});
