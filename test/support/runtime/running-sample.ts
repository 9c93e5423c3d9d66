/** A variant of the sample as an app of its own, started the way a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const sample = resolve(import.meta.dirname, '../../workspaces/contacts-import');

export interface RunningSample {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** @param env variables beside the sample's own `.env`, over which they win. */
export async function runSample(
  variant: 'sdk1' | 'sdk2' | 'sdk3' | 'sdk4',
  env: Record<string, string>,
  port = 0,
): Promise<RunningSample> {
  const own = port === 0 ? await freePort() : port;
  const child = spawn(process.execPath, ['--env-file-if-exists=.env', 'src/server.ts'], {
    cwd: join(sample, variant),
    env: {
      PATH: process.env.PATH,
      CONTACTS_DATA_DIR: join(tmpdir(), `steplight-running-${process.pid}`),
      ...env,
      PORT: String(own),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = `http://127.0.0.1:${own}/api/inngest`;
  await untilPrinted(child, url);
  return {
    url,
    port: own,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

function untilPrinted(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        printed += chunk;
        if (printed.includes(text)) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`The sample ended with code ${code}:\n${printed}`)));
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
