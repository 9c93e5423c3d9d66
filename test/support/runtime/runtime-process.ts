/** The runtime as a process of its own, which can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';

const source = resolve(import.meta.dirname, '../../../runtime/src/main.ts');
const bundle = resolve(import.meta.dirname, '../../../dist/runtime.cjs');

export interface RuntimeProcess {
  client: RuntimeClient;
  runtime: { origin: string; port: number };
  /** For the control interface. */
  token: string;
  child: ChildProcess;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** What it printed on stderr. */
  log: string[];
}

/**
 * @param options.bundled what users get, when it was built; else what stands in the source.
 * @param options.module a bundle made for the occasion.
 */
export async function startRuntimeProcess(
  args: string[],
  { bundled = false, module }: { bundled?: boolean; module?: string } = {},
): Promise<RuntimeProcess> {
  const main = module ?? (bundled && existsSync(bundle) ? bundle : source);
  const child = spawn(process.execPath, [main, '--no-discovery', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => log.push(line));
  const ready = await new Promise<{ port: number; token: string }>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => resolve(JSON.parse(line).ready));
    child.on('exit', (code) => reject(new Error(`The runtime ended with ${code}:\n${log.join('\n')}`)));
  });
  return {
    client: new RuntimeClient(ready),
    runtime: { origin: `http://127.0.0.1:${ready.port}`, port: ready.port },
    token: ready.token,
    child,
    log,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
