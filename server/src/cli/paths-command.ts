/** What commands over files and folders have in common: help, usage errors, missing paths. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { oneLine } from '../values/one-line.ts';
import { PathNotFound } from './path-kind.ts';

/** Where a command writes. Lines carry their own line ends. */
export interface CommandIo {
  out(text: string): void;
  error(text: string): void;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>;

export interface PathsCommand<T extends Options> {
  name: string;
  help: string;
  options: T;
  /**
   * @returns exit code: 0 success, 1 nothing found or problems found.
   * @throws UsageError for invalid values.
   */
  run(values: Parsed<T>['values'], paths: string[], io: CommandIo): Promise<number>;
}

/** The command line makes no sense; the message is a sentence. */
export class UsageError extends Error {}

/** Exit code: that of the command, 1 for a missing path, 2 for a usage error. */
export async function runPathsCommand<T extends Options>(
  { name, help, options, run }: PathsCommand<T>,
  args: string[],
  io: CommandIo,
): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) {
      io.out(help);
      return 0;
    }
    const { values, positionals } = parsed(args, options);
    if (positionals.length === 0)
      throw new UsageError('Specify at least one file or folder, for example `.`.');
    return await run(values, positionals, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.error(`${oneLine(error.message)} See \`steplight ${name} --help\`.\n`);
      return 2;
    }
    if (!(error instanceof PathNotFound)) throw error;
    io.error(`${oneLine(error.message)}\n`);
    return 1;
  }
}

function parsed<T extends Options>(args: string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * One of the names, or a UsageError that lists them.
 *
 * @param elsewhere names that the caller handles itself; they are only listed.
 */
export function oneOfNames<T extends string>(
  what: string,
  given: string,
  names: readonly T[],
  elsewhere: readonly string[] = [],
): T {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  const all = [...names, ...elsewhere];
  throw new UsageError(`Unknown ${what} "${given}". Use ${all.slice(0, -1).join(', ')} or ${all.at(-1)}.`);
}
