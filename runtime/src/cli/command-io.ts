/** A command's connections to the outside. */
import type { styleText } from 'node:util';
import { onStopSignals } from '../stop-signals.ts';

export interface CommandIo {
  out(text: string): void;
  error(text: string): void;
  /** Colors for the two outputs; default: none. */
  styles?: { out: Style; error: Style };
  /** Default: the process's. */
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Aborts when the user stops the command; default: on SIGINT, SIGTERM and SIGHUP of the process. */
  signal?: AbortSignal;
  /**
   * The graph of a function in the code below a folder, as `steplight graph` prints it; null: the code is not there.
   * Default: always null.
   */
  graphOf?: (functionId: string, folder: string) => Promise<Record<string, unknown> | null>;
}

export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

export type CommandContext = Required<CommandIo>;

export async function withContext(
  io: CommandIo,
  run: (context: CommandContext) => Promise<number>,
): Promise<number> {
  const { cwd = process.cwd(), env = process.env, styles = { out: unstyled, error: unstyled } } = io;
  const { graphOf = async () => null } = io;
  if (io.signal) return run({ ...io, cwd, env, styles, graphOf, signal: io.signal });
  const controller = new AbortController();
  const release = onStopSignals(() => controller.abort());
  try {
    return await run({ ...io, cwd, env, styles, graphOf, signal: controller.signal });
  } finally {
    release();
  }
}

function unstyled(_: unknown, text: string): string {
  return text;
}
