/** The runtime that a command works with: the one that owns the data folder, or one of its own for the duration. */
import { dirname, relative, resolve } from 'node:path';
import { RuntimeClient } from '../client/runtime-client.ts';
import { readSession } from '../client/session.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { defaultPort } from '../process-options.ts';
import type { CommandContext } from './command-io.ts';

export interface RuntimeConnection {
  client: RuntimeClient;
  dataFolder: string;
  /** True when the runtime runs in this process, and ends with the command. */
  own: boolean;
  close(): Promise<void>;
}

export interface FoundRuntime {
  client: RuntimeClient;
  dataFolder: string;
}

/** The runtime that serves this folder or one above it; null when none runs. */
export function findRuntime({ cwd, env }: CommandContext, data: string | undefined): FoundRuntime | null {
  const explicit = data ?? env.STEPLIGHT_DATA;
  if (explicit !== undefined) return runtimeOf(resolve(cwd, explicit));
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = runtimeOf(defaultDataFolder(folder, env));
    if (found || folder === dirname(folder)) return found;
  }
}

function runtimeOf(dataFolder: string): FoundRuntime | null {
  const session = readSession(dataFolder);
  return session && { client: new RuntimeClient(session), dataFolder };
}

/** Starts a runtime here, hosting the functions below the working folder, when none owns the data folder. */
export async function connect(io: CommandContext, data: string | undefined): Promise<RuntimeConnection> {
  const found = findRuntime(io, data);
  if (found) return { ...found, own: false, close: async () => {} };
  // Loaded only now: looking at a running one does not need the database.
  const { startFromOptions } = await import('../run-process.ts');
  const { readProcessOptions } = await import('../process-options.ts');
  const { findFunctionFiles } = await import('../host/function-files.ts');
  const options = readProcessOptions(['--port', String(defaultPort)], io.cwd);
  const dataFolder = data === undefined ? defaultDataFolder(io.cwd, io.env) : resolve(io.cwd, data);
  const runtime = await startFromOptions(
    { ...options, data: dataFolder },
    { log: (level, text) => (level === 'error' ? io.error(`${text}\n`) : undefined) },
  );
  const files = await findFunctionFiles(io.cwd);
  if (files.length > 0) {
    await runtime.apps.configureHost({ root: io.cwd, files: files.map((file) => relative(io.cwd, file)) });
  }
  return { client: new RuntimeClient(runtime), dataFolder, own: true, close: () => runtime.stop() };
}
