/**
 * The runtime's public interface for the terminal. Each command resolves to its exit code and reports errors in one line.
 * Commands are loaded when they are called.
 */
import type { Command } from './cli/command.ts';
import { type CommandIo, withContext } from './cli/command-io.ts';
import { printableIo } from './cli/printable-io.ts';
import { messageOf } from './contract/error-text.ts';
import { exitCodes, UsageError } from './options.ts';
import { oneLine } from './text/printable.ts';

export type { CommandIo } from './cli/command-io.ts';
export { printableIo } from './cli/printable-io.ts';
export { exitCodes } from './options.ts';
export { oneLine } from './text/printable.ts';

export const runDevCommand = guarded(async () => (await import('./cli/commands/dev.ts')).dev);
export const runSendCommand = guarded(async () => (await import('./cli/commands/send.ts')).send);
export const runInvokeCommand = guarded(async () => (await import('./cli/commands/invoke.ts')).invoke);
export const runRunsCommand = guarded(async () => (await import('./cli/commands/runs.ts')).runs);
export const runWhyCommand = guarded(async () => (await import('./cli/commands/why.ts')).why);
export const runRealtimeCommand = guarded(async () => (await import('./cli/commands/realtime.ts')).realtime);
export const runClockCommand = guarded(async () => (await import('./cli/commands/clock.ts')).clock);

function guarded(load: () => Promise<Command>): (args: string[], io: CommandIo) => Promise<number> {
  return (args, io) =>
    withContext(printableIo(io), async (context) => {
      try {
        return await (await load())(args, context);
      } catch (error) {
        if (context.signal.aborted && error instanceof Error && error.name === 'AbortError')
          return exitCodes.failed;
        context.error(`${oneLine(explained(error))}\n`);
        return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
      }
    });
}

function explained(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE')
    return `The runtime requires Node.js 22.15 or newer. You are using ${process.version}.`;
  return messageOf(error);
}
