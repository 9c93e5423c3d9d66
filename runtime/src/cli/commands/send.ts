/** `steplight send`. */
import { defineCommand } from '../command.ts';
import { readSending, sendAndFollow, sendingHelp, sendingOptions } from '../send-and-follow.ts';

const help = `Usage: steplight send EVENT [options]

Send an event to this folder's runtime. If no runtime is running, the command runs one until it ends, and hosts the
functions in this folder.

Options:
  -d, --data JSON     the event's data (default: {}) or null; @FILE reads a file, @- standard input
  --id ID             the event's ID; events with the same ID start a function only once in 24 hours
${sendingHelp}`;

export const send = defineCommand({
  help,
  options: { ...sendingOptions, id: { type: 'string' } },
  async run(values, positionals, context) {
    const { name, data } = readSending('send EVENT', values, positionals, context);
    const event = { name, data, ...(values.id ? { id: values.id } : {}) };
    return sendAndFollow(values, context, (client) => client.sendEvent(event, context.signal));
  },
});
