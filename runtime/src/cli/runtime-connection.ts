/** The runtime that a command uses: the one that owns the data folder, or one that the command starts for itself. */
import { dirname, relative, resolve } from 'node:path';
import { RuntimeClient } from '../client/runtime-client.ts';
import { readSession } from '../client/session.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { defaultPort } from '../process-options.ts';
import { oneLine } from '../text/printable.ts';
import type { CommandContext } from './command-io.ts';

export interface RuntimeConnection {
  client: RuntimeClient;
  dataFolder: string;
  /** True when the runtime runs in this process and ends with the command. */
  own: boolean;
  close(): Promise<void>;
}

export interface FoundRuntime {
  client: RuntimeClient;
  dataFolder: string;
}

/** The runtime that serves this folder or one of its parents; null when none is running. */
export function findRuntime({ cwd, env }: CommandContext, data: string | undefined): FoundRuntime | null {
  const explicit = data ?? env.STEPLIGHT_DATA;
  if (explicit !== undefined) return runtimeOf(resolve(cwd, explicit));
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = runtimeOf(defaultDataFolder(folder, env));
    if (found || folder === dirname(folder)) return found;
  }
}

/** @throws when no runtime is running for this folder. */
export function requireRuntime(context: CommandContext, data: string | undefined): RuntimeClient {
  const found = findRuntime(context, data);
  if (!found) throw new Error('No runtime is running for this folder. Start one with `steplight dev`.');
  return found.client;
}

function runtimeOf(dataFolder: string): FoundRuntime | null {
  const session = readSession(dataFolder);
  return session && { client: new RuntimeClient(session), dataFolder };
}

/** Starts a runtime that hosts the functions below the working folder if no runtime owns the data folder. */
export async function connect(context: CommandContext, data: string | undefined): Promise<RuntimeConnection> {
  const found = findRuntime(context, data);
  if (found) return { ...found, own: false, close: async () => {} };
  const { cwd, env } = context;
  // Loaded only now: using a running runtime does not need the database.
  const { startFromOptions } = await import('../run-process.ts');
  const { readProcessOptions } = await import('../process-options.ts');
  const { findFunctionFiles } = await import('../host/function-files.ts');
  const options = readProcessOptions(['--port', String(defaultPort), '--no-cron'], cwd);
  const dataFolder = data === undefined ? defaultDataFolder(cwd, env) : resolve(cwd, data);
  const runtime = await startFromOptions(
    { ...options, data: dataFolder },
    { log: (level, text) => (level === 'error' ? context.error(`${oneLine(text)}\n`) : undefined) },
  );
  const files = await findFunctionFiles(cwd);
  if (files.length > 0)
    await runtime.apps.configureHost({ root: cwd, files: files.map((file) => relative(cwd, file)) });
  return { client: new RuntimeClient(runtime), dataFolder, own: true, close: () => runtime.stop() };
}
