/**
 * The runtime's public interface for the terminal. Each command resolves to its exit code and reports errors in one line.
 */
import { type CommandContext, type CommandIo, withContext } from './cli/command-io.ts';
import { UsageError } from './process-options.ts';
import { messageOf } from './text/error-message.ts';

export type { CommandIo } from './cli/command-io.ts';

export function runDevCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/commands/dev.ts')).dev(args, surroundings));
}

export function runSendCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/commands/send.ts')).send(args, surroundings),
  );
}

export function runRunsCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/commands/runs.ts')).runs(args, surroundings),
  );
}

export function runInvokeCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/commands/invoke.ts')).invoke(args, surroundings),
  );
}

export function runClockCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/commands/clock.ts')).clock(args, surroundings),
  );
}

export function runWhyCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) => (await import('./cli/commands/why.ts')).why(args, surroundings));
}

export function runRealtimeCommand(args: string[], io: CommandIo): Promise<number> {
  return guarded(io, async (surroundings) =>
    (await import('./cli/commands/realtime.ts')).realtime(args, surroundings),
  );
}

function guarded(io: CommandIo, run: (io: CommandContext) => Promise<number>): Promise<number> {
  return withContext(io, async (surroundings) => {
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
