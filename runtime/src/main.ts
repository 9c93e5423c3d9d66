/**
 * The runtime as a process of its own, as the extension starts it.
 *
 * Prints one line `{"ready":{"port":…,"token":…}}` on stdout when it accepts events; logs go to stderr. Ends with 0
 * after it was asked to stop, 1 when it cannot go on or cannot start, 2 when the command line is wrong.
 */
import { flushCompileCache } from 'node:module';
import { messageOf } from './contract/error-text.ts';
import { exitCodes, UsageError } from './options.ts';
import { readProcessOptions } from './process-options.ts';
import { startFromOptions } from './run-process.ts';
import type { Runtime } from './runtime-options.ts';
import { keepHeapSmall } from './small-heap.ts';
import { onStopSignals } from './stop-signals.ts';
import { oneLine } from './text/printable.ts';

/** By then the code of the start is compiled. */
const compileCacheDelayMs = 2_000;

function log(level: string, text: string): void {
  process.stderr.write(`${level}: ${oneLine(text)}\n`);
}

async function main(): Promise<void> {
  keepHeapSmall();
  const options = readProcessOptions(process.argv.slice(2), process.cwd());
  let runtime: Runtime | null = null;
  const stop = () => {
    if (runtime) void runtime.stop();
    else process.exit(0);
  };
  onStopSignals(stop);
  if (options.exitWithParent) stopWithParent(stop);
  runtime = await startFromOptions(options, {
    log,
    onStopped: (error) => {
      if (error !== null) log('error', `The runtime stopped: ${messageOf(error)}`);
      process.exit(error === null ? exitCodes.ok : exitCodes.failed);
    },
  });
  if (options.functions.length > 0) {
    await runtime.apps.configureHost({ root: options.workspace, files: options.functions, start: true });
  }
  const { port, token } = runtime;
  const { version, dataFolder, portTakenBy } = runtime.status();
  const ready = { port, token, pid: process.pid, version, dataFolder, portTakenBy };
  process.stdout.write(`${JSON.stringify({ ready })}\n`);
  // Node itself writes the cache only at a regular exit.
  setTimeout(() => flushCompileCache?.(), compileCacheDelayMs).unref();
}

/** The parent holds the other end of stdin (and of the IPC channel, when there is one). */
function stopWithParent(stop: () => void): void {
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
  process.stdin.resume();
  process.on('disconnect', stop);
}

process.on('unhandledRejection', (error) => log('error', `Unhandled rejection: ${messageOf(error)}`));

main().catch((error: unknown) => {
  log('error', messageOf(error));
  process.exit(error instanceof UsageError ? exitCodes.usage : exitCodes.failed);
});
