/** A command of the terminal: its help, its options and what it does. */
import type { ParseArgsConfig, parseArgs } from 'node:util';
import { exitCodes, parseOptions } from '../options.ts';
import type { CommandContext } from './command-io.ts';

const commonOptions = {
  json: { type: 'boolean' },
  'data-folder': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options' values, and `--json` and `--data-folder`, which every command has. */
export type OptionValues<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O & typeof commonOptions }>
>['values'];

export interface CommandDefinition<O extends Options> {
  help: string;
  options: O;
  /** Resolves to the exit code. */
  run: (values: OptionValues<O>, positionals: string[], context: CommandContext) => Promise<number>;
}

export type Command = (args: string[], context: CommandContext) => Promise<number>;

/** @throws UsageError when it is called with a wrong command line. */
export function defineCommand<O extends Options>({ help, options, run }: CommandDefinition<O>): Command {
  return async (args, context) => {
    const { values, positionals } = parseOptions({
      args,
      allowPositionals: true,
      options: { ...commonOptions, ...options },
    });
    if ((values as { help?: boolean }).help) {
      context.out(help);
      return exitCodes.ok;
    }
    return run(values as OptionValues<O>, positionals, context);
  };
}

/** The lines of `--help` about the common options. */
export const commonHelp = `  --json              print JSON
  --data-folder DIR   use the runtime with this data folder (default: STEPLIGHT_DATA, or the one for this folder)
  -h, --help          show this help
`;
