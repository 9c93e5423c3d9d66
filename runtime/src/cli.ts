/**
 * The runtime's public door for the terminal. Each command answers its exit code: 0 done, 1 something failed or was
 * not found, 2 the command line is wrong. What goes wrong is told in one line.
 */
import { type CommandIo, type Surroundings, withSurroundings } from './cli/command-io.ts';
import { UsageError } from './process-options.ts';
import { messageOf } from './text/error-message.ts';

export type { CommandIo } from './cli/command-io.ts';

export function runDevCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/dev.ts')).dev(args, surroundings));
}

export function runSendCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/send.ts')).send(args, surroundings));
}

export function runRunsCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/runs.ts')).runs(args, surroundings));
}

export function runInvokeCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/invoke.ts')).invoke(args, surroundings));
}

export function runClockCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/clock.ts')).clock(args, surroundings));
}

export function runWhyCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/why.ts')).why(args, surroundings));
}

export function runRealtimeCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/realtime.ts')).realtime(args, surroundings),
  );
}

function guarded(io: CommandIo, run: (io: Surroundings) => Promise<number>): Promise<number> {
  return withSurroundings(io, async (surroundings) => {
    try {
      return await run(surroundings);
    } catch (error) {
      if (surroundings.signal.aborted && error instanceof Error && error.name === 'AbortError') return 1;
      io.error(`${explained(error)}\n`);
      return error instanceof UsageError ? 2 : 1;
    }
  });
}

function explained(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE') {
    return `The runtime needs Node.js 22.15 or newer; this is ${process.version}.`;
  }
  return messageOf(error);
}
