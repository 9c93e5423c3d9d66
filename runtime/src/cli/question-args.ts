/** The command line of commands that ask a running runtime something. */
import { parseArgs } from 'node:util';
import { UsageError } from '../process-options.ts';
import { messageOf } from '../text/error-message.ts';

/** @throws UsageError */
export function parseQuestion(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        'data-folder': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
