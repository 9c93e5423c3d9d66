/** What a command talks to. */

export interface CommandIo {
  out(text: string): void;
  error(text: string): void;
  /** Default: the process's. */
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Aborted when the person wants to stop; default: SIGINT and SIGTERM of the process. */
  signal?: AbortSignal;
}

export type CommandContext = Required<CommandIo>;

export async function withContext(
  io: CommandIo,
  run: (io: CommandContext) => Promise<number>,
): Promise<number> {
  const cwd = io.cwd ?? process.cwd();
  const env = io.env ?? process.env;
  if (io.signal) return run({ ...io, cwd, env, signal: io.signal });
  const controller = new AbortController();
  const stop = () => {
    // A second one ends the process at once.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await run({ ...io, cwd, env, signal: controller.signal });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
